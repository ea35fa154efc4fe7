"""Several networks as one density estimator."""

import csv

import numpy as np
import pytest
import torch
from lfi import inference
from lfi.config.estimators import Resources
from lfi.data import simulations
from lfi.nets.density import DensityEstimator
from lfi.nets.ensemble import Ensemble
from lfi.training import trained
from lfi.training.fit import Runtime, fit
from support.trainings import LINE, specification, write_shard

# What would tell the gradient of a sum of losses from that of their mean, or a norm over all members from each one's.
OPTIONS = {
    "plain": {},
    "clipped": {"clip": 0.05, "optimizer": "adam", "weight_decay": 0.1},
}


@pytest.fixture(scope="module")
def shard(tmp_path_factory):
    return write_shard(tmp_path_factory.mktemp("data"))


def train(shard, folder, **changes):
    """The state folder of a finished training."""
    (folder / "result").mkdir(parents=True)
    assert fit(specification(shard, **changes), folder, Runtime(Resources()))
    return folder


@pytest.fixture(scope="module")
def ensembles(shard, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ensembles")
    return {name: train(shard, folder / name, members=3, **options) for name, options in OPTIONS.items()}


@pytest.fixture(scope="module")
def ensemble(ensembles):
    return trained.load(ensembles["plain"] / "result")


@pytest.fixture(scope="module")
def fresh():
    theta, x, _ = simulations.simulate(LINE, 1, "line", "test", 0, 1000)
    return theta, x


@pytest.mark.parametrize("name", OPTIONS)
def test_a_member_of_an_ensemble_is_trained_as_if_it_were_alone(shard, tmp_path, ensembles, name):
    alone = trained.load(train(shard, tmp_path / "alone", **OPTIONS[name]) / "result")
    together = trained.load(ensembles[name] / "result")
    first = together.networks[0].state_dict()
    assert len(together.networks) == 3
    for key, values in alone.state_dict().items():
        assert torch.equal(values, first[key]), key


def test_members_differ_in_their_weights_and_agree_in_their_scales(ensemble):
    one, other = (dict(member.named_parameters()) for member in ensemble.networks[:2])
    assert all(not torch.equal(one[name], other[name]) for name in one)
    one, other = (dict(member.named_buffers()) for member in ensemble.networks[:2])
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_the_density_of_an_ensemble_is_the_mean_of_its_members_densities(ensemble, fresh):
    members = [inference.evaluate(member, *fresh) for member in ensemble.networks]
    expected = np.log(np.mean(np.exp(members), axis=0))
    assert np.allclose(inference.evaluate(ensemble, *fresh), expected, atol=1e-5)
    assert np.std(members, axis=0).mean() > 1e-3  # they differ, and by more than rounding


def test_the_validation_loss_of_an_ensemble_is_the_mixtures(shard, ensembles, ensemble):
    theta, x = simulations.read_set([shard])
    part = simulations.split(len(theta), [0.8, 0.1, 0.1])[1]
    with (ensembles["plain"] / "result/losses.csv").open(newline="") as file:
        recorded = [float(row["loss"]) for row in csv.DictReader(file) if row["set"] == "validation"]
    assert recorded[-1] == pytest.approx(-inference.evaluate(ensemble, theta[part], x[part]).mean(), abs=1e-4)


def test_a_trained_ensemble_is_near_the_exact_posterior(ensemble, fresh):
    assert np.mean(LINE.exact().log_prob(*fresh) - inference.evaluate(ensemble, *fresh)) < 0.1


class Constant(DensityEstimator):
    """A density whose every draw is the same number."""

    def __init__(self, value):
        super().__init__()
        self.value = value

    def sample(self, x, draws):
        return torch.full((len(x), draws, 2), self.value) + x[:, None]

    log_prob = fit_scales = features = None


def test_the_draws_of_an_ensemble_come_from_each_member_alike_wherever_one_looks():
    torch.manual_seed(0)
    x = 10 * torch.arange(200.0)[:, None]
    draws = Ensemble([Constant(float(k)) for k in range(3)]).sample(x, 300) - x[:, None]
    assert draws.shape == (200, 300, 2)
    for part in (draws[:, :100], draws[:, 100:], draws[:100], draws[:, 7:8]):
        n = part[..., 0].numel()
        for k in range(3):
            share = (part == k).all(dim=-1).sum().item() / n
            assert share == pytest.approx(1 / 3, abs=5 * np.sqrt(2 / 9 / n))
    # Independently for every draw: the number of one member's draws is binomial over data sets.
    counts = (draws[..., 0] == 0).sum(dim=1).double()
    assert counts.var().item() == pytest.approx(300 * 2 / 9, rel=0.5)


@pytest.mark.parametrize("draws", [1, 2])
def test_an_ensemble_gives_fewer_draws_than_it_has_members(ensemble, fresh, draws):
    values = inference.sample(ensemble, fresh[1][:1], draws, seed=0)
    assert values.shape == (1, draws, 2)
    assert np.isfinite(values).all()
