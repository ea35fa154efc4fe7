"""Remove what is kept for settings that no result has any more, and results that are not configured any more."""

import shutil
import subprocess
from pathlib import Path

from lfi.commands.snakemake import snakemake
from lfi.config.loading import results_folder
from lfi.errors import LfiError
from lfi.launch.state import State
from lfi.provenance.records import Record, Records
from lfi.provenance.store import Store


def prune(results: Path) -> list[Path]:
    """Remove folders of the store, and of finished trainings, that no record names; returns them."""
    records = Records(results)
    known = list(records.all())
    gone = records.prune() + Store(results).prune(record["kept"] for record in known if record["kept"])
    wanted = {file["sha256"] for record in known for file in record["outputs"].values()}
    for folder in sorted((results / ".train").glob("*/*/*")):
        done = State(folder).files()
        if done and not wanted.issuperset(done.values()):  # trainings may share a description
            shutil.rmtree(folder)
            gone.append(folder)
    return gone


def unconfigured(configuration: Path) -> list[Record]:
    """The records of results that a run with a configuration does not make, such as those of a removed estimator.

    Raises:
        LfiError: the configuration cannot be planned.
    """
    asked = subprocess.run(snakemake(configuration, "--summary"), capture_output=True, text=True, check=False)
    if asked.returncode:
        raise LfiError(f"{configuration}: cannot be planned; see: lfi why --config {configuration}")
    planned = {Path(line.partition("\t")[0]).absolute() for line in asked.stdout.splitlines()}
    results = results_folder(configuration)
    return [
        record
        for record in Records(results).all()
        if planned.isdisjoint((results / name).absolute() for name in record["outputs"])
    ]


def show(configuration: Path, remove: bool) -> None:
    """Prune the results of a configuration, and print what was removed, or could be.

    Args:
        configuration: the configuration file.
        remove: whether results that are not in the configuration are removed too.
    """
    results = results_folder(configuration)
    records, others = Records(results), unconfigured(configuration)
    for record in others if remove else ():
        records.path(record).unlink()
        for name in record["outputs"]:
            (results / name).unlink(missing_ok=True)
    names = ["{step} {subject}".format_map(record["recipe"]).strip() for record in others]
    lines = [f"{'removed' if remove else 'not configured:'} {name}" for name in names]
    lines += [f"removed {folder}" for folder in prune(results)]
    if others and not remove:
        lines.append(f"remove these results: lfi prune --config {configuration} --unconfigured")
    print("\n".join(lines) or "nothing to remove")
