import numpy as np
import pytest
from lfi import problems
from lfi.errors import LfiError
from lfi.priors import Uniform

RNG = np.random.default_rng

DECAY = '''
import numpy as np
from lfi.priors import Uniform
from lfi.problems import Problem

class Decay(Problem):
    """Counts that decay with time."""
    prior = Uniform(rate=(0.1, 2.0), height=(1.0, 10.0))

    def simulate(self, theta, rng):
        return rng.poisson(theta[:, 1:] * np.exp(-theta[:, :1] * np.arange(8))).astype(float)
'''


@pytest.fixture
def decay_file(tmp_path):
    path = tmp_path / "decay.py"
    path.write_text(DECAY)
    return path


def test_a_users_file_is_a_problem_like_the_built_in_ones(decay_file):
    problem = problems.load(str(decay_file), {}, {"rate": {"uniform": (0.5, 1.0)}})
    theta, x = problem.draw(50, np.random.default_rng(0))
    assert problem.parameters == ("rate", "height")
    assert theta[:, 0].min() >= 0.5
    assert x.shape == (50, 8)


@pytest.mark.parametrize(
    ("source", "options", "prior", "message"),
    [
        ("lin", {}, {}, "neither built in"),
        ("line", {"point": 5}, {}, "options: .*'point'"),
        ("line", {"points": "many"}, {}, r"problem line: Line\(points='many'\) raised TypeError: "),
        ("line", {}, {"k": {"uniform": (0, 1)}}, "problem line: prior: no parameter 'k'; the problem has m, c"),
        ("line", {}, {"m": {"normal": (0, 0)}}, "problem line: prior of m: standard deviation 0 is not above 0"),
        ("curve", {}, {"m": {"uniform": (0, 1)}}, "a regression has no prior"),
    ],
)
def test_a_problem_that_cannot_be_had_is_explained(source, options, prior, message):
    with pytest.raises(LfiError, match=message):
        problems.load(source, options, prior)


def test_a_file_that_does_not_import_is_named(decay_file):
    decay_file.write_text("import nosuchmodule")
    with pytest.raises(LfiError, match=r"decay\.py: does not import: ModuleNotFoundError"):
        problems.load(str(decay_file), {}, {})


def test_a_file_without_a_problem_is_named(decay_file):
    decay_file.write_text("x = 1")
    with pytest.raises(LfiError, match=r"decay\.py: defines 0 problems"):
        problems.load(str(decay_file), {}, {})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("def simulate(", "def simulator(", r"decay\.py: Decay has no simulator; write simulate"),
        ("prior = Uniform", "priors = Uniform", r"decay\.py: Decay has no prior; write: prior = Uniform"),
        ("prior = Uniform", "prior = dict", r"decay\.py: Decay has no prior"),
    ],
)
def test_a_class_without_what_a_problem_needs_is_named(decay_file, old, new, message):
    decay_file.write_text(DECAY.replace(old, new))
    with pytest.raises(LfiError, match=message):
        problems.load(str(decay_file), {}, {})


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "simulate(self, theta)",
            r"simulate takes \(theta\), not \(theta, rng\); write def simulate\(self, theta, rng\)$",
        ),
        (
            "simulate(theta, rng)",
            r"simulate takes \(rng\), not \(theta, rng\); write def simulate\(self, theta, rng\)$",
        ),
        ("simulate(self, theta, rng, points)", r"simulate takes \(theta, rng, points\), not \(theta, rng\); "),
        ("simulate_one(self, theta)", r"simulate_one takes \(theta\), not \(theta, rng\); "),
        ("log_likelihood(self, x)", r"log_likelihood takes \(x\), not \(theta, x\); "),
        ("model(self)", r"model takes \(\), not \(theta\); "),
        ("observation(self, rng)", r"observation takes \(rng\), not \(\); write def observation\(self\)$"),
    ],
)
def test_a_method_with_other_arguments_than_it_gets_is_named_when_the_file_is_loaded(decay_file, written, message):
    decay_file.write_text(DECAY.replace("def simulate(self, theta, rng)", f"def {written}"))
    if not written.startswith("simulate"):
        decay_file.write_text(DECAY + f"\n    def {written}:\n        return None\n")
    with pytest.raises(LfiError, match=rf"decay\.py: {message}"):
        problems.load(str(decay_file), {}, {})


@pytest.mark.parametrize("written", ["simulate(self, parameters, generator)", "simulate(self, *both)"])
def test_arguments_may_have_other_names_and_more_of_them_defaults(decay_file, written):
    decay_file.write_text(DECAY + f"\n    def {written}:\n        return None\n")
    assert problems.load(str(decay_file), {}, {}).simulate(None, None) is None
    decay_file.write_text(DECAY + "\n    @staticmethod\n    def simulate(theta, rng, scale=2):\n        return scale\n")
    assert problems.load(str(decay_file), {}, {}).simulate(None, None) == 2


@pytest.mark.parametrize(("family", "known"), [("uniform", True), ("log_uniform", False), ("normal", False)])
def test_the_line_knows_its_exact_posterior_under_a_uniform_prior_alone(family, known):
    line = problems.load("line", {}, {"m": {family: (1, 2)}})
    assert isinstance(line.prior, Uniform) == known
    assert (line.exact() is not None) == known


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.zeros(199), r"has shape \(199,\), but the simulator gives \(200,\)"),
        (np.full(200, np.nan), "not finite"),
    ],
)
def test_an_observation_that_does_not_fit_is_named(tmp_path, x, message):
    path = tmp_path / "data.npy"
    np.save(path, x)
    with pytest.raises(LfiError, match=rf"observation .*data\.npy: .*{message}"):
        problems.load_observations(problems.load("line", {}, {}), path, None, RNG(0))


def test_an_observation_from_a_text_file_is_read(tmp_path):
    x = problems.load("line", {}, {}).observation().x
    np.savetxt(tmp_path / "data.csv", x)
    [read] = problems.load_observations(problems.load("line", {}, {}), tmp_path / "data.csv", None, RNG(0))
    assert np.allclose(read.x, x)


def test_a_problem_without_an_observation_gets_a_simulated_one_with_its_truth(decay_file):
    problem = problems.load(str(decay_file), {}, {})
    [(x, theta)] = problems.load_observations(problem, None, None, RNG(0))
    assert x.shape == (8,)
    assert problem.prior.contains(theta[None]).all()
