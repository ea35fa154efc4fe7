"""Print the state of every training under a results folder."""

from collections.abc import Sequence
from pathlib import Path

from lfi.commands.program import Program
from lfi.config.loading import results_folder
from lfi.launch.overview import Overview
from lfi.tables import table


def status(configuration: Path, _: Sequence[str]) -> None:
    """Print a row for each training of a configuration's results."""
    results = results_folder(configuration)
    overview = Overview(results)
    rows = overview.rows() if (results / ".train").exists() else []
    print(table(rows) if rows else f"no trainings under {results}")
    for name, damage in overview.damage.items():
        print(f"{name}: {damage}")


if __name__ == "__main__":
    Program(status).main()
