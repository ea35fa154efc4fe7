"""From the posterior of one round to the prior of the next."""

from typing import NamedTuple

import numpy as np

from lfi import inference
from lfi.data.simulations import Pairs
from lfi.errors import LfiError
from lfi.nets.density import DensityEstimator
from lfi.priors import Prior, box
from lfi.priors.restricted import Proposal, Region, Restricted
from lfi.rounds.chain import Chain
from lfi.rounds.restriction import Cut, Restriction
from lfi.typing import Array

# Draws that the threshold comes from: of the mass outside, 1e-4, ten of them are left.
DRAWS = 100_000
# Draws that the posterior is compared with the one before by, and candidates that a proposal's acceptance comes from.
COMPARED, PILOT = 10_000, 20_000
PROPOSALS: tuple[Proposal, ...] = ("prior", "box", "estimator")
WITHOUT_BOX: tuple[Proposal, ...] = ("prior", "estimator")
# Data sets whose truths are looked for outside of their regions, draws for each, and the part that may be outside.
TESTED, DRAWN, OUTSIDE = 500, 999, 0.01


class Options(NamedTuple):
    """How a prior is restricted.

    Attributes:
        mass: part of the posterior's mass that is kept.
        change: rounds end if the posterior differs from that before by less, KL divergence in nats; None: not by this.
        effective_draws: rounds end if so large a part of the draws is effective; None: not by this.
    """

    mass: float
    change: float | None = None
    effective_draws: float | None = None


def restrict(
    chain: Chain, before: Restriction, pairs: Pairs, rows: int, options: Options, rng: np.random.Generator
) -> Restriction:
    """The prior of the round after the last of a chain.

    Args:
        chain: the rounds so far.
        before: what the last round was drawn from.
        pairs: theta (n, parameters) and x (n, *data) that its estimator was not trained on.
        rows: number of pairs of all rounds so far.
        options: how the prior is restricted, and when rounds end.
        rng: source of all randomness.
    """
    if before.ended:
        return before
    problem, _, estimators = chain
    last, prior = chain.region(-1), chain.prior(before)
    draws = last.draw(DRAWS, rng)
    draws = draws[prior.contains(draws)]
    if len(draws) < DRAWS // 100:
        raise LfiError(
            f"round {before.round}: only {len(draws)} of {DRAWS:,} posterior draws lie in the prior that it was "
            "simulated from; give it more simulations"
        )
    truths, data = (side[:TESTED] for side in chain.near(before, pairs, int(rng.integers(2**31))))
    found = deficits(estimators[-1], problem.prior, truths, data, int(rng.integers(2**31)))
    first, second = found[: len(found) // 2], found[len(found) // 2 :]
    margin = widening(first)
    seen = {
        "change": _change(draws, last, chain.region(-2) if len(estimators) > 1 else None),
        "effective_draws": chain.effective(-1, draws[:COMPARED]),
        "margin": margin,
        "outside": int(np.sum(second > margin)),
        "tested": len(second),
        "expected": OUTSIDE,
        "pairs": rows,
    }
    if ended := _ended(seen["change"], seen["effective_draws"], options):
        return before.model_copy(update=seen | {"ended": ended})
    cut, proposal, acceptance = restricted(problem.prior, prior, last, draws, options.mass, margin, rng)
    return Restriction(cuts=[*before.cuts, cut], proposal=proposal, acceptance=acceptance, **seen)


def _ended(change: float | None, effective: float | None, options: Options) -> str:
    """Why rounds end; empty if they go on."""
    if options.change and change is not None and change < options.change:
        return f"the posterior changed by {change:.2g} nats"
    if options.effective_draws and effective is not None and effective >= options.effective_draws:
        return f"{effective:.0%} of the draws are effective"
    return ""


def restricted(
    base: Prior, before: Prior, last: Region, draws: Array, mass: float, margin: float, rng: np.random.Generator
) -> tuple[Cut, Proposal, float]:
    """Restrict a prior to where a posterior has mass.

    Args:
        base: the problem's prior.
        before: the prior that the last round was drawn from.
        last: the last round's posterior.
        draws: of this posterior, shape (n, parameters).
        mass: part of them that is to be inside.
        margin: by how much the threshold is lower than for that, in nats.
        rng: source of all randomness.

    Returns:
        The restriction, where candidates are drawn from so that the most are accepted, and the part of them that is.

    Raises:
        LfiError: no candidate is accepted.
    """
    ratios = last.log_ratio(draws)
    threshold = float(np.quantile(ratios, 1 - mass)) - margin
    earlier = (before.regions, before.boxes) if isinstance(before, Restricted) else ((), ())
    boxes = [box.around(base.cdf(draws[ratios >= threshold]))] if base.has_quantiles else []
    regions, proposals = [*earlier[0], last._replace(threshold=threshold)], PROPOSALS if boxes else WITHOUT_BOX
    pilots = [Restricted(base, regions, [*earlier[1], *boxes], proposal) for proposal in proposals]
    accepted = [len(pilot.propose(PILOT, rng)) / PILOT for pilot in pilots]
    best = int(np.argmax(accepted))
    part = accepted[best]
    if not part:
        raise LfiError(f"restricted prior: none of {PILOT:,} candidates lies inside; lower rounds.mass")
    cut = Cut(
        threshold=threshold,
        box={name: values.tolist() for name, values in boxes[0]._asdict().items()} if boxes else None,
        log_mass=pilots[best].log_mass_of(part),
        log_mass_error=float(np.sqrt((1 - part) / (part * PILOT))),
    )
    return cut, proposals[best], part


def deficits(estimator: DensityEstimator, prior: Prior, theta: Array, x: Array, seed: int) -> Array:
    """By how much truths have a lower log q(theta | x) - log p(theta) than all draws of the posterior given their data.

    The region above the lowest of the draws holds all but 1 / (1 + ``DRAWN``) of a posterior's mass. If the posterior
    is right, a truth is one more draw: then it is below for this part of the data sets, and not by much. One that is
    too narrow has more truths outside, and farther; restricted to its region, the next round would cut the truth off.

    Args:
        estimator: the estimator.
        prior: the problem's prior.
        theta: truths, shape (n, parameters).
        x: their data, shape (n, *data).
        seed: of the draws.

    Returns:
        Nats, shape (n,); above 0 where the truth is outside.
    """
    if not len(theta):
        return np.empty(0)
    draws = inference.sample(estimator, x, DRAWN, seed)
    of_truths = inference.evaluate(estimator, theta, x) - prior.log_prob(theta)
    of_draws = inference.densities(estimator, draws, x) - prior.log_prob(draws)
    return np.asarray(of_draws.min(axis=1) - of_truths)


def widening(found: Array) -> float:
    """By how much a threshold is lowered, so that of new data sets about ``OUTSIDE`` have their truths farther out.

    Split conformal prediction (Vovk, Gammerman & Shafer 2005, Algorithmic Learning in a Random World).

    Args:
        found: the ``deficits`` of some data sets, shape (n,).
    """
    return max(0.0, float(np.quantile(found, 1 - OUTSIDE, method="higher"))) if len(found) else 0.0


def _change(draws: Array, last: Region, before: Region | None) -> float | None:
    """KL divergence of the last posterior from the one before, in nats; None if there is none."""
    if before is None:
        return None
    compared = draws[:COMPARED]
    return float(np.mean(last.log_ratio(compared) - before.log_ratio(compared)))
