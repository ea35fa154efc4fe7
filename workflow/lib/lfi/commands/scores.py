"""Print which posteriors to use, the tables of scores and verdicts of a configuration's results, and the report."""

import csv
import sys
import textwrap
from pathlib import Path

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


def show(configuration: Path) -> bool:
    """Print the tables of a configuration's results; returns whether there are none."""
    results = results_folder(configuration)
    for ranks in sorted(results.glob("*/ranks.csv")):
        print(ranking.screen(ranks.parent.name, ranking.read(ranks)))
    tables = sorted(results.glob("*/scores.csv"))
    for file in tables:
        print(f"\n{file}")
        print(textwrap.indent(printed(read(file)), "  "))
        judged = file.with_name("verdicts.csv")
        if judged.exists():
            print(f"\n{judged}")
            print("\n".join(f"  {line}" for line in sentences(judged)))
    report = results / "report.html"
    if report.exists():
        print(f"\nReport: {report.resolve()}")
    if not tables:
        print(f"no scores under {results}; run first: lfi run --config {configuration}", file=sys.stderr)
    return not tables
