"""Print the tables of scores and the verdicts of a configuration's results, and where the report is."""

import csv
import textwrap
from collections.abc import Sequence
from pathlib import Path

from lfi.commands.program import Program
from lfi.config.loading import results_folder
from lfi.diagnostics.scores import printed, read


def sentences(file: Path) -> list[str]:
    """One line a verdict."""
    with file.open(newline="") as rows:
        return [
            f"{row['posterior']:12}{'ok  ' if row['passed'] == 'yes' else 'FAIL'}  {row['says']}"
            for row in csv.DictReader(rows)
        ]


def show(configuration: Path, _: Sequence[str]) -> None:
    """Print the tables of a configuration's results."""
    results = results_folder(configuration)
    for file in sorted(results.glob("*/scores.csv")):
        print(f"\n{file}")
        print(textwrap.indent(printed(read(file)), "  "))
        judged = file.with_name("verdicts.csv")
        if judged.exists():
            print(f"\n{judged}")
            print("\n".join(f"  {line}" for line in sentences(judged)))
    report = results / "report.html"
    if report.exists():
        print(f"\nReport: {report.resolve()}")


if __name__ == "__main__":
    Program(show).main()
