"""Compiled steps: the same training but for rounding, and the same bytes however often it is stopped."""

import stat

import pytest
import torch
from lfi.config.estimators import CompleteTraining, Regressor, Training
from lfi.nets.estimator import Estimator
from lfi.training import compiling
from lfi.training.compiled import CompiledSteps
from safetensors.torch import load_file
from support.stopped import train, train_apart
from support.trainings import specification, write_shard
from torch import nn

# Epochs of eight whole batches, and one that is smaller: that is not compiled.
BATCH, STEPS = 95, 27


class Line(Estimator):
    """A straight line with a quadratic loss, whose steps are easy to follow."""

    def __init__(self):
        super().__init__()
        self.slope, self.offset = nn.Parameter(torch.tensor([[2.0]])), nn.Parameter(torch.tensor([0.5]))

    def fit_scales(self, theta, x):
        pass

    def loss(self, theta, x):
        return (theta - self.evaluate(theta, x)).square().sum(dim=1)

    def evaluate(self, theta, x):
        return x @ self.slope + self.offset

    def features(self, x):
        return x


@pytest.mark.parametrize("name", ["adam", "adamw"])
@pytest.mark.parametrize("clip", [None, 0.1])
def test_a_step_is_that_of_torch_s_optimizer(name, clip, monkeypatch):
    monkeypatch.setattr(torch, "compile", lambda function, **_: function)
    options = CompleteTraining(
        optimizer=name, learning_rate=0.1, batch_size=8, epochs=1, clip=clip, schedule="constant", weight_decay=0.3
    )
    ours, theirs, average = Line(), Line(), Line()
    kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[name]
    optimizers = [kind(net.parameters(), lr=0.1, weight_decay=0.3, fused=True) for net in (ours, theirs)]
    steps = CompiledSteps(ours, average, options, optimizers[0], steps=5)
    torch.manual_seed(1)
    for step in range(5):
        theta, x = torch.randn(2, 8, 1)
        loss = theirs.training_loss(theta, x).mean()
        optimizers[1].zero_grad()
        loss.backward()
        if clip:
            nn.utils.clip_grad_norm_(theirs.parameters(), clip)
        optimizers[1].step()
        assert torch.allclose(steps(theta, x, step), loss)
    for mine, known in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert torch.allclose(mine, known, atol=1e-6)
        states = optimizers[0].state[mine], optimizers[1].state[known]
        assert all(torch.allclose(states[0][key], states[1][key], atol=1e-6) for key in states[1])
    assert not torch.equal(average.slope, ours.slope)
    assert (average.slope - ours.slope).abs() < 0.1


def test_the_gradient_belongs_to_the_function_in_the_thread_that_calls_as_well_as_in_the_one_that_compiles(monkeypatch):
    setting = []
    monkeypatch.setattr(torch, "compile", lambda function, **_: function)
    options = CompleteTraining(learning_rate=0.1, batch_size=8, epochs=1)
    steps = CompiledSteps(Line(), None, options, torch.optim.AdamW(Line().parameters()), steps=5)
    setting.append(torch._dynamo.config.trace_autograd_ops)

    def compile_there():
        steps.compile(*torch.randn(2, 8, 1))
        setting.append(torch._dynamo.config.trace_autograd_ops)

    assert compiling.in_background(compile_there, lambda: None)
    assert setting == [True, True]


def test_auto_asks_for_sizes_and_a_single_process_on_a_cpu():
    net = Line()
    assert not compiling.chosen("auto", net, steps=100, batch=8, alone=True)
    assert compiling.chosen("auto", net, steps=10**6, batch=8, alone=True)
    assert not compiling.chosen("auto", net, steps=10**6, batch=8, alone=False)
    assert not compiling.chosen(True, net, steps=10**6, batch=8, alone=False)
    assert not compiling.chosen(False, net, steps=10**6, batch=8, alone=True)


def test_compiled_code_is_where_nobody_else_can_write(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "lfi/compiled").mkdir(parents=True, mode=0o777)
    assert compiling.cache().parent == tmp_path / "lfi/compiled"
    assert stat.S_IMODE((tmp_path / "lfi/compiled").stat().st_mode) == 0o700


@pytest.fixture(scope="module")
def shard(tmp_path_factory):
    return write_shard(tmp_path_factory.mktemp("data"), 1000)


def regression(**training):
    """The specification of a small regressor: the least that can be compiled."""
    given = Regressor(kind="regressor", hidden=[4], training=Training(batch_size=BATCH, epochs=3, **training))
    return {"estimator": given.model_dump(exclude={"resources"})}


def same(one, other):
    return all(
        (one / name).read_bytes() == (other / name).read_bytes() for name in ("weights.safetensors", "losses.csv")
    )


def alike(one, other):
    """Whether two results differ by rounding alone."""
    weights = [load_file(folder / "weights.safetensors") for folder in (one, other)]
    return all(torch.allclose(values, weights[1][name], atol=1e-4) for name, values in weights[0].items())


def test_where_steps_cannot_be_compiled_a_training_goes_on_as_if_not_asked(shard, tmp_path, monkeypatch, capsys):
    def fail(*_):
        raise RuntimeError("no C++ compiler")

    monkeypatch.setattr(CompiledSteps, "compile", fail)
    results = [
        train(specification(shard, batch_size=BATCH, compile=asked), tmp_path / str(asked)) for asked in (True, False)
    ]
    assert not results[0][1]["compiled"]
    assert "no C++ compiler" in capsys.readouterr().out
    assert same(results[0][0], results[1][0])


def stopped_and_not(chosen, folder, monkeypatch, stops):
    """Results of a training that runs through, and of one that is stopped; the first poll is while it compiles."""
    whole, facts = train(chosen, folder / "whole")
    assert (facts["compiled"], facts["steps"]) == (True, STEPS)
    monkeypatch.setattr(compiling, "in_background", lambda work, wait: (wait(), work()) is not None)
    stopped, facts = train(chosen, folder / "stopped", stops=stops)
    assert (facts["compiled"], facts["steps"]) == (True, STEPS)
    return whole, stopped


def test_an_ensemble_s_steps_are_the_same_but_for_rounding_and_resume_to_the_last_byte(shard, tmp_path, monkeypatch):
    monkeypatch.setattr(torch, "compile", lambda function, **_: function)
    options = {"batch_size": BATCH, "members": 2}
    eager, _ = train(specification(shard, compile=False, **options), tmp_path / "eager")
    whole, stopped = stopped_and_not(
        specification(shard, compile=True, **options), tmp_path, monkeypatch, stops=(1, 6, 9)
    )
    assert alike(whole, eager)
    assert same(whole, stopped)


def test_compiled_steps_are_the_same_but_for_rounding_and_resume_to_the_last_byte(shard, tmp_path):
    chosen, other = (specification(shard).model_copy(update=regression(compile=compiled)) for compiled in (True, False))
    whole, stopped = (train_apart(chosen, tmp_path / name, stops) for name, stops in (("a", ()), ("b", (12,))))
    assert whole[1]["compiled"]
    assert stopped[1]["compiled"]
    assert stopped[1]["steps"] == STEPS
    assert same(whole[0], stopped[0])
    assert alike(whole[0], train(other, tmp_path / "eager")[0])
