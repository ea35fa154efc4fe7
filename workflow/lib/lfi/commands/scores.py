"""Print which posteriors to use, the tables of scores and verdicts of a configuration's results, and the report."""

import csv
import textwrap
from collections.abc import Sequence
from pathlib import Path

from lfi.commands.program import Program
from lfi.config.loading import results_folder
from lfi.diagnostics import ranking
from lfi.diagnostics.scores import printed, read


def sentences(file: Path) -> list[str]:
    """The verdicts, in lines of 80 columns."""
    lines = []
    with file.open(newline="") as rows:
        for row in csv.DictReader(rows):
            start = f"{row['posterior']:12}{'ok  ' if row['passed'] == 'yes' else 'FAIL'}  "
            lines += textwrap.wrap(start + row["says"], ranking.WIDTH - 2, subsequent_indent=" " * 18)
    return lines


def show(configuration: Path, _: Sequence[str]) -> None:
    """Print the tables of a configuration's results."""
    results = results_folder(configuration)
    for ranks in sorted(results.glob("*/ranks.csv")):
        print(ranking.screen(ranks.parent.name, ranking.read(ranks)))
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
