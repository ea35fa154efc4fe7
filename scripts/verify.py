"""Make one result again in a scratch folder, from the same inputs, and compare it with what is there."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lfi.provenance import file_digest

# Results that hold times measured by the clock.
TIMED = ("training.json", "nested_result.json")


def record_of(result: Path, results: Path) -> Path:
    """The record of the step that made a result."""
    name = os.path.relpath(result, results)
    for path in sorted((results / ".records").rglob("*.json")):
        if name in json.loads(path.read_text())["outputs"]:
            return path
    sys.exit(f"{result}: there is no record of how it was made; results with one: ls {results}/.records")


def verify(result: Path, results: Path, options: list[str]) -> bool:
    """Whether all files of the step come out as they are; prints a line each.

    Args:
        options: of snakemake, such as the configuration.
    """
    record = record_of(result, results)
    outputs = json.loads(record.read_text())["outputs"]
    with tempfile.TemporaryDirectory(dir=results) as folder:
        scratch = Path(folder) / "results"
        # What the step reads is linked; its own outputs, and all that could stand in for them, are left out.
        without = shutil.ignore_patterns(
            ".store", ".training", ".nested", ".stale", "logs", "benchmarks", Path(folder).name
        )
        shutil.copytree(results, scratch, copy_function=os.link, ignore=without)
        (scratch / record.relative_to(results)).unlink()
        for name in outputs:
            (scratch / name).unlink(missing_ok=True)
        command = ["snakemake", *options, "--nolock", "--config", f"results={scratch}"]
        wanted = [str(scratch / os.path.relpath(result, results))]
        if subprocess.run([sys.executable, "-m", *command, "--", *wanted], check=False).returncode != 0:
            sys.exit(f"{result}: could not be made again; see above")
        verdicts = [compare(name, known["sha256"], scratch / name) for name, known in outputs.items()]
        return all(verdicts)


def compare(name: str, digest: str, again: Path) -> bool:
    """Whether a file came out the same."""
    same = file_digest(again) == digest
    timed = name.endswith(TIMED) or name.endswith(".timing.json")
    print(f"{name}: {'the same' if same else 'holds times' if timed else 'DIFFERENT'}")
    return same or timed


if __name__ == "__main__":
    sys.exit(not verify(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
