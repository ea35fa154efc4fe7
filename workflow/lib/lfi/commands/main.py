"""The commands and their help. What a command needs is imported when it runs, so that ``lfi --help`` is quick."""

from pathlib import Path
from typing import Any

import click

import lfi
from lfi.commands.options import CONFIGURATION, HELP, OPTIONS, PASSED_ON, PROFILE, Commands, UsersPath


@click.group(cls=Commands, context_settings=HELP)
@click.version_option(lfi.__version__, prog_name="lfi")
def main() -> None:
    """Likelihood-free inference: simulate, train, and compare posteriors with the truth.

    \b
    A problem of your own, from nothing to its report:
      lfi new decay ~/decay
      lfi run --config ~/decay/decay.yaml
      lfi scores --config ~/decay/decay.yaml

    Every command works from any folder. Paths in a configuration that are not absolute begin where the command is
    given. Exit status: 0, done; 1, something is wrong, said in one line; 2, a command that lfi does not understand.
    """


@main.command(context_settings=HELP)
@click.argument("name")
@click.argument("folder", type=UsersPath(), default=Path())
def new(name: str, folder: Path) -> int:
    """Start a problem of your own.

    Writes NAME.py (a prior and a simulator), NAME.yaml (its configuration) and test_NAME.py into FOLDER, by default
    the one that you are in. They run as they are; nothing is written over.

    \b
    Example:
      lfi new decay ~/decay
    """
    from lfi.commands.new_problem import new_problem, next_steps

    print(next_steps(*new_problem(name, folder)))
    return 0


@main.command(context_settings=PASSED_ON)
@CONFIGURATION
@PROFILE
@OPTIONS
def run(configuration: Path, profile: str, options: tuple[str, ...]) -> None:
    """Make what is missing or stale.

    Runs Snakemake with lfi's workflow. Targets, and whatever is no option of lfi's, go to Snakemake; what follows --
    goes to it as it is.

    \b
    Examples:
      lfi run --config decay.yaml
      lfi run --config decay.yaml --dry-run
      lfi run --config decay.yaml results/decay/figures/posterior.png
      lfi run --config decay.yaml --profile slurm --jobs 20
      lfi run --config decay.yaml -- --config seed=2
    """
    from lfi.commands import run as running

    running.run(configuration, profile, options)


@main.command(context_settings=PASSED_ON)
@CONFIGURATION
@PROFILE
@OPTIONS
def why(configuration: Path, profile: str, options: tuple[str, ...]) -> None:
    """Print what is stale, and why; make nothing.

    Targets limit the answer to what they need.

    \b
    Example:
      lfi why --config decay.yaml results/decay/scores.csv
    """
    from lfi.commands import why as asking

    asking.why(configuration, profile, options)


@main.command(context_settings=HELP)
@CONFIGURATION
def status(configuration: Path) -> bool:
    """Show every training.

    Its state, job, node, epoch, loss, restarts and time left.

    Exit status 1: the files of a training are damaged; a line says how to mend them.
    """
    from lfi.commands import status as state

    return state.status(configuration)


@main.command(context_settings=HELP)
@CONFIGURATION
def cancel(configuration: Path) -> bool:
    """End the run and every running training.

    The run starts nothing more. Of a training its job ends, and the driver that waits for it. Checkpoints stay, and
    the next run continues from them. Exit status 1: a training could not be ended.
    """
    from lfi.commands import cancel as ending

    return ending.cancel(configuration)


@main.command(context_settings=HELP)
@CONFIGURATION
@PROFILE
@click.option(
    "--wait", default=600.0, show_default=True, metavar="SECONDS", help="A job may wait so long in the queue."
)
def doctor(configuration: Path, profile: str, wait: float) -> bool:
    """Check that a profile works here.

    On a cluster, asks the scheduler and submits one small job to each of the two partitions. Prints which checks pass,
    and what to change where one fails, which is exit status 1.

    \b
    Example:
      lfi doctor --profile slurm
    """
    from lfi.commands import doctor as examining

    return examining.doctor(configuration, profile, wait)


@main.command(context_settings=PASSED_ON)
@CONFIGURATION
@click.argument("result", type=UsersPath())
@OPTIONS
def verify(configuration: Path, result: Path, options: tuple[str, ...]) -> bool:
    """Make a result again and compare the two.

    RESULT is a file of the configuration's results, such as results/decay/scores.csv; it is made again in a scratch
    folder. Exit status 1: a file is different. Further options go to Snakemake.

    \b
    Example:
      lfi verify --config decay.yaml results/decay/scores.csv
    """
    from lfi.commands import verify as verifying

    return verifying.verify(configuration, result, options)


@main.command(context_settings=HELP)
@CONFIGURATION
@click.option("--unconfigured", is_flag=True, help="Remove results that are not in the configuration, too.")
def prune(configuration: Path, unconfigured: bool) -> None:
    """Remove what is kept for settings of before.

    lfi keeps the results and trainings that it made, to use them when a setting is changed back. Those of settings
    that no result has any more are removed. Results of problems and estimators that are not in the configuration are
    listed, and removed where that is asked for.
    """
    from lfi.commands import prune as pruning

    pruning.show(configuration, unconfigured)


@main.command(context_settings=HELP)
@CONFIGURATION
def scores(configuration: Path) -> bool:
    """Print which posteriors to use, and the scores.

    The scores and verdicts of every problem, as tables, and where the report is. Exit status 1: there are none yet.
    """
    from lfi.commands import scores as measured

    return measured.show(configuration)


@main.command(context_settings=HELP)
@click.option("--config", "configuration", type=UsersPath(), metavar="FILE", help="The configuration; none is needed.")
@click.argument("model", type=UsersPath())
@click.argument("data", type=UsersPath())
@click.argument("out", type=UsersPath())
@click.option("--draws", type=click.IntRange(1), metavar="N", default=10000, show_default=True, help="Draws each.")
@click.option("--seed", type=click.IntRange(0), metavar="N", default=1, show_default=True, help="Seed of the draws.")
def posterior(configuration: Path | None, model: Path, data: Path, out: Path, draws: int, seed: int) -> None:
    """Draw from a trained posterior, for your data.

    MODEL is the folder of a trained density estimator, or, with a configuration, PROBLEM/ESTIMATOR; DATA a file with
    one observation or more, .npy, .csv or .h5; OUT the file of the draws, .csv or .h5. Prints means, standard
    deviations and 90 % intervals.

    \b
    Examples:
      lfi posterior results/decay/estimators/flow counts.csv draws.csv
      lfi posterior --config decay.yaml decay/flow counts.csv draws.csv
    """
    from lfi.commands import posterior as drawing

    folder = drawing.model_folder(configuration, model) if configuration else model
    drawing.draw(folder, data, out, draws, seed)


@main.command(context_settings=HELP)
@CONFIGURATION
@click.argument("problem", required=False)
@click.argument("names", nargs=-1, metavar="[POSTERIOR]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["netcdf", "bilby", "csv", "model"]),
    default="netcdf",
    show_default=True,
    help="netcdf: for ArviZ. model: a trained estimator, with a card.",
)
@click.option("--to", "folder", type=UsersPath(), metavar="FOLDER", default=Path(), help="Where to write.")
@click.option("--crate", type=UsersPath(), metavar="PATH", help="Write all results as an RO-Crate, a folder or .zip.")
@click.option("--license", "license_name", metavar="NAME", default="other", help="Of a crate, or a model's weights.")
def export(configuration: Path, crate: Path | None, **chosen: Any) -> None:
    """Take away posteriors, estimators, or everything.

    Writes each POSTERIOR of PROBLEM, or all that are there, as PROBLEM-POSTERIOR.nc in ArviZ's InferenceData layout
    (posterior, prior, observed data, posterior predictive), as bilby's Result PROBLEM-POSTERIOR_result.json, or as
    PROBLEM-POSTERIOR.csv. The format model is a folder with a trained estimator that lfi.load reads. A crate holds
    report, tables, figures, draws and estimators with checksums, but no simulations.

    \b
    Examples:
      lfi export --config decay.yaml decay
      lfi export --config decay.yaml decay posterior --format bilby --to exports
      lfi export --config decay.yaml --crate decay.zip --license CC-BY-4.0
    """
    from lfi.commands import export as exporting

    if (crate is None) == (chosen["problem"] is None):
        raise click.UsageError("name a problem, or a crate: --crate PATH")
    if crate:
        written = [exporting.export_crate(configuration, crate, chosen["license_name"])]
    else:
        written = exporting.export(configuration, **chosen)
    print(*written, sep="\n")


@main.command(context_settings=PASSED_ON)
@CONFIGURATION
@PROFILE
@OPTIONS
def report(configuration: Path, profile: str, options: tuple[str, ...]) -> int:
    """Make the report and print its path.

    All that it shows is made first, where it is missing or stale. Further options go to Snakemake.
    """
    from lfi.commands import run as running

    return running.report(configuration, profile, options)
