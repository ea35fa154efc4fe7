"""The state folder of a training: everything about it that must outlive the process that started it."""

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lfi import provenance
from lfi.errors import LfiError
from lfi.training.specification import Specification
from lfi.writing import whole

# Bytes that must find room in a state folder, or its disk counts as full: less than any checkpoint.
PROBE = 64 * 1024


@dataclass(frozen=True)
class Job:
    """A job that was submitted.

    Attributes:
        id: the scheduler's id; the process id on this machine.
        launcher: ``local`` or ``slurm``.
        born: when the process started, seconds since the epoch, to tell it from a later one with the same id.
        submitted: when it was submitted, seconds since the epoch: the queue says nothing of it before.
    """

    id: str
    launcher: str
    born: float | None = None
    submitted: float = 0.0


class State:
    """Names and records of a training's state folder.

    The completion record is written last and is the only truth about whether the training is done.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = folder / "lock"
        self.specification_file = folder / "specification.json"
        self.result = folder / "result"
        self.logs = folder / "logs"
        self._jobs, self._starts = folder / "jobs.json", folder / "starts.jsonl"
        self._completed, self._failed = folder / "completed.json", folder / "failed.json"
        self._progress = folder / "progress.json"

    def create(self, specification: Specification) -> None:
        """Make the folder and write the specification; nothing of an earlier result stays."""
        self._completed.unlink(missing_ok=True)
        self.result.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(exist_ok=True)
        write_json(self.specification_file, specification.model_dump())

    def specification(self) -> Specification:
        return Specification.model_validate(read_json(self.specification_file))

    def record_job(self, job: Job) -> None:
        """Take note of a job that is out."""
        write_json(self._jobs, {"jobs": [asdict(own) for own in (*self.jobs(), job)]})

    def jobs(self) -> list[Job]:
        """All jobs that this training has had, the newest last."""
        record = read_json(self._jobs)
        return [Job(**own) for own in record["jobs"]] if record else []

    def record_start(self, job_id: str, node: str) -> None:
        """A job started on a node, for the first time or after it was put back into the queue.

        ``reached`` is the step that the training had seen by then, ``step`` the one it goes on from.
        """
        reached = (self.progress() or {"step": 0})["step"]
        start = {"job": job_id, "node": node, "time": time.time()}
        with self._starts.open("a") as file:
            file.write(json.dumps({**start, "step": self.newest_checkpoint() or 0, "reached": reached}) + "\n")

    def starts(self) -> list[dict[str, Any]]:
        """Every start of every job, in order."""
        return [json.loads(line) for line in self._starts.read_text().splitlines()] if self._starts.exists() else []

    def newest_checkpoint(self) -> int | None:
        """The step of the newest checkpoint, whole or not."""
        names = sorted(path.stem for path in (self.folder / "checkpoints").glob("step-*.ckpt"))
        return int(names[-1].removeprefix("step-")) if names else None

    def last_lines(self, count: int = 15) -> str:
        """The end of what the newest job wrote to its standard error."""
        files = sorted(self.logs.glob("*_log.err"), key=lambda path: path.stat().st_mtime)
        return "\n".join(files[-1].read_text().splitlines()[-count:]) if files else "(it wrote nothing)"

    def unwritable(self) -> str | None:
        """Why nothing can be written here, a full disk for one: a job that meets it cannot even say so."""
        try:
            with whole(self.folder / "probe") as probe:
                probe.write_bytes(bytes(PROBE))
            (self.folder / "probe").unlink()
        except OSError as refusal:
            return f"{self.folder} cannot be written to: {refusal.strerror}; make room and run again"
        return None

    def record_completion(self, key: str) -> None:
        """The last thing a job writes: its key and the digests of its files."""
        files = {path.name: provenance.file_digest(path) for path in sorted(self.result.iterdir())}
        write_json(self._completed, {"key": key, "files": files})

    def completed(self) -> bool:
        """Whether there is a completion record; ``completion`` also checks it."""
        return self._completed.exists()

    def files(self) -> dict[str, str]:
        """Digests of the finished training's files, by name; none where it is not done."""
        record = read_json(self._completed)
        return record["files"] if record else {}

    def completion(self, key: str) -> dict[str, Any] | None:
        """The completion record, if it is of this key and its files are as it says."""
        record = read_json(self._completed)
        if not record or record["key"] != key:
            return None
        for name, digest in record["files"].items():
            path = self.result / name
            if not path.exists() or provenance.file_digest(path) != digest:
                return None
        return record

    def record_failure(self, error: str) -> None:
        write_json(self._failed, {"error": error})

    def forget_failure(self) -> None:
        self._failed.unlink(missing_ok=True)

    def failure(self) -> str | None:
        record = read_json(self._failed)
        return record["error"] if record else None

    def progress(self) -> dict[str, Any] | None:
        return read_json(self._progress)


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Write a file whole or not at all."""
    with whole(path) as aside:
        aside.write_text(json.dumps(value, indent=1))


def read_json(path: Path) -> Any:
    """The file's value, or None where there is no file.

    Raises:
        LfiError: the file is damaged.
    """
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        return None
    except json.JSONDecodeError as damage:
        raise LfiError(f"{path}: damaged ({damage}); delete it and run again: rm {path}") from None
