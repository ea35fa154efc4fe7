"""The examples, in reduced size: their simulators against known answers, and plans of their configurations."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from lfi.problems.drawing import draw, replicate
from lfi.problems.loading import load
from support.plans import ROOT, plan

EXAMPLES = sorted((ROOT / "examples").glob("*/*.yaml"))


def problem(name):
    return load(str(ROOT / f"examples/{name}/{name}.py"), {}, {})


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_configuration_plans_everything_up_to_the_report(file, tmp_path):
    config = yaml.safe_load(file.read_text()) | {"results": "results"}
    (entry,) = config["problems"].values()
    entry["source"] = str(ROOT / entry["source"])
    jobs = plan(tmp_path, config).jobs
    assert {"report", f"train {file.stem}/posterior", f"judge {file.stem}"} <= jobs
    assert (f"nested {file.stem}" in jobs) == (file.stem == "chirp")


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_page_shows_the_figure_beside_it(file):
    assert "](posterior.png)" in (file.parent / "README.md").read_text()
    assert Path(file.parent / "posterior.png").stat().st_size < 300_000


def test_bilbys_likelihood_of_the_chirp_is_that_of_white_noise_around_the_signal():
    chirp, rng = problem("chirp"), np.random.default_rng(0)
    theta = chirp.prior.sample(5, rng)
    signal, x = chirp.noiseless(theta), chirp.simulate(theta, rng)
    expected = [(x[0] @ each) - each @ each / 2 for each in signal]
    assert np.allclose(chirp.log_likelihood(theta, x[0]), expected, rtol=1e-3, atol=0.1)
    assert np.argmax(expected) == 0


def test_the_chirps_noise_is_white_and_the_signal_above_it():
    chirp, rng = problem("chirp"), np.random.default_rng(1)
    theta = chirp.prior.sample(200, rng)
    signal = chirp.noiseless(theta)
    assert (chirp.simulate(theta, rng) - signal).std() == pytest.approx(1, abs=0.02)
    snr = np.linalg.norm(signal, axis=1)
    assert np.all((snr > 8) & (snr < 60))
    assert np.allclose(snr * theta[:, 1], snr[0] * theta[0, 1] * (theta[:, 0] / theta[0, 0]) ** (5 / 6))


def test_outbreaks_that_die_out_are_dropped_and_reports_have_a_mark():
    epidemic = problem("epidemic")
    drawn = draw(epidemic, 300, np.random.default_rng(0))
    assert 0 < drawn.failed.sum() < 30
    assert "died out" in drawn.complaint(epidemic.parameters)
    x = drawn.x[~drawn.failed]
    there = x[..., 2] == 1
    assert there.mean() == pytest.approx(0.8, abs=0.02)
    assert not x[~there].any()
    assert np.all(np.diff(x[0, there[0], 0]) > 0)
    assert len(np.unique(x[..., 0])) > 80


def test_more_cases_are_reported_where_a_larger_part_is():
    epidemic, rng = problem("epidemic"), np.random.default_rng(0)
    seen = [replicate(epidemic, np.tile([3.0, 2.0, 5.0, part], (20, 1)), rng).x for part in (0.2, 0.6)]
    few, many = (np.expm1(x[..., 1]).sum(axis=1).mean() for x in seen)
    assert many / few == pytest.approx(3, rel=0.15)
