"""An epidemic that is seen through reports: a stochastic simulator without a likelihood.

Susceptible, exposed, infectious and removed people (SEIR) move by chance from day to day. Health offices report on
irregular days, a part of the new cases alone, and some reports are missing. An outbreak that dies out at once is never
observed: its simulation fails, and is dropped.
"""

import numpy as np
from lfi.priors import LogUniform, Product, Uniform
from lfi.problems import Problem

PEOPLE, DAYS, REPORTS = 10_000, 100, 25
# A report is missing with this probability; an outbreak has at least so many cases.
MISSING, OUTBREAK = 0.2, 50


class Epidemic(Problem):
    """Reports as a set of points: day, logarithm of the cases since the last report, 1 for a report that is there."""

    prior = Product(
        Uniform(reproduction=(1.2, 4.0)),  # cases that one causes at the start
        LogUniform(latent=(1.0, 8.0), infectious=(2.0, 12.0)),  # days
        Uniform(reported=(0.1, 0.8)),  # part of the cases
    )

    def simulate_one(self, theta, rng):
        new = outbreak(theta, rng)
        days = np.sort(rng.choice(np.arange(3, DAYS), REPORTS, replace=False))
        cases = np.diff(np.concatenate([[0], np.cumsum(new)[days]]))
        seen = rng.binomial(cases, theta[3])
        there = rng.random(REPORTS) > MISSING
        return np.stack([days / DAYS, np.log1p(seen), np.ones(REPORTS)], axis=1) * there[:, None]


def outbreak(theta, rng):
    """New cases of each day.

    Raises:
        RuntimeError: the outbreak died out.
    """
    reproduction, latent, infectious, _ = theta
    susceptible, exposed, ill, new = PEOPLE - 5, 0, 5, []
    leave_latent, leave_ill = 1 - np.exp(-1 / latent), 1 - np.exp(-1 / infectious)
    for _ in range(DAYS):
        infected = rng.binomial(susceptible, 1 - np.exp(-reproduction / infectious * ill / PEOPLE))
        falling_ill, recovered = rng.binomial(exposed, leave_latent), rng.binomial(ill, leave_ill)
        susceptible, exposed, ill = (
            susceptible - infected,
            exposed + infected - falling_ill,
            ill + falling_ill - recovered,
        )
        new.append(falling_ill)
    if sum(new) < OUTBREAK:
        raise RuntimeError(f"the outbreak died out after {sum(new)} cases")
    return np.array(new)
