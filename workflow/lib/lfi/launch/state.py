"""The state folder of a training: all that must outlive the process that started it."""

import contextlib
import json
import os
import shlex
import shutil
import tempfile
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lfi import provenance
from lfi.errors import LfiError
from lfi.training.specification import Specification
from lfi.writing import whole

# Bytes that must fit into a state folder, or its disk counts as full: fewer than any checkpoint has.
PROBE = 64 * 1024
# Keys of a progress file.
PROGRESS = frozenset(("epoch", "epochs", "step", "steps", "loss", "validation", "seconds_left"))


@dataclass(frozen=True)
class Job:
    """A job that was submitted.

    Attributes:
        id: the scheduler's id; on this machine the process id.
        launcher: ``local`` or ``slurm``.
        born: when the process started, seconds since the epoch; tells it from a later one with the same id.
    """

    id: str
    launcher: str
    born: float | None = None


class State:
    """The files of a training's state folder.

    The completion record is written last, and it alone says that the training is done.

    Args:
        folder: the state folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = folder / "lock"
        self.specification_file = folder / "specification.json"
        self.result = folder / "result"
        self.logs = folder / "logs"
        self._jobs, self._starts = folder / "jobs.json", folder / "starts.jsonl"
        self._completed, self._failed = folder / "completed.json", folder / "failed.json"
        self._progress, self._cancelled = folder / "progress.json", folder / "cancelled.json"
        self._allocations = folder / "allocations.json"

    def create(self, specification: Specification) -> None:
        """Make the folder, write the specification, and remove an earlier result."""
        self._completed.unlink(missing_ok=True)
        self._allocations.unlink(missing_ok=True)
        self.result.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(exist_ok=True)
        write_json(self.specification_file, specification.model_dump())

    def forget_result(self) -> None:
        """Remove a finished training's result and checkpoints, so that it starts from its first step."""
        self._completed.unlink(missing_ok=True)
        shutil.rmtree(self.folder / "checkpoints", ignore_errors=True)

    def specification(self) -> Specification:
        return Specification.model_validate(read_json(self.specification_file))

    def record_job(self, job: Job) -> None:
        """Write down a job that was submitted."""
        write_json(self._jobs, {"jobs": [asdict(entry) for entry in (*self.jobs(), job)]})

    def jobs(self) -> list[Job]:
        """All jobs that this training has had, the newest last."""
        record = read_json(self._jobs)
        try:
            return [] if record is None else [Job(**entry) for entry in record["jobs"]]
        except (KeyError, TypeError) as damage:
            raise damaged(self._jobs, damage) from None

    def record_start(self, job_id: str, node: str, devices: str = "", stalled_minutes: float = 0.0) -> None:
        """Write down that a job started on a node, for the first time or after it was put back into the queue.

        The record's ``reached`` is the last step of the training so far, ``step`` that of the checkpoint from which
        it goes on.

        Args:
            job_id: the job's id.
            node: the name of its node.
            devices: its ``CUDA_VISIBLE_DEVICES``.
            stalled_minutes: as the profile says; ``lfi status`` knows no profile.
        """
        start = {"job": job_id, "node": node, "devices": devices, "stalled_minutes": stalled_minutes}
        reached = (self.progress() or {"step": 0})["step"]
        with self._starts.open("a") as file:
            file.write(
                json.dumps({**start, "time": time.time(), "step": self.newest_checkpoint() or 0, "reached": reached})
                + "\n"
            )

    def starts(self) -> list[dict[str, Any]]:
        """All starts of all jobs, in order; a line that was cut short, as by a node's death, is passed over."""
        lines = self._starts.read_text(errors="replace").splitlines() if self._starts.exists() else []
        return [start for line in lines if (start := _start(line))]

    def record_allocation(self, steps: int) -> list[int]:
        """Write down how many steps an allocation was enough for, from its start to the notice of its end.

        Args:
            steps: their number.

        Returns:
            Those of all allocations since a driver started the training, the newest last.
        """
        record = read_json(self._allocations) or {"steps": []}
        record["steps"].append(steps)
        write_json(self._allocations, record)
        return list(record["steps"])

    def newest_checkpoint(self) -> int | None:
        """The step of the newest checkpoint, even if it is damaged; None without one."""
        names = sorted(path.stem for path in (self.folder / "checkpoints").glob("step-*.ckpt"))
        return int(names[-1].removeprefix("step-")) if names else None

    def last_lines(self, count: int = 15) -> str:
        """The last lines of the newest job's standard error.

        Args:
            count: how many at most.
        """
        files = sorted(self.logs.glob("*_log.err"), key=lambda path: path.stat().st_mtime)
        return "\n".join(files[-1].read_text().splitlines()[-count:]) if files else "(it wrote nothing)"

    def unwritable(self) -> str | None:
        """Why nothing can be written to the folder, such as a full disk, which a job cannot report; None if it can."""
        try:
            with whole(self.folder / "probe") as probe:
                probe.write_bytes(bytes(PROBE))
            (self.folder / "probe").unlink()
        except OSError as refusal:
            return f"{self.folder} cannot be written to: {refusal.strerror}; make room and run again"
        return None

    def record_completion(self, key: str) -> None:
        """Write the completion record, a job's last file: the training's key and the digests of its result."""
        files = {path.name: provenance.file_digest(path) for path in sorted(self.result.iterdir())}
        write_json(self._completed, {"key": key, "files": files})

    def completed(self) -> bool:
        """Whether there is a completion record; ``completion`` also checks it."""
        return self._completed.exists()

    def files(self) -> dict[str, str]:
        """Digests of a finished training's files, by name; empty before it is done."""
        record = read_json(self._completed)
        return record["files"] if record else {}

    def completion(self, key: str) -> dict[str, Any] | None:
        """The completion record, if it has this key and the files have the digests in it; None otherwise."""
        record = read_json(self._completed)
        if not record or record["key"] != key:
            return None
        for name, digest in record["files"].items():
            path = self.result / name
            if not path.exists() or provenance.file_digest(path) != digest:
                return None
        return record

    def record_cancellation(self, job_id: str) -> None:
        """Tell the drivers that now run to end and to submit nothing more; it means nothing to a later driver.

        Args:
            job_id: the job that was cancelled; empty if the training had none.
        """
        write_json(self._cancelled, {"job": job_id, "id": uuid.uuid4().hex})

    def cancellation(self) -> dict[str, str]:
        """The last cancellation: its ``job`` and an ``id``; empty if there was none."""
        return read_json(self._cancelled) or {}

    def record_failure(self, error: str) -> None:
        write_json(self._failed, {"error": error})

    def forget_failure(self) -> None:
        self._failed.unlink(missing_ok=True)

    def failure(self) -> str | None:
        record = read_json(self._failed)
        return record["error"] if record else None

    def progress(self) -> dict[str, Any] | None:
        """What the progress file says; None without one, or if it is damaged: no training needs it."""
        with contextlib.suppress(LfiError):
            return self.checked_progress()
        return None

    def idle(self) -> float:
        """Seconds since a job last took note of a start or of a step, by the clock that dates the files."""
        notes = [file.stat().st_mtime for file in (self._progress, self._starts) if file.exists()]
        with tempfile.TemporaryFile(dir=self.folder) as present:
            return os.fstat(present.fileno()).st_mtime - max(notes) if notes else 0.0

    def checked_progress(self) -> dict[str, Any] | None:
        """What the progress file says; None without one.

        Raises:
            LfiError: it is damaged.
        """
        record = read_json(self._progress)
        if record is not None and not (isinstance(record, dict) and set(record) >= PROGRESS):
            raise damaged(self._progress, "keys are missing")
        return record


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Write a file whole or not at all.

    Args:
        path: of the file.
        value: what JSON can hold.
    """
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
    except ValueError as damage:  # neither text nor JSON
        raise damaged(path, damage) from None


def damaged(path: Path, how: object) -> LfiError:
    """The error of a file that cannot be read.

    Args:
        path: of the file.
        how: what is wrong with it.
    """
    return LfiError(f"{path}: damaged ({how}); delete it and run again: rm {shlex.quote(str(path))}")


def _start(line: str) -> dict[str, Any] | None:
    try:
        start = json.loads(line)
    except ValueError:
        return None
    return start if isinstance(start, dict) and set(start) >= {"job", "node", "step", "reached"} else None
