import csv
import itertools
import json

import numpy as np
import pytest
import torch
from lfi import inference
from lfi.config.estimators import Resources
from lfi.data import simulations
from lfi.training import trained
from lfi.training.fit import Runtime, fit
from support.trainings import LINE, specification, write_shard

# Learns too fast to get better all the time.
HASTY = {"schedule": "constant", "learning_rate": 0.1, "epochs": 20}


@pytest.fixture(scope="module")
def shard(tmp_path_factory):
    return write_shard(tmp_path_factory.mktemp("data"))


def train(shard, folder, **options):
    """The state folder of a finished training."""
    (folder / "result").mkdir(parents=True)
    assert fit(specification(shard, **options), folder, Runtime(Resources()))
    return folder


def losses(folder, name="validation"):
    with (folder / "result/losses.csv").open(newline="") as file:
        return [float(row["loss"]) for row in csv.DictReader(file) if row["set"] == name]


def validation_loss(folder, shard):
    """The loss of the weights that were written."""
    theta, x = simulations.read_set([shard])
    part = simulations.split(len(theta), [0.8, 0.1, 0.1])[1]
    return -inference.evaluate(trained.load(folder / "result"), theta[part], x[part]).mean()


@pytest.fixture(scope="module")
def last(shard, tmp_path_factory):
    return train(shard, tmp_path_factory.mktemp("last") / "state", keep="last", **HASTY)


@pytest.fixture(scope="module")
def best(shard, tmp_path_factory):
    return train(shard, tmp_path_factory.mktemp("best") / "state", patience=20, **HASTY)


@pytest.fixture(scope="module")
def patient(shard, tmp_path_factory):
    return train(shard, tmp_path_factory.mktemp("patient") / "state", patience=2, **HASTY)


def test_the_best_weights_are_those_of_the_lowest_validation_loss(shard, last, best):
    curve = losses(best)
    assert curve == losses(last)
    assert min(curve) < curve[-1]
    assert validation_loss(best, shard) == pytest.approx(min(curve), abs=1e-4)
    assert validation_loss(last, shard) == pytest.approx(curve[-1], abs=1e-4)


def test_a_training_stops_after_as_many_epochs_without_a_better_loss_as_it_has_patience(shard, best, patient):
    curve = losses(best)
    lowest = list(itertools.accumulate(curve, min))
    end = next(epoch for epoch in range(2, 20) if lowest[epoch] == lowest[epoch - 2])
    assert end < 19
    assert losses(patient) == curve[: end + 1]
    assert len(losses(patient, "train")) == 8 * (end + 1)
    assert validation_loss(patient, shard) == pytest.approx(lowest[end], abs=1e-4)


def test_the_progress_of_a_training_that_stopped_early_has_nothing_left(patient):
    progress = json.loads((patient / "progress.json").read_text())
    assert progress["seconds_left"] == 0
    assert progress["step"] == progress["steps"] == 8 * progress["epoch"]
    assert progress["epoch"] == len(losses(patient)) < progress["epochs"] == 20


def test_a_training_in_windows_is_near_the_exact_posterior(shard, tmp_path):
    folder = train(shard, tmp_path / "state", window=500)
    theta, x, _ = simulations.simulate(LINE, 1, "line", "test", 0, 2000)
    log_prob = inference.evaluate(trained.load(folder / "result"), theta, x)
    assert np.mean(LINE.exact().log_prob(theta, x) - log_prob) < 0.1


def largest_step(shard, folder, **options):
    """The largest change of a weight by one epoch of one step."""
    options = {"optimizer": "adam", "schedule": "constant", "batch_size": 1600, "epochs": 1, **options}
    rates = {"start": 1e-30, "end": 1e-3}
    ends = [train(shard, folder / name, learning_rate=rate, **options) for name, rate in rates.items()]
    pairs = zip(*(trained.load(end / "result").parameters() for end in ends), strict=True)
    return max(float((a - b).detach().abs().max()) for a, b in pairs)


def test_a_clipped_gradient_is_no_longer_than_the_clip(shard, tmp_path):
    # Adam's first step is lr · g / (|g| + 1e-8): gradients that are clipped to far less than 1e-8 make it small.
    assert largest_step(shard, tmp_path / "free") == pytest.approx(1e-3, rel=0.01)
    assert largest_step(shard, tmp_path / "clipped", clip=1e-11) < 1.1e-6


def test_weight_decay_shrinks_the_weights_and_by_default_is_the_optimisers_own(shard, tmp_path):
    def weights(name, **options):
        flow = trained.load(train(shard, tmp_path / name, epochs=1, **options) / "result")
        return torch.cat([own.detach().ravel() for own in flow.parameters()])

    default, same, strong = weights("a"), weights("b", weight_decay=0.01), weights("c", weight_decay=30.0)
    assert torch.equal(default, same)
    assert strong.norm() < 0.9 * default.norm()


def test_the_average_counts_each_steps_weights_by_the_power_function_of_the_steps(shard, tmp_path):
    def weights(steps, average):
        options = {"batch_size": 1600, "epochs": steps, "keep": "last", "schedule": "constant", "learning_rate": 0.01}
        folder = train(shard, tmp_path / f"{steps}-{average}", average=average, **options)
        return torch.cat([own.detach().ravel() for own in trained.load(folder / "result").parameters()])

    # Of t steps, the s-th counts as the part of [0, t] between s - 1 and s under the density of s^17.
    ends = torch.linspace(0, 1, 5, dtype=torch.float64) ** 18
    after = torch.stack([weights(steps, average=False) for steps in (1, 2, 3, 4)])
    averaged = weights(4, average=True)
    assert torch.allclose(averaged.double(), ends.diff() @ after.double(), rtol=0, atol=1e-6)
    assert not torch.allclose(averaged, after[-1], rtol=0, atol=1e-5)
