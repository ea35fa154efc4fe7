"""The driver of one training: it waits on the login node for a job that runs elsewhere, and imports no torch."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lfi import provenance, seeding
from lfi.launch.driver import Driver
from lfi.launch.placement import Placement
from lfi.launch.runs import RunLock
from lfi.launch.usage import USAGE, Usages, read
from lfi.logs import Say
from lfi.provenance.parameters import Definitions
from lfi.training.specification import Specification


def train(
    subject: tuple[str, str],
    estimator: dict[str, Any],
    data: dict[str, Any],
    shards: list[Path],
    rows: int | None,
    chain: str,
    split: list[float],
    code: Definitions,
    seed: int,
    versions: Mapping[str, str],
    resources: Mapping[str, Any],
    scratch: Path,
    forced: bool,
    weights: Path,
    say: Say,
) -> None:
    """Bring one training to its end, and put its files beside ``weights``.

    Args:
        subject: names of the problem and of the estimator, or of a sweep's training.
        estimator: the estimator's entry in the configuration.
        data: what the estimator knows of the problem beside the simulations.
        shards: files of the training set, in order.
        rows: how many draws of the training set are used, the first ones; None for all.
        chain: name that seed and state go by: of a round that of its chain, else that of the estimator.
        split: fractions of the training set for train, validation and calibration.
        code: where the code of the training starts.
        seed: the master seed.
        versions: packages whose upgrade makes results stale, with their versions.
        resources: where the training runs; they change no result.
        scratch: folder of the trainings' state folders.
        forced: whether a finished training is trained again.
        weights: the file of the trained weights.
        say: takes a line for the terminal.
    """
    depends = {
        "estimator": estimator,
        "data": data,
        "split": split,
        "seed": seeding.integer(seed, subject[0], chain, "train"),
        "code": provenance.digest(provenance.code(code)),
        **({"rows": rows} if rows else {}),
    }
    contents = [provenance.file_digest(shard) for shard in shards]
    key = provenance.digest({**depends, "shards": contents, **({"versions": versions} if versions else {})})
    files = [str(shard.absolute()) for shard in shards]
    specification = Specification(key=key, shards=files, **depends)
    state, placement = scratch.absolute(), Placement.of(resources)
    folder, check = state / subject[0] / chain / key[:16], RunLock(state.parent).check
    before = len(read(folder / USAGE))
    try:
        Driver(specification, folder, placement, state, say, check=check).drive(weights.parent, again=forced)
    finally:
        used = read(folder / USAGE)[before:]
        Usages(state.parent).note(
            f"train {'/'.join(subject)}", used, placement.cpus * placement.devices, placement.memory_mb
        )
