"""Print the state of every training under a results folder."""

from pathlib import Path

from lfi.config.loading import results_folder
from lfi.launch.overview import Overview
from lfi.tables import table


def status(configuration: Path) -> bool:
    """Print a row for each training of a configuration's results; returns whether the files of one are damaged."""
    results = results_folder(configuration)
    overview = Overview(results)
    rows = overview.rows() if (results / ".train").exists() else []
    print(table(rows) if rows else f"no trainings under {results}")
    for name, damage in overview.damage.items():
        print(f"{name}: {damage}")
    return bool(overview.damage)
