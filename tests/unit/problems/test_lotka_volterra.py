import random

import numpy as np
import pytest
from lfi import problems
from lfi.problems.lotka_volterra import LotkaVolterra
from scipy.integrate import solve_ivp

RNG = np.random.default_rng
TRUE = np.array(LotkaVolterra.observed_parameters)


def counts(problem, theta, rows, seed):
    return np.expm1(problem.simulate(np.tile(theta, (rows, 1)), RNG(seed)))


def event_by_event(theta, predators, prey, times, rng):
    """The same process by Gillespie's direct method, exact; counts (2, times)."""
    t, seen = 0.0, []
    while len(seen) < len(times):
        births, deaths = theta[0] * predators * prey, theta[1] * predators
        young, eaten = theta[2] * prey, theta[3] * predators * prey
        total = births + deaths + young + eaten
        t += rng.expovariate(total) if total > 0 else np.inf
        while len(seen) < len(times) and times[len(seen)] < t:
            seen.append((predators, prey))
        u = rng.random() * total
        if u < births + deaths:
            predators += 1 if u < births else -1
        else:
            prey += 1 if u < births + deaths + young else -1
    return np.transpose(seen)


def test_data_of_predators_and_prey_are_logarithms_of_whole_counts_in_two_channels():
    theta, x = problems.load("lotka_volterra", {"points": 7}, {}).draw(30, RNG(0))
    assert theta.shape == (30, 4)
    assert x.shape == (30, 2, 7)
    assert np.expm1(x) == pytest.approx(np.round(np.expm1(x)), abs=1e-9)


def test_extinction_and_explosion_are_finite_numbers():
    lotka_volterra = LotkaVolterra()
    prior = lotka_volterra.prior
    corners = np.array([np.where(np.array(list(f"{k:04b}")) == "1", prior.high, prior.low) for k in range(16)])
    x = lotka_volterra.simulate(np.repeat(corners, 10, axis=0), RNG(1))
    assert np.isfinite(x).all()
    assert x.min() == 0
    assert x.max() == pytest.approx(np.log1p(lotka_volterra.capacity))


def test_who_is_extinct_stays_so():
    x = LotkaVolterra().draw(500, RNG(2))[1]
    extinct = x == 0
    assert extinct[:, :, -1].any(axis=0).all()
    assert np.all(extinct[:, :, 1:] >= extinct[:, :, :-1])


@pytest.mark.parametrize("interval", [0.4, 0.03])
def test_predators_without_prey_die_one_by_one(interval):
    alone = LotkaVolterra(points=20, interval=interval, start=(50, 0))
    predators, prey = counts(alone, TRUE, 5000, seed=3).transpose(1, 0, 2)
    alive = np.exp(-TRUE[1] * interval * np.arange(1, 21))
    error = np.sqrt(50 * alive * (1 - alive) / 5000)
    assert np.all(prey == 0)
    assert np.all(np.abs(predators.mean(axis=0) - 50 * alive) < 4 * error)
    assert predators.var(axis=0) == pytest.approx(50 * alive * (1 - alive), rel=0.1)


def test_prey_without_predators_grow_as_a_yule_process():
    alone = LotkaVolterra(points=10, start=(0, 100))
    predators, prey = counts(alone, TRUE, 5000, seed=4).transpose(1, 0, 2)
    growth = np.exp(TRUE[2] * alone.interval * np.arange(1, 11))
    # A step of 1/80 of a generation makes the growth over four generations 2.5 % too small.
    assert np.all(predators == 0)
    assert prey.mean(axis=0) == pytest.approx(100 * growth, rel=0.03)
    assert prey.var(axis=0) == pytest.approx(100 * growth * (growth - 1), rel=0.12)


def test_large_populations_follow_the_differential_equations():
    scale = 250
    large = LotkaVolterra(start=(50 * scale, 100 * scale))
    theta = TRUE / [scale, 1, 1, scale]
    a, b, c, d = theta
    times = large.interval * np.arange(1, large.points + 1)
    flow = solve_ivp(
        lambda _, y: [a * y[0] * y[1] - b * y[0], c * y[1] - d * y[0] * y[1]],
        (0, times[-1]),
        large.start,
        t_eval=times,
        rtol=1e-9,
    )
    x = large.simulate(np.tile(theta, (20, 1)), RNG(5))
    # A step of 1/80 is a little late in the steepest falls.
    assert x.mean(axis=0) == pytest.approx(np.log1p(flow.y), abs=0.1)
    assert np.ptp(np.log(flow.y), axis=1).min() > 1.5


def test_leaps_agree_with_a_simulation_event_by_event():
    short = LotkaVolterra(points=6, interval=0.5)
    rng = random.Random(6)
    exact = np.log1p([event_by_event(TRUE.tolist(), 50, 100, [0.5, 1.0, 1.5, 2.0, 2.5, 3.0], rng) for _ in range(400)])
    leaps = short.simulate(np.tile(TRUE, (4000, 1)), RNG(7))
    error = exact.std(axis=0) / np.sqrt(len(exact))
    assert np.all(np.abs(exact.mean(axis=0) - leaps.mean(axis=0)) < 4 * error)
    assert leaps.std(axis=0) == pytest.approx(exact.std(axis=0), rel=0.15)


def test_the_observed_predators_and_prey_live_and_come_with_their_rates():
    lotka_volterra = LotkaVolterra()
    x, theta = lotka_volterra.observation()
    assert np.array_equal(x, lotka_volterra.observation().x)
    assert x.min() > 0
    assert lotka_volterra.prior.contains(theta[None]).all()
    assert not lotka_volterra.has_likelihood
