"""Remove what is kept for settings that no result under a results folder has any more."""

import shutil
from pathlib import Path

from lfi.config.loading import results_folder
from lfi.launch.state import State
from lfi.provenance.records import Records
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


def show(configuration: Path) -> None:
    """Prune the results of a configuration, and print what was removed."""
    gone = prune(results_folder(configuration))
    print("\n".join(f"removed {folder}" for folder in gone) or "nothing to remove")
