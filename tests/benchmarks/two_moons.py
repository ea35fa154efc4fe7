"""Accuracy on two moons: mean C2ST of trained estimators' draws against exact ones, over ten observations.

    python tests/benchmarks/two_moons.py SIMULATIONS [ESTIMATOR.yaml]

Published for neural posterior estimation (Lueckmann et al. 2021): 0.606 with 10,000 simulations, 0.542 with 100,000.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import yaml
from lfi import inference, seeding, simulations
from lfi.config.estimators import Estimator, Resources
from lfi.diagnostics.c2st import c2st
from lfi.problems.two_moons import TwoMoons
from lfi.study import support
from lfi.training import trained
from lfi.training.fit import Place, fit
from lfi.training.specification import Specification
from pydantic import TypeAdapter

SEED, OBSERVATIONS, DRAWS = 1, 10, 10_000
DEFAULT = """
kind: mixture
components: 8
hidden: [128, 128, 128]
readout: none
training: {learning_rate: 0.002, batch_size: 64, epochs: 200}
"""


def train(problem: TwoMoons, n: int, estimator: dict, folder: Path) -> float:
    """Train on n simulations into the folder; seconds of wall clock."""
    shard = folder / "shard.h5"
    simulations.write_shard(shard, simulations.simulate(problem, SEED, "two_moons", "training", 0, n), 0)
    config = TypeAdapter(Estimator).validate_python(estimator)
    specification = Specification(
        key="0" * 64,
        code="",
        seed=seeding.integer(SEED, "two_moons"),
        estimator=config.model_dump(exclude={"resources"}),
        data={"parameters": list(problem.parameters), "prior": support(problem.prior)},
        shards=[str(shard)],
        split=[0.9, 0.1, 0.0],
    )
    (folder / "result").mkdir()
    started = time.monotonic()
    fit(specification, folder, Place(resources=Resources(cpus=2), checkpoint_seconds=1e9))
    return time.monotonic() - started


def main(n: int, estimator: dict) -> None:
    problem = TwoMoons()
    _, x, _ = simulations.simulate(problem, SEED, "two_moons", "test", 0, OBSERVATIONS)
    reference = problem.exact().sample(x, DRAWS, seeding.generator(SEED, "exact"))
    with tempfile.TemporaryDirectory() as scratch:
        seconds = train(problem, n, estimator, Path(scratch))
        network = trained.load_density(Path(scratch) / "result")
    theta, x_new, _ = simulations.simulate(problem, SEED, "two_moons", "test", OBSERVATIONS, 20_000)
    kl = problem.exact().log_prob(theta, x_new) - inference.evaluate(network, theta, x_new)
    draws = inference.sample(network, x, DRAWS, SEED)
    accuracies = np.array([c2st(own, other, SEED)[0] for own, other in zip(reference, draws, strict=True)])
    error = accuracies.std(ddof=1) / np.sqrt(OBSERVATIONS)
    print(f"{n} simulations, trained in {seconds:.0f} s: mean KL {kl.mean():.4f} nats; C2ST {accuracies.round(3)}")
    print(f"mean C2ST {accuracies.mean():.4f} ± {error:.4f}")


if __name__ == "__main__":
    main(int(sys.argv[1]), yaml.safe_load(Path(sys.argv[2]).read_text() if len(sys.argv) > 2 else DEFAULT))
