"""The driver of one training: it waits on the login node for a job that runs elsewhere, and imports no torch."""

from pathlib import Path
from typing import Any

from lfi import provenance, seeding
from lfi.config.estimators import Resources
from lfi.launch.driver import drive
from lfi.launch.job import CODE
from lfi.logs import Say, logged
from lfi.training.specification import Specification


def train(
    labels: tuple[str, str],
    science: dict[str, Any],
    shards: list[str],
    resources: Resources,
    seed: int,
    folder: str,
    output: str,
    say: Say,
) -> None:
    depends = {
        **science,
        "seed": seeding.integer(seed, *labels, "train"),
        "code": provenance.code_digest(CODE),
    }
    contents = [provenance.file_digest(Path(shard)) for shard in shards]
    key = provenance.digest({**depends, "shards": contents})
    files = [str(Path(shard).absolute()) for shard in shards]
    specification = Specification(key=key, shards=files, **depends)
    drive(specification, Path(folder).absolute() / key[:16], Path(output), resources, say)


if __name__ == "__main__":
    w, p = snakemake.wildcards, snakemake.params
    with logged(snakemake.log[0], f"{w.problem}/{w.estimator}/train") as say:
        train(
            labels=(w.problem, w.estimator),
            science={"estimator": p.estimator, "data": p.data, "split": p.split},
            shards=list(snakemake.input.shards),
            resources=Resources(**{name: snakemake.resources[name] for name in Resources.model_fields}),
            seed=p.seed,
            folder=p.folder,
            output=str(Path(snakemake.output.weights).parent),
            say=say,
        )
