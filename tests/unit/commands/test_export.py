"""What a run made, taken away: opened by the libraries that it is for."""

import csv
import hashlib
import json
import warnings
import zipfile
from pathlib import Path

import bilby
import lfi
import numpy as np
import pytest
import yaml
from click.testing import CliRunner
from lfi.commands.main import main
from lfi.data import checks, observations, posteriors
from lfi.data.posteriors import Draws
from lfi.diagnostics import scores, verdicts
from lfi.diagnostics.scores import Score
from lfi.diagnostics.verdicts import Verdict
from lfi.problems.base import Observation
from lfi.problems.line import Line
from rocrate.rocrate import ROCrate

LINE = Line(points=6)
NAMES = ("m", "c")


def observed(n, rng):
    theta = rng.normal(size=(n, 2))
    return [Observation(x, truth) for x, truth in zip(LINE.simulate(theta, rng), theta, strict=True)]


@pytest.fixture(scope="module")
def trained():
    theta, x = lfi.simulate(LINE, 300)
    return lfi.train(theta, x, LINE.prior, kind="flow", hidden=[8], training={"epochs": 1})


@pytest.fixture(params=[1, 3], ids=["one observation", "three"])
def results(request, tmp_path, trained, monkeypatch):
    """A folder of results of the line: a flow, nested sampling, and the flow's corrected draws."""
    monkeypatch.chdir(tmp_path)
    n, rng, folder = request.param, np.random.default_rng(0), tmp_path / "results/line"
    entry = {
        "options": {"points": 6},
        "simulations": {"training": 300},
        "posterior": {"draws": 150, "replicas": 100},
        "estimators": {"flow": {"kind": "flow", "hidden": [8]}},
    }
    Path("mine.yaml").write_text(yaml.safe_dump({"seed": 1, "problems": {"line": entry}}))
    observations.write(folder / "observation.h5", observed(n, rng))
    drawn = {name: LINE.prior.sample(n * 150, rng).reshape(n, 150, 2) for name in ("flow", "nested")}
    posteriors.write(folder / "posteriors/flow.h5", Draws(drawn["flow"], None, n, NAMES))
    posteriors.write(folder / "posteriors/nested.h5", Draws(drawn["nested"], np.full((n, 2), -9.5), n, NAMES))
    checks.write(folder / "checks/flow.h5", [{"corrected": drawn["flow"][i, : 120 + i]} for i in range(n)])
    scores.write(folder / "scores.csv", [Score("flow", "nll", -1.5, 0.1, 200, "test pairs")])
    passed = Verdict("SBC", 0.5, 200, True, "SBC: ranks are uniform (p = 0.5, 200 data sets)")
    verdicts.write(folder / "verdicts.csv", {"flow": [passed]})
    model = trained.save(folder / "estimators/flow")
    (model / "training.json").write_text(json.dumps({"train_seconds": 1.5, "steps": 3}))
    (model / "losses.csv").write_text("epoch,train\n")
    return drawn


def export(*arguments):
    return CliRunner().invoke(main, ["export", "--config", "mine.yaml", *arguments])


def said(*arguments):
    done = export(*arguments)
    assert done.exit_code == 0, done.output
    return done.output.split()


def test_arviz_opens_every_posterior_of_a_problem(results):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        import arviz
    assert said("line") == ["line-flow.nc", "line-nested.nc", "line-flow_corrected.nc"]
    data = arviz.from_netcdf("line-flow.nc")
    assert set(data.groups()) == {"posterior", "prior", "posterior_predictive", "observed_data", "constant_data"}
    assert np.array_equal(np.squeeze(data.posterior["m"].transpose("observation", ..., missing_dims="ignore")),
                          np.squeeze(results["flow"][..., 0]))  # fmt: skip
    assert data.posterior_predictive.sizes["draw"] == 100
    assert arviz.from_netcdf("line-flow_corrected.nc").posterior.sizes["draw"] == 120


def test_bilby_opens_a_result_for_each_observation(results):
    written = said("line", "nested", "--format", "bilby", "--to", "out")
    assert len(written) == len(results["nested"])
    for path, theta in zip(written, results["nested"], strict=True):
        read = bilby.read_in_result(path)
        assert np.allclose(read.posterior[["m", "c"]], theta)
        assert read.log_evidence == -9.5
        assert read.priors["m"].maximum == LINE.prior.high[0]


def test_a_table_has_names_and_observations(results):
    (path,) = said("line", "flow", "--format", "csv")
    with Path(path).open(newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["observation", "m", "c"]
    assert np.allclose(np.array(rows, dtype=float)[:, 1:], results["flow"].reshape(-1, 2), rtol=1e-8)


def test_a_model_is_loaded_from_its_folder_and_its_card_says_what_it_is(results, trained):
    (folder,) = said("line", "--format", "model", "--license", "CC-BY-4.0")
    x = observed(1, np.random.default_rng(1))[0].x
    assert np.array_equal(lfi.load(folder).sample(x, 20), trained.sample(x, 20))
    card = Path(folder, "README.md").read_text()
    head = yaml.safe_load(card.split("---")[1])
    assert head["license"] == "CC-BY-4.0"
    for said_of_it in (
        "uniform from -3 to 3",
        "300, split into",
        "SBC: ranks are uniform",
        "| nll | -1.5 |",
        "shape (6,)",
    ):
        assert said_of_it in card
    snippet = card.split("```python\n")[1].split("```")[0]
    known = {"x": x}
    exec(snippet, known)
    assert known["draws"].shape == (1000, 2)


@pytest.mark.parametrize("target", ["crate", "crate.zip"])
def test_a_crate_is_read_back_with_right_checksums(results, target, tmp_path):
    assert said("--crate", target) == [target]
    if target.endswith(".zip"):
        zipfile.ZipFile(target).extractall("crate")
    crate = ROCrate("crate")
    listed = {entity.id: entity for entity in crate.data_entities}
    there = {str(path.relative_to("crate")) for path in Path("crate").rglob("*") if path.is_file()}
    assert there - set(listed) == {"ro-crate-metadata.json"}
    assert {"configuration.yaml", "line/scores.csv", "line/estimators/flow/README.md"} <= set(listed)
    for name, entity in listed.items():
        content = Path("crate", name).read_bytes()
        assert entity["sha256"] == hashlib.sha256(content).hexdigest()
        assert entity["contentSize"] == str(len(content))
        assert entity["description"]
    assert "is there already" in export("--crate", target).output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lines"], "problem lines: not in the configuration, which has line"),
        (["line", "flaw"], "no such posterior under results/line; there are: flow, nested, flow_corrected"),
        (["line", "nested", "--format", "model"], "no trained estimator of that name; there are: flow"),
        ([], "name a problem, or a crate"),
    ],
)
def test_what_is_not_there_is_named(results, arguments, message):
    done = export(*arguments)
    assert done.exit_code != 0
    assert message in done.output
