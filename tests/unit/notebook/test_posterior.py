"""A posterior in a notebook: trained on the line, whose exact posterior is known."""

import lfi
import matplotlib as mpl
import numpy as np
import pytest
import torch
from lfi.errors import LfiError
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from support.trainings import LINE

# Lines and their data, in the middle of the prior.
TRUTH = np.array([[-1.0, 1.0], [0.5, 0.0], [1.5, -1.5]])
DATA = LINE.simulate(TRUTH, np.random.default_rng(0))
FLOW = {"kind": "flow", "hidden": [8], "linear_summary": "smooth"}
OPTIONS = {"batch_size": 200, "epochs": 5, "learning_rate": 1e-3}


def trained(rows=2000, seed=1, **changed):
    theta, x = lfi.simulate(LINE, rows)
    options = OPTIONS | changed
    return lfi.train(theta, x, LINE.prior, coordinates=LINE.coordinates, seed=seed, **FLOW, training=options)


@pytest.fixture(scope="module")
def posterior():
    return trained()


@pytest.fixture(scope="module")
def exact():
    """Draws of the exact posteriors."""
    return LINE.exact().sample(DATA, 5000, np.random.default_rng(0))


def test_draws_follow_the_exact_posteriors_and_their_seed(posterior, exact):
    draws = posterior.sample(DATA, 2000)
    assert draws.shape == (3, 2000, 2)
    sd = exact.std(axis=1)
    assert np.all(abs(draws.mean(axis=1) - exact.mean(axis=1)) < 0.5 * sd)
    assert np.all(abs(np.log(draws.std(axis=1) / sd)) < np.log(1.3))
    first, again, other = (posterior.sample(DATA[0], 20, seed) for seed in (1, 1, 2))
    assert first.shape == (20, 2)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_density_integrates_to_one_and_is_nothing_outside_the_prior(posterior):
    edges = [np.linspace(low, high, 401) for low, high in zip(LINE.prior.low, LINE.prior.high, strict=True)]
    middles = [(edge[1:] + edge[:-1]) / 2 for edge in edges]
    grid = np.stack(np.meshgrid(*middles, indexing="ij"), axis=-1)
    density = np.exp(posterior.log_prob(grid, DATA[0]))
    assert density.shape == (400, 400)
    assert np.isclose(density.sum() * np.prod([edge[1] - edge[0] for edge in edges]), 1, rtol=0.02)
    assert posterior.log_prob(LINE.prior.high + 1, DATA[0]) == -np.inf


def test_densities_of_several_data_sets_are_those_of_each(posterior):
    draws = posterior.sample(DATA, 10)
    several = posterior.log_prob(draws, DATA)
    assert several.shape == (3, 10)
    for i in range(3):
        assert np.allclose(several[i], posterior.log_prob(draws[i], DATA[i]), atol=1e-4)
        assert np.isclose(posterior.log_prob(TRUTH, DATA)[i], posterior.log_prob(TRUTH[i], DATA[i]), atol=1e-4)


def test_no_draw_has_a_higher_density_than_the_mode_which_lies_at_the_exact_posteriors(posterior, exact):
    modes = posterior.map(DATA)
    assert modes.shape == (3, 2)
    draws = posterior.sample(DATA, 5000, seed=3)
    assert np.all(posterior.log_prob(modes, DATA)[:, None] >= posterior.log_prob(draws, DATA) - 1e-4)
    assert np.all(abs(modes - exact.mean(axis=1)) < 0.5 * exact.std(axis=1))
    assert np.array_equal(posterior.map(DATA[0]), posterior.map(DATA[:1])[0])


def test_a_mode_at_the_end_of_the_prior_lies_in_the_prior(posterior):
    edge = LINE.simulate(np.array([[0.0, LINE.prior.high[1] + 0.5]]), np.random.default_rng(1))[0]
    found = posterior.map(edge)
    assert LINE.prior.contains(found[None])[0]
    assert found[1] > LINE.prior.high[1] - 0.01


def test_what_is_saved_is_loaded_the_same(posterior, tmp_path):
    again = lfi.load(posterior.save(tmp_path / "new/flow"))
    assert again.parameters == posterior.parameters == ("m", "c")
    assert np.array_equal(again.sample(DATA, 20), posterior.sample(DATA, 20))
    assert sorted(path.name for path in (tmp_path / "new/flow").iterdir()) == ["estimator.json", "weights.safetensors"]


def test_a_plot_is_a_figure_and_leaves_matplotlib_as_it_was(posterior):
    before = mpl.get_backend(), dict(mpl.rcParams)
    one, several = posterior.plot(DATA[0], TRUTH[0], draws=500), posterior.plot(DATA[:2], draws=500)
    assert isinstance(one, Figure)
    assert len(one.axes) == 4
    assert len(several.axes) == 8
    assert (mpl.get_backend(), dict(mpl.rcParams)) == before
    plt.close("all")


def test_a_training_follows_its_seed_and_leaves_everyone_elses_random_numbers_alone():
    def numbers():
        return [*torch.rand(2).tolist(), *np.random.rand(2)]

    def begin():
        torch.manual_seed(5)
        np.random.seed(5)

    begin()
    expected, threads = numbers(), torch.get_num_threads()
    begin()
    first, again, other = (trained(300, seed, epochs=1).sample(DATA[0], 5) for seed in (1, 1, 2))
    assert numbers() == expected
    assert torch.get_num_threads() == threads
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda p: p.sample(DATA[:, :29]), r"x has shape \(3, 29\); .* is for \(30,\), or several in \(n, 30\)"),
        (lambda p: p.sample(np.where(DATA[1, 3] == DATA, np.nan, DATA)), "x holds a number that is not finite"),
        (lambda p: p.sample(np.zeros((0, 30))), r"x has shape \(0, 30\)"),
        (lambda p: p.log_prob(TRUTH[:, :1], DATA), r"theta has shape \(3, 1\), not \(3, ..., 2\), for m, c"),
        (lambda p: p.log_prob(TRUTH[:2], DATA), r"theta has shape \(2, 2\), not \(3, ..., 2\)"),
        (lambda p: p.log_prob([1.0, 2.0, 3.0], DATA[0]), r"theta has shape \(3,\), not \(..., 2\)"),
    ],
)
def test_what_does_not_fit_is_named_in_one_line(posterior, call, message):
    with pytest.raises(LfiError, match=message) as error:
        call(posterior)
    assert "\n" not in str(error.value)
