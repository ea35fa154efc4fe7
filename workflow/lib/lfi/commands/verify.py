"""Make one result again in a scratch folder, from the same inputs, and compare it with what is there."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from lfi import provenance
from lfi.commands.snakemake import snakemake
from lfi.config.loading import results_folder
from lfi.errors import LfiError
from lfi.provenance.records import Record, Records
from lfi.provenance.store import link

# Results that hold times measured by the clock.
TIMED = ("training.json", "nested_result.json", ".timing.json")
# What could stand in for a result, or belongs to other runs.
LEFT_OUT = (".store", ".train", ".nested", ".stale", "logs")


def verify(configuration: Path, result: Path, options: Sequence[str]) -> bool:
    """Make the result again, and print a line for each file of its step.

    Args:
        configuration: the configuration file.
        result: a file of the results.
        options: of Snakemake.

    Returns:
        Whether a file is different.

    Raises:
        LfiError: the result has no record, is stale, or could not be made again.
    """
    results = results_folder(configuration)
    records = Records(results)
    record = record_of(result, records)
    refuse_stale(configuration, result, options)
    with tempfile.TemporaryDirectory(dir=results) as folder:
        scratch = Path(folder) / "results"
        without = shutil.ignore_patterns(*LEFT_OUT, Path(folder).name)
        shutil.copytree(results, scratch, copy_function=lambda one, other: link(Path(one), Path(other)), ignore=without)
        (scratch / records.relative(records.path(record))).unlink()
        for name in record["outputs"]:
            (scratch / name).unlink(missing_ok=True)
        wanted = str(scratch / records.relative(result))
        again = [*options, "--nolock", "--config", f"results={scratch}", "--", wanted]
        if subprocess.run(snakemake(configuration, *again), check=False).returncode:
            raise LfiError(f"{result}: could not be made again; see above")
        outputs = record["outputs"].items()
        found = {name: compared(results / name, file["sha256"], scratch / name) for name, file in outputs}
    print("\n".join(f"{name}: {how}" for name, how in found.items()))
    return any(how.startswith("DIFFERENT") for how in found.values())


def refuse_stale(configuration: Path, result: Path, options: Sequence[str]) -> None:
    """Stop where a result, or one behind it, would come out otherwise for a reason that is known.

    Args:
        configuration: the configuration file.
        result: the result.
        options: of Snakemake.

    Raises:
        LfiError: with the reason. A file that was changed by hand is none: that is to be found.
    """
    command = snakemake(configuration, *options, "--nolock", "--dry-run", "--", str(result))
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    reasons = [line for line in re.findall(r"^stale: (.*)$", said, re.MULTILINE) if "changed by hand" not in line]
    if reasons:
        mend = f"run first: lfi run --config {configuration}"
        raise LfiError(f"{result}: is stale, or made from what is: {reasons[0]}; {mend}")


def record_of(result: Path, records: Records) -> Record:
    """The record of the step that made a result.

    Args:
        result: its path.
        records: the records of the results folder.

    Raises:
        LfiError: there is none.
    """
    name = records.relative(result)
    found = next((record for record in records.all() if name in record["outputs"]), None)
    if found is None:
        raise LfiError(
            f"{result}: has no record of how it was made; see the results that have one: ls {records.folder}"
        )
    return found


def compared(path: Path, recorded: str, again: Path) -> str:
    """How a result compares with the same made again: ``the same``, ``holds times`` or ``DIFFERENT``.

    Args:
        path: the result.
        recorded: its digest when it was made.
        again: the same, made again.
    """
    if path.exists() and provenance.file_digest(path) != recorded:
        return "DIFFERENT from what was made: it was changed since"
    if provenance.file_digest(again) == recorded:
        return "the same"
    return "holds times" if path.name.endswith(TIMED) else "DIFFERENT"
