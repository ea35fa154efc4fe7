"""CPU time of C2ST beside scikit-learn's classifier trained fold by fold, and both scores.

Two samples at a few observations: normals of 2, 5 or 10 parameters that differ by a shift of the first, and crescents.
Each side runs on one thread of the same machine.
Called with: .venv/bin/python tests/benchmarks/c2st.py 2 5
"""

import argparse
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from lfi.diagnostics.c2st import c2st
from lfi.tables import table
from lfi.typing import Array
from scipy import stats
from sklearn.model_selection import KFold, cross_val_score
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

# Of the project's CPU time to scikit-learn's, and between the means of their scores.
RATIO, DIFFERENCE = 0.1, 0.003


@dataclass(frozen=True)
class Case:
    """Samples of two distributions, and the accuracy of the best classifier, where it is known."""

    name: str
    draw: Callable[[np.random.Generator, int], tuple[Array, Array]]
    best: float | None = None


@dataclass(frozen=True)
class Row:
    """One line of the table; times are CPU seconds."""

    case: str
    best: str
    peer: str
    project: str
    difference: str
    peer_cpu: str
    project_cpu: str
    ratio: str


def normals(parameters: int, shift: float) -> Case:
    """Two normals of unit variance; the best classifier's accuracy is Φ(shift / 2)."""

    def draw(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        reference, draws = rng.standard_normal((2, n, parameters))
        draws[:, 0] += shift
        return reference, draws

    return Case(f"{parameters} parameters, shift {shift}", draw, float(stats.norm.cdf(shift / 2)))


def crescents(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
    """Two half circles with some width, and the same a little wider."""

    def half_circles(width: float) -> Array:
        angle, side = rng.uniform(-np.pi / 2, np.pi / 2, n), rng.choice([-1, 1], n)
        radius = rng.normal(1, width, n)
        return np.stack([side * (radius * np.cos(angle) + 0.3), radius * np.sin(angle)], axis=1)

    return half_circles(0.1), half_circles(0.15)


CASES = {
    "2": normals(2, 1.0),
    "2-close": normals(2, 0.2),
    "5": normals(5, 1.0),
    "5-close": normals(5, 0.2),
    "10": normals(10, 1.0),
    "10-close": normals(10, 0.2),
    "same": normals(2, 0.0),
    "crescents": Case("crescents", crescents),
}


def fold_by_fold(reference: Array, draws: Array, seed: int) -> float:
    """C2ST by scikit-learn."""
    both = (np.concatenate([reference, draws]) - reference.mean(axis=0)) / reference.std(axis=0, ddof=1)
    units = 10 * both.shape[1]
    classifier = MLPClassifier((units, units), max_iter=10000, random_state=seed)
    folds = KFold(5, shuffle=True, random_state=seed)
    with threadpool_limits(1):
        return float(
            cross_val_score(classifier, both.astype(np.float32), np.repeat([0, 1], len(draws)), cv=folds).mean()
        )


def measured(case: Case, observations: int, n: int) -> Row:
    """Scores and times of one case."""
    rng = np.random.default_rng(0)
    references, draws = zip(*(case.draw(rng, n) for _ in range(observations)), strict=True)
    start = time.process_time()
    peer = [fold_by_fold(*pair, seed=1) for pair in zip(references, draws, strict=True)]
    middle = time.process_time()
    project = [accuracy for accuracy, _ in c2st(references, draws, seed=1)]
    seconds = middle - start, time.process_time() - middle
    means = np.mean(peer), np.mean(project)
    return Row(
        case.name,
        "" if case.best is None else f"{case.best:.4f}",
        *(f"{mean:.4f}" for mean in means),
        f"{means[1] - means[0]:+.4f}",
        *(f"{each:.1f}" for each in seconds),
        f"{seconds[1] / seconds[0]:.3f}",
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", default=list(CASES), help=", ".join(CASES))
    parser.add_argument("--observations", type=int, default=10)
    parser.add_argument("--draws", type=int, default=10_000)
    given = parser.parse_args()
    warnings.simplefilter("error")  # a training of scikit-learn that has not converged
    c2st(np.zeros((1, 10, 2)) + np.arange(10)[:, None], np.ones((1, 10, 2)), seed=1)  # loads torch
    rows = [measured(CASES[name], given.observations, given.draws) for name in given.cases]
    print(table(rows, right=[name for name in Row.__annotations__ if name != "case"]))
    print(f"Targets: a ratio of at most {RATIO}, a difference of at most {DIFFERENCE}.")
