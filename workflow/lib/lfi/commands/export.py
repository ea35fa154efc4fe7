"""Take away what a run made: posteriors for other libraries, a trained estimator with its card, or all as a crate."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from lfi.commands.carried import Carried
from lfi.config.loading import load, read
from lfi.config.workflow import Config
from lfi.errors import LfiError
from lfi.exports import crate, inference_data, table
from lfi.exports.bilby import bilby_results
from lfi.exports.card import card
from lfi.exports.crate import Entry
from lfi.writing import whole

FORMATS = ("netcdf", "bilby", "csv", "model")
# The files of a trained estimator.
MODEL = ("weights.safetensors", "estimator.json", "training.json", "losses.csv")
# What a crate holds of a problem, besides estimators: simulations are left out, since the configuration makes them.
KINDS = {
    "observation.h5": "observed data",
    "*.csv": "table",
    "figures/*.png": "figure",
    "figures/*.pdf": "figure",
    "posteriors/*.h5": "posterior draws",
    "posteriors/*.json": "how the draws were made",
}


def export(
    configuration: Path, problem: str, names: tuple[str, ...], form: str, folder: Path, license_name: str
) -> list[Path]:
    """Write posteriors or estimators of a problem.

    Args:
        configuration: the configuration file.
        problem: name of the problem.
        names: of posteriors, or of estimators for the format ``model``; none for all that are there.
        form: one of ``FORMATS``.
        folder: where to write.
        license_name: of an estimator's weights.

    Returns:
        What was written.

    Raises:
        LfiError: there is no such problem, posterior or estimator, or nothing to write.
    """
    carried = Carried(load(read(configuration), str(configuration)), problem)
    if form != "model":
        _ = carried.inference  # a regression is said to be one
    wanted = names or tuple(carried.estimators() if form == "model" else carried.posteriors())
    if not wanted:
        raise LfiError(f"{carried.folder}: nothing to export; run first: lfi run --config {configuration}")
    return [path for name in wanted for path in _written(carried, name, form, folder, license_name)]


def _written(carried: Carried, name: str, form: str, folder: Path, license_name: str) -> Iterator[Path]:
    stem = folder / f"{carried.name}-{name}"
    if form == "model":
        yield _model(carried, name, stem, license_name)
        return
    inferred = carried.inferred(name, predictive=form == "netcdf")
    if form == "netcdf":
        yield stem.with_name(f"{stem.name}.nc")
        inference_data.write(stem.with_name(f"{stem.name}.nc"), inferred)
    elif form == "csv":
        yield stem.with_name(f"{stem.name}.csv")
        table.write(stem.with_name(f"{stem.name}.csv"), inferred.theta, inferred.parameters)
    else:
        for result in bilby_results(inferred, carried.inference.prior):
            with whole(folder / f"{result.label}_result.json") as aside:
                result.save_to_file(filename=str(aside))
            yield folder / f"{result.label}_result.json"


def _model(carried: Carried, name: str, folder: Path, license_name: str) -> Path:
    """The folder of a trained estimator, with its card."""
    text = card(carried.model(name, license_name))
    folder.mkdir(parents=True, exist_ok=True)
    for file in MODEL:
        shutil.copy(carried.folder / "estimators" / name / file, folder / file)
    (folder / "README.md").write_text(text)
    return folder


def export_crate(configuration: Path, target: Path, license_name: str) -> Path:
    """Write a configuration's results as an RO-Crate, without the simulations.

    Args:
        configuration: the configuration file.
        target: a new folder, or a file that ends in ``.zip``.
        license_name: of the crate.

    Returns:
        The target.

    Raises:
        LfiError: there are no results, or the target is there already.
    """
    config = load(read(configuration), str(configuration))
    entries = {"configuration.yaml": Entry(configuration, "configuration that the results are made from")}
    for name in config.problems:
        entries |= dict(_entries(config, name, license_name))
    if not any(path.endswith(".csv") for path in entries):
        raise LfiError(f"{config.results}: no results; run first: lfi run --config {configuration}")
    if (page := config.results / "report.html").exists():
        entries["report.html"] = Entry(page, "report: all results on one page, and how they were made")
    crate.write(target, f"Results of {configuration.stem}", entries, license_name)
    return target


def _entries(config: Config, name: str, license_name: str) -> Iterator[tuple[str, Entry]]:
    """The files of a problem."""
    carried = Carried(config, name)
    if carried.problem.defined_in:
        yield f"{name}/{carried.problem.defined_in.name}", Entry(carried.problem.defined_in, f"simulator of {name}")
    for pattern, what in KINDS.items():
        for path in sorted(carried.folder.glob(pattern)):
            yield f"{name}/{path.relative_to(carried.folder)}", Entry(path, f"{what} of {name}: {path.stem}")
    for estimator in carried.estimators():
        at = f"{name}/estimators/{estimator}"
        for file in MODEL:
            yield f"{at}/{file}", Entry(carried.folder / "estimators" / estimator / file, f"estimator {estimator}")
        yield f"{at}/README.md", Entry(card(carried.model(estimator, license_name)), f"card of {estimator}")
