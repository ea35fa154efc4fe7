"""The driver of one training: it waits on the login node for a job that runs elsewhere, and imports no torch."""

from pathlib import Path
from typing import Any

from lfi import provenance, seeding, steps
from lfi.launch.driver import Driver
from lfi.launch.target import Target
from lfi.logs import Say, logged
from lfi.training.specification import Specification, code_digest


def train(
    labels: tuple[str, str],
    science: dict[str, Any],
    shards: list[str],
    rows: int | None,
    target: Target,
    seed: int,
    versions: dict[str, str],
    folder: str,
    output: str,
    say: Say,
) -> None:
    depends = {
        **science,
        "seed": seeding.integer(seed, *labels, "train"),
        "code": code_digest(science["estimator"]),
        **({"rows": rows} if rows else {}),
    }
    contents = [provenance.file_digest(Path(shard)) for shard in shards]
    counted = {"versions": versions} if versions else {}
    key = provenance.digest({**depends, "shards": contents, **counted})
    files = [str(Path(shard).absolute()) for shard in shards]
    specification = Specification(key=key, shards=files, **depends)
    state = Path(folder).absolute()
    Driver(specification, state / labels[0] / labels[1] / key[:16], target, state, say).drive(Path(output))


if __name__ == "__main__":
    w, p = snakemake.wildcards, snakemake.params
    target = Target(**{name: snakemake.resources[name] for name in Target.model_fields})
    with logged(snakemake.log[0], f"{w.problem}/{w.estimator}/train") as say:
        steps.run(
            snakemake,
            say,
            lambda: train(
                labels=(w.problem, w.estimator),
                science={"estimator": p.estimator, "data": p.data, "split": p.split},
                shards=list(snakemake.input.shards),
                rows=p.rows,
                target=target,
                seed=p.seed,
                versions=p.provenance["versions"],
                folder=p.folder,
                output=str(Path(snakemake.output.weights).parent),
                say=say,
            ),
            keep=False,
        )
