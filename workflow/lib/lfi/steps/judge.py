"""The table of verdicts: a sentence for each diagnostic on whether a density estimator can be trusted."""

from collections.abc import Mapping
from pathlib import Path

from lfi.data import arrays
from lfi.data import checks as stored
from lfi.diagnostics import trust
from lfi.diagnostics import verdicts as table
from lfi.logs import Say


def judge(
    parameters: list[str], levels: Mapping[str, Path], checks: Mapping[str, Path], verdicts: Path, say: Say
) -> None:
    """Judge every density estimator of a problem.

    Args:
        parameters: names of the parameters.
        levels: files of ``calibrate``, by estimator.
        checks: files of ``check``, by estimator.
        verdicts: the table that is written.
        say: takes a line for the terminal: those that fail.
    """
    found: dict[str, list[table.Verdict]] = {name: [] for name in checks}
    for name, file in levels.items():
        found[name] += trust.calibration_verdicts(parameters, arrays.read(file)[0])
    for name, file in checks.items():
        found[name] += trust.observations_verdicts(stored.read(file))
    table.write(verdicts, found)
    for name, judged in found.items():
        for verdict in judged:
            if not verdict.passed:
                say(f"WARNING {name}: {verdict.says}")
