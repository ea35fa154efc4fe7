"""Files of posterior draws."""

import h5py
import numpy as np
import pytest
from lfi import problems, seeding
from lfi.commands.posterior import write
from lfi.config.loading import load
from lfi.data import arrays
from lfi.diagnostics.comparison import posterior_scores
from lfi.errors import LfiError
from lfi.priors import Uniform
from lfi.references.file import read_draws
from lfi.workflow.requirements import load_problems

PRIOR = Uniform(a=(0, 1), b=(-1, 0), c=(10, 20))
THETA = PRIOR.sample(120, np.random.default_rng(0))


def csv(path, theta=THETA, header="a,b,c"):
    np.savetxt(path, theta, delimiter=",", header=header, comments="")
    return path


def test_columns_go_by_their_names(tmp_path):
    read = read_draws(csv(tmp_path / "draws.csv", THETA[:, [2, 0, 1]], 'c, "a",b'), PRIOR)
    assert read.shape == (1, 120, 3)
    assert np.array_equal(read[0], THETA)
    with h5py.File(tmp_path / "draws.h5", "w") as file:
        file["mine"] = THETA[:, ::-1]
        file.attrs["parameters"] = ["c", "b", "a"]
    assert np.array_equal(read_draws(tmp_path / "draws.h5", PRIOR)[0], THETA)


@pytest.mark.parametrize("suffix", [".npy", ".h5", ".hdf5"])
def test_arrays_are_in_the_order_of_the_prior(tmp_path, suffix):
    path = tmp_path / f"draws{suffix}"
    if suffix == ".npy":
        np.save(path, THETA)
    else:
        arrays.write(path, {"theta": THETA, "log_likelihood": np.zeros(120)})
    assert np.array_equal(read_draws(path, PRIOR)[0], THETA)


@pytest.mark.parametrize("suffix", [".csv", ".h5"])
def test_what_make_posterior_writes_is_read_observation_by_observation(tmp_path, suffix):
    theta = PRIOR.sample(3 * 110, np.random.default_rng(1)).reshape(3, 110, 3)
    write(tmp_path / f"draws{suffix}", theta, list(PRIOR.names))
    assert np.allclose(read_draws(tmp_path / f"draws{suffix}", PRIOR), theta, rtol=1e-8)


@pytest.mark.parametrize(
    ("theta", "header", "message"),
    [
        (THETA[:, :2], "a,b", "has no column c; name the parameters in it a, b, c"),
        (THETA, "0.1,0.2,0.3", "has no column a, b, c; "),
        (np.c_[THETA, THETA[:, 0]], "a,b,c,weight", "has a column 'weight', which is not one parameter's; remove it"),
        (np.c_[THETA, THETA[:, 0]], "a,b,c,a", "has a column 'a', which is not one parameter's"),
        (THETA[:, :2], "a,b,c", r"has shape \(120, 2\), not \(draws, 3\): one column a parameter"),
        (np.where(THETA[7, 1] == THETA, np.nan, THETA), "a,b,c", "holds numbers that are not finite"),
        (THETA[:99], "a,b,c", "holds 99 draws; give 100 at least"),
        (THETA * [1, 0, 1], "a,b,c", "b is the same in all draws; sample it"),
        (THETA + (THETA[3, 0] == THETA), "a,b,c", r"1 draws lie outside the prior, the first at {'a': 1\."),
        (np.c_[THETA, np.arange(120) // 70], "a,b,c,observation", "give every observation, counted from 0, as many"),
        (np.c_[THETA, np.arange(120) // 60 + 1], "a,b,c,observation", "give every observation, counted from 0"),
    ],
)
def test_draws_that_do_not_fit_are_named_by_their_file_in_one_line(tmp_path, theta, header, message):
    with pytest.raises(LfiError, match=rf"draws .*draws\.csv: {message}") as error:
        read_draws(csv(tmp_path / "draws.csv", theta, header), PRIOR)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("draws.csv", b"a,b,c\n1,2,x\n", "cannot be read: could not convert string 'x'"),
        ("draws.npy", b"", "cannot be read: "),
        ("draws.txt", b"a b c\n", r"is not \.npy, \.csv, \.h5, \.hdf5"),
        (None, b"", "no such file"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path, name, content, message):
    path = tmp_path / (name or "draws.npy")
    if name:
        path.write_bytes(content)
    with pytest.raises(LfiError, match=f"draws {path}: {message}"):
        read_draws(path, PRIOR)


def test_what_is_wrong_with_the_draws_is_known_before_any_job(tmp_path):
    path = csv(tmp_path / "draws.csv", THETA[:, :1], "theta1")
    (tmp_path / "mine.py").write_text(
        "from lfi.priors import Uniform\nfrom lfi.problems import Problem\n"
        "class Mine(Problem):\n    prior = Uniform(theta1=(0, 1))\n"
        "    def simulate(self, theta, rng):\n        return theta\n"
    )
    for source, message in (
        ("two_moons", f"draws {path}: has no column theta2"),
        (
            str(tmp_path / "mine.py"),
            "draws from a file need an observation from a file; name it: observation: data.npy",
        ),
        ("curve", "a regression has no posterior; remove it"),
    ):
        entry = {"source": source, "simulations": {"training": 9, "test": 9}, "references": {"file": {"path": path}}}
        problem = {**entry, "estimators": {"net": {"kind": "regressor"}}}
        config = load({"seed": 1, "results": str(tmp_path / "results"), "problems": {"p": problem}}, "my.yaml")
        with pytest.raises(LfiError, match=f"^my.yaml: problems.p.references.file: {message}") as error:
            load_problems(config, "my.yaml")
        assert "\n" not in str(error.value)


def test_draws_are_what_others_are_set_beside_unless_the_exact_posterior_is_known():
    rng = seeding.generator(1, "draws")
    x = np.zeros((1, 2))
    drawn = {name: problems.load("two_moons", {}, {}).exact().sample(x, 500, rng) for name in ("file", "flow")}
    beside = {score.reference for score in posterior_scores(("theta1", "theta2"), drawn, 1)}
    assert beside == {"file, observation"}
    beside = {score.reference for score in posterior_scores(("theta1", "theta2"), {**drawn, "exact": drawn["flow"]}, 1)}
    assert beside == {"exact, observation"}
