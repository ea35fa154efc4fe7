"""Print the tables of scores and the verdicts of a configuration's results, and where the report is."""

import csv
from collections.abc import Sequence
from pathlib import Path

from lfi.commands.program import Program
from lfi.config.reading import results_folder
from lfi.diagnostics.scores import Score, read


def table(scores: list[Score]) -> list[str]:
    """Aligned rows: posterior, score, value ± standard error, n, reference."""
    rows = [("posterior", "score", "value", "", "n", "reference")]
    for s in scores:
        error = "" if s.standard_error is None else f"± {s.standard_error:.2g}"
        rows.append((s.posterior, s.score, f"{s.value:.6g}", error, f"{s.n:,}", s.reference))
    widths = [max(len(row[i]) for row in rows) for i in range(6)]
    pads = ("<", "<", ">", "<", ">", "<")
    return [
        "  ".join(f"{cell:{pad}{width}}" for cell, pad, width in zip(row, pads, widths, strict=True)).rstrip()
        for row in rows
    ]


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
        print("\n".join(f"  {line}" for line in table(read(file))))
        judged = file.with_name("verdicts.csv")
        if judged.exists():
            print(f"\n{judged}")
            print("\n".join(f"  {line}" for line in sentences(judged)))
    report = results / "report.html"
    if report.exists():
        print(f"\nReport: {report.resolve()}")


if __name__ == "__main__":
    Program(show).main()
