"""Draws of a trained estimator's posterior for a file of observations, outside the workflow."""

import csv
import json
import subprocess
import sys

import h5py
import numpy as np
import pytest
from click.testing import CliRunner
from lfi.commands.main import main
from lfi.commands.posterior import draw
from lfi.config.estimators import Regressor, Resources
from lfi.data import arrays
from lfi.errors import LfiError
from lfi.training.build import DataDescription, build
from lfi.training.fit import Runtime, fit
from safetensors.torch import save_file
from support.trainings import LINE, specification, write_shard

# Lines and their data, in the middle of the prior.
TRUTH = np.array([[-1.0, 1.0], [0.5, 0.0], [1.5, -1.5]])
DATA = LINE.simulate(TRUTH, np.random.default_rng(0))


@pytest.fixture(scope="module")
def flow(tmp_path_factory):
    """The folder of a flow that was trained on the line."""
    folder = tmp_path_factory.mktemp("flow")
    (folder / "result").mkdir()
    assert fit(specification(write_shard(folder), epochs=5), folder, Runtime(Resources()))
    return folder / "result"


def written(folder):
    """The file of the observations."""
    np.save(folder / "mine.npy", DATA)
    return folder / "mine.npy"


@pytest.fixture
def data(tmp_path):
    return written(tmp_path)


def run(flow, data, out, draws=2000, seed=1):
    draw(flow, data, out, draws, seed)
    return out


def read(path):
    """Draws by observation, and the names of the columns."""
    with path.open() as file:
        header, *rows = csv.reader(file)
    values = np.array(rows, dtype=float)
    return np.stack([values[values[:, 0] == i, 1:] for i in np.unique(values[:, 0])]), header


def test_the_draws_follow_the_exact_posterior_of_every_observation(flow, data, tmp_path):
    theta, header = read(run(flow, data, tmp_path / "draws.csv"))
    assert header == ["observation", "m", "c"]
    exact = LINE.exact().sample(DATA, 2000, np.random.default_rng(0))
    assert theta.shape == exact.shape
    sd = exact.std(axis=1)
    assert np.all(abs(theta.mean(axis=1) - exact.mean(axis=1)) < 0.5 * sd)
    assert np.all(abs(np.log(theta.std(axis=1) / sd)) < np.log(1.3))


def test_an_hdf5_file_holds_the_same_draws_and_the_names(flow, data, tmp_path):
    theta, _ = read(run(flow, data, tmp_path / "new/draws.csv", draws=50))
    content, attributes = arrays.read(run(flow, data, tmp_path / "draws.h5", draws=50))
    assert content["theta"].shape == (3, 50, 2)
    assert list(attributes["parameters"]) == ["m", "c"]
    assert np.array_equal(theta.astype(np.float32), content["theta"].astype(np.float32))


@pytest.mark.parametrize("suffix", [".csv", ".h5"])
def test_the_seed_alone_decides_the_bytes(flow, data, tmp_path, suffix):
    first, again, other = (
        run(flow, data, tmp_path / f"{i}{suffix}", draws=20, seed=seed).read_bytes() for i, seed in enumerate((1, 1, 2))
    )
    assert first == again != other


def test_a_single_observation_in_a_column_is_one(flow, tmp_path):
    np.savetxt(tmp_path / "mine.csv", DATA[0])
    theta, _ = read(run(flow, tmp_path / "mine.csv", tmp_path / "draws.csv", draws=10))
    assert theta.shape == (1, 10, 2)


def test_the_table_shows_moments_and_quantiles_of_the_first_observations(flow, tmp_path, capsys):
    np.save(tmp_path / "mine.npy", np.tile(DATA[0], (7, 1)))
    theta = arrays.read(run(flow, tmp_path / "mine.npy", tmp_path / "draws.h5"))[0]["theta"]
    heading, *rows, said = capsys.readouterr().out.splitlines()
    assert heading.split() == ["observation", "parameter", "mean", "sd", "q05", "q95"]
    assert [row.split()[:2] for row in rows] == [[str(i), name] for i in range(5) for name in "mc"]
    shown = np.array([row.split()[2:] for row in rows], dtype=float).reshape(5, 2, 4)
    assert np.allclose(shown[..., 0], theta[:5].mean(axis=1), rtol=1e-3)
    assert np.allclose(shown[..., 1], theta[:5].std(axis=1), rtol=1e-3)
    inside = (shown[:, None, :, 2] < theta[:5]) & (theta[:5] < shown[:, None, :, 3])
    assert np.allclose(inside.mean(axis=1), 0.9, atol=0.005)
    assert said.endswith("draws.h5: 2,000 draws for each of 7 observations (the first 5 of 7 observations are shown)")


FRESH = """
import pickle, sys
from pathlib import Path
from lfi.commands.main import main
from lfi.training import trained
flow, *right, wrong = sys.argv[1:]
pickle.load = pickle.loads = pickle.Unpickler = None
import torch
print(trained.load(Path(flow)).sample(torch.zeros(2, 30), 3).shape, "lightning" in sys.modules)
try:
    main(["posterior", flow, *right])
except SystemExit as end:
    print(end.code)
print([name for name in ("lightning", "snakemake", "submitit") if name in sys.modules], "torch" in sys.modules)
sys.stdout.flush()
main(["posterior", wrong, *right])
"""


@pytest.fixture(scope="module")
def fresh(flow, tmp_path_factory):
    """A process of its own that loads the estimator, calls the command for it, and then for a folder without one."""
    folder = tmp_path_factory.mktemp("fresh")
    arguments = map(str, (flow, written(folder), folder / "draws.csv", "--draws=10", folder))
    done = subprocess.run([sys.executable, "-c", FRESH, *arguments], capture_output=True, text=True, check=False)
    return folder, done


def test_a_trained_estimator_loads_in_a_fresh_process_without_lightning_or_pickle(fresh):
    assert fresh[1].stdout.splitlines()[0] == "torch.Size([2, 3, 2]) False"


def test_neither_lightning_nor_snakemake_is_imported(fresh):
    folder, done = fresh
    assert (folder / "draws.csv").exists()
    assert done.stdout.splitlines()[-1] == "[] True"


def test_the_command_says_what_is_wrong_and_ends_with_an_error(fresh):
    folder, done = fresh
    assert done.returncode == 1
    assert done.stderr.startswith(f"{folder}: no trained estimator")
    assert len(done.stderr.splitlines()) == 1


def regressor(flow, folder):
    """An untrained regressor of the line."""
    data = json.loads((flow / "estimator.json").read_text())["data"]
    config = Regressor(kind="regressor", linear_summary="none")
    folder.mkdir()
    save_file(build(config, DataDescription(**data)).state_dict(), folder / "weights.safetensors")
    (folder / "estimator.json").write_text(json.dumps({"estimator": config.model_dump(), "data": data}))
    return folder


def test_a_mistake_is_one_line_and_nothing_is_written(flow, data, tmp_path):
    out = tmp_path / "out/draws.csv"
    np.save(tmp_path / "short.npy", DATA[:, :29])
    np.save(tmp_path / "nan.npy", np.where(DATA[1, 3] == DATA, np.nan, DATA))
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged/estimator.json").write_text('{"estimator": {"kind": "flow", "hiden": 3}, "data": {}}')
    (tmp_path / "taken").touch()
    mistakes = [
        ((tmp_path / "none", data, out), "none: no trained estimator; "),
        ((tmp_path / "damaged", data, out), "damaged: not a trained estimator: "),
        ((regressor(flow, tmp_path / "mean"), data, out), "mean: a regressor, but this needs a density estimator"),
        ((flow, tmp_path / "none.npy", out), r"observation .*none\.npy: no such file"),
        ((flow, tmp_path / "short.npy", out), r"short\.npy: has shape \(3, 29\), but the simulator gives \(30,\)"),
        ((flow, tmp_path / "nan.npy", out), r"nan\.npy: holds numbers that are not finite"),
        ((flow, data, tmp_path / "draws.txt"), r"draws\.txt: .* ends in \.csv or \.h5"),
        ((flow, tmp_path / "mine.h5", tmp_path / "mine.h5"), r"mine\.h5: give a file of its own"),
        ((flow, data, tmp_path / "taken/draws.h5"), r"taken/draws\.h5: cannot be written \(.*\); give"),
    ]
    before = sorted(tmp_path.iterdir())
    for arguments, message in mistakes:
        with pytest.raises(LfiError, match=message) as error:
            run(*arguments)
        assert "\n" not in str(error.value)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["flow", "mine.npy"], "Missing argument 'OUT'"),
        (["flow", "mine.npy", "draws.csv", "--draws", "many"], "'many' is not a valid integer"),
        (["flow", "mine.npy", "draws.csv", "--draws", "0"], "0 is not in the range x>=1"),
        (["flow", "mine.npy", "draws.csv", "--seed", "-1"], "-1 is not in the range x>=0"),
    ],
)
def test_arguments_that_are_missing_or_wrong_are_named(arguments, message):
    done = CliRunner().invoke(main, ["posterior", *arguments])
    assert done.exit_code == 2
    assert message in done.stderr


def test_with_a_configuration_the_names_of_a_problem_and_an_estimator_are_enough(flow, data, tmp_path):
    (tmp_path / "config.yaml").write_text(f"results: {tmp_path}/results")
    (tmp_path / "results/line/estimators").mkdir(parents=True)
    (tmp_path / "results/line/estimators/flow").symlink_to(flow)
    options = ["--config", str(tmp_path / "config.yaml"), "--draws", "10"]
    done = CliRunner().invoke(main, ["posterior", *options, "line/flow", str(data), str(tmp_path / "draws.csv")])
    assert done.exit_code == 0
    assert read(tmp_path / "draws.csv")[0].shape == (3, 10, 2)


def test_a_file_that_is_there_is_replaced_whole(flow, data, tmp_path):
    out = tmp_path / "draws.h5"
    out.write_text("something else")
    with h5py.File(run(flow, data, out, draws=10)) as file:
        assert file["theta"].shape == (3, 10, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["draws.h5", "mine.npy"]
