"""Remove what is kept for settings that no result under a results folder has any more."""

import shutil
import sys
from pathlib import Path

from lfi.launch.state import State
from lfi.provenance.records import Records
from lfi.provenance.store import Store


def prune(results: Path) -> list[Path]:
    """Folders of the store, and of trainings that are done, which no record speaks of."""
    every = Records(results)
    records = list(every.all())
    gone = every.prune() + Store(results).prune(record["kept"] for record in records if record["kept"])
    wanted = {known["sha256"] for record in records for known in record["outputs"].values()}
    for folder in sorted((results / ".training").glob("*/*/*")):
        done = State(folder).files()
        if done and not wanted & set(done.values()):
            shutil.rmtree(folder)
            gone.append(folder)
    return gone


if __name__ == "__main__":
    gone = prune(Path(sys.argv[1]))
    for folder in gone:
        print(f"removed {folder}")
    if not gone:
        print("nothing to remove")
