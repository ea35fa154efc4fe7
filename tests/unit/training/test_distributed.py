"""Trainings by two processes, against the same by one."""

import numpy as np
import pytest
from lfi.config.estimators import Resources
from lfi.training.fit import Runtime, fit
from lightning.pytorch.strategies import SingleDeviceStrategy
from safetensors.numpy import load_file
from support.processes import train_together
from support.trainings import specification, write_shard

# 160 steps of 10 pairs, and one of 9.
STEPS, OPTIONS = 161, {"batch_size": 10, "epochs": 1}


@pytest.fixture(scope="module")
def training(tmp_path_factory):
    return specification(write_shard(tmp_path_factory.mktemp("data"), 2011), **OPTIONS)


@pytest.fixture(scope="module")
def together(training, tmp_path_factory):
    """The folder of a training by two processes, and what they report."""
    folder = tmp_path_factory.mktemp("together")
    return folder, train_together(training, folder)


def weights(folder):
    return load_file(folder / "result/weights.safetensors")


def test_two_processes_give_the_weights_of_one_up_to_float_error(training, together, tmp_path):
    (tmp_path / "result").mkdir()
    assert fit(training, tmp_path, Runtime(Resources()))
    assert len((tmp_path / "result/losses.csv").read_text().splitlines()) == STEPS + 2
    alone = weights(tmp_path)
    for name, values in weights(together[0]).items():
        np.testing.assert_allclose(values, alone[name], atol=1e-4, err_msg=name)


def test_processes_reduce_one_gradient_a_step_and_wait_for_each_other_in_few_steps_more(together):
    for message, calls in together[1]:
        assert message is None
        assert STEPS < sum(calls.values()) < STEPS * 9 / 8


def test_processes_stop_at_the_same_step_when_one_is_asked_to_and_resume_to_the_same_bytes(
    training, together, tmp_path
):
    # They agree after the first step, and 100 steps later.
    assert {message for message, _ in train_together(training, tmp_path, polls=2)} == {"stopped at step 101"}
    train_together(training, tmp_path)
    for name in ("weights.safetensors", "losses.csv"):
        assert (tmp_path / "result" / name).read_bytes() == (together[0] / "result" / name).read_bytes()


def test_a_single_process_asks_nobody_in_its_steps(training, tmp_path, monkeypatch):
    reduce, calls = SingleDeviceStrategy.reduce, []
    monkeypatch.setattr(
        SingleDeviceStrategy, "reduce", lambda *args, **more: calls.append(args) or reduce(*args, **more)
    )
    (tmp_path / "result").mkdir()
    assert fit(training, tmp_path, Runtime(Resources()))
    assert 0 < len(calls) < STEPS / 8  # Lightning's at the start and at the end
