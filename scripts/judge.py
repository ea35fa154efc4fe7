"""The problem's table of verdicts: a sentence for each diagnostic on whether a density estimator can be trusted."""

from pathlib import Path

from lfi import steps
from lfi.data import arrays, checks
from lfi.diagnostics import trust, verdicts
from lfi.diagnostics.verdicts import Verdict
from lfi.logs import Say, logged


def judge(parameters: list[str], calibrations: dict[str, str], checked: dict[str, str], output: str, say: Say) -> None:
    found: dict[str, list[Verdict]] = {name: [] for name in checked}
    for name, file in calibrations.items():
        found[name] += trust.calibration_verdicts(parameters, arrays.read(Path(file))[0])
    for name, file in checked.items():
        found[name] += trust.observations_verdicts(checks.read(Path(file)))
    verdicts.write(Path(output), found)
    for name, own in found.items():
        for verdict in own:
            if not verdict.passed:
                say(f"WARNING {name}: {verdict.says}")


if __name__ == "__main__":
    with logged(snakemake.log[0], f"{snakemake.wildcards.problem}/judge") as say:
        names, files = snakemake.params.names, snakemake.input
        steps.run(
            snakemake,
            say,
            lambda: judge(
                parameters=snakemake.params.parameters,
                calibrations=dict(zip(names["calibrations"], files.calibrations, strict=True)),
                checked=dict(zip(names["checks"], files.checks, strict=True)),
                output=snakemake.output[0],
                say=say,
            ),
        )
