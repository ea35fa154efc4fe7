"""Posteriors as bilby's ``Result``."""

from collections.abc import Sequence
from typing import Any

from lfi.errors import LfiError
from lfi.exports.inferred import Inferred
from lfi.priors import Prior
from lfi.typing import Array


def bilby_result(theta: Array, prior: Prior, label: str = "posterior", log_evidence: Sequence[float] = ()) -> Any:
    """Draws as bilby's ``Result``, which ``save_to_file`` writes and ``bilby.read_in_result`` reads.

    Args:
        theta: the draws, shape (draws, parameters).
        prior: the prior, which names the parameters.
        label: the result's name, with which bilby's files and figures begin.
        log_evidence: value and error in nats; empty: unknown.

    Raises:
        LfiError: bilby is not installed, or has no such prior.
    """
    try:
        from bilby.core.result import Result
        from pandas import DataFrame
    except ModuleNotFoundError as missing:
        raise LfiError(f"{missing.name} is not installed, which a bilby Result needs: pip install bilby") from None
    from lfi.references.nested import bilby_priors

    names = list(prior.names)
    evidence = dict(zip(("log_evidence", "log_evidence_err"), map(float, log_evidence), strict=False))
    return Result(
        label=label,
        sampler="lfi",
        search_parameter_keys=names,
        priors=bilby_priors(prior),
        samples=theta,
        posterior=DataFrame(theta, columns=names),
        **evidence,
    )


def bilby_results(inferred: Inferred, prior: Prior) -> list[Any]:
    """A ``Result`` for each observation, labelled ``line-flow``, or with several ``line-flow-0``, …

    Args:
        inferred: the posterior.
        prior: the prior.

    Raises:
        LfiError: as ``bilby_result``.
    """
    label, evidence = f"{inferred.problem}-{inferred.posterior}", inferred.log_evidence
    labels = [label] if len(inferred) == 1 else [f"{label}-{i}" for i in range(len(inferred))]
    known = [()] * len(inferred) if evidence is None else evidence
    return [bilby_result(*each) for each in zip(inferred.theta, [prior] * len(inferred), labels, known, strict=True)]
