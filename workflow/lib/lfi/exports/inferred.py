"""A posterior at its observations, with what belongs to it, whatever form it is exported in."""

from dataclasses import dataclass

from lfi.typing import Array


@dataclass(frozen=True)
class Inferred:
    """Posterior draws for one or several observations.

    Attributes:
        problem: name of the problem.
        posterior: name of the estimator or reference.
        parameters: names of theta's columns.
        theta: the draws, shape (observations, draws, parameters).
        x: the observations, shape (observations, *data).
        prior: draws of the prior, shape (n, parameters); None: unknown.
        predictive: data simulated at posterior draws, shape (observations, n, *data); None: not simulated.
        truth: the true parameters, shape (observations, parameters); None: unknown.
        coordinates: positions of the data's points, shape (points,); None: the problem has none.
        log_evidence: values and errors in nats, shape (observations, 2); None: unknown.
    """

    problem: str
    posterior: str
    parameters: tuple[str, ...]
    theta: Array
    x: Array
    prior: Array | None = None
    predictive: Array | None = None
    truth: Array | None = None
    coordinates: Array | None = None
    log_evidence: Array | None = None

    def __len__(self) -> int:
        return len(self.theta)
