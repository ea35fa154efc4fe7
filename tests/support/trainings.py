"""A small training that several test files use."""

from lfi.config.estimators import Flow, PointSetEmbedding, Training
from lfi.data import simulations
from lfi.problems.line import Line
from lfi.training.specification import Specification, code_digest

LINE = Line(points=30)


def write_shard(folder, rows=2000):
    """One shard of simulations of the line."""
    path = folder / "shard.h5"
    simulations.write_shard(path, simulations.simulate(LINE, 1, "line", "training", 0, rows), 0)
    return path


def description(problem):
    """What an estimator knows of a problem beside the simulations."""
    scales = {name: getattr(problem.prior, name).tolist() for name in ("low", "high", "logarithmic", "centre", "width")}
    return {"parameters": list(problem.parameters), "coordinates": problem.coordinates.tolist(), "prior": scales}


def specification(shard, key="a" * 64, members=1, **training):
    options = Training(**{"batch_size": 200, "epochs": 3, **training})
    config = Flow(
        kind="flow",
        hidden=[8],
        linear_summary="smooth",
        embedding=PointSetEmbedding(kind="point_set"),
        members=members,
        training=options,
    )
    estimator = config.model_dump(exclude={"resources"})
    return Specification(
        key=key,
        code=code_digest(estimator),
        seed=7,
        estimator=estimator,
        data=description(LINE),
        shards=[str(shard)],
        split=[0.8, 0.1, 0.1],
    )
