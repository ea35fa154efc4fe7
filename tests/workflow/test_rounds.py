"""Rounds from simulations to the report: the second is simulated in a part of the prior, and the third adds nothing."""

import numpy as np
import pytest
from lfi.data import checks, posteriors, simulations
from lfi.diagnostics import rounds
from lfi.priors import Uniform
from lfi.priors.box import Box
from lfi.rounds.restriction import Restriction


@pytest.fixture(scope="module")
def ended(finished, tmp_path_factory):
    """The line in rounds that end after the second, since any change of the posterior counts as none."""
    workflow = finished.copy(tmp_path_factory.mktemp("rounds"))
    workflow.line["rounds"] = {"count": 3, "simulations": 1000, "until": {"change": 100}}
    run = workflow.run(*(f"results/line/{name}" for name in ("rounds.csv", "verdicts.csv", "figures/rounds.png")))
    assert run.returncode == 0, run.stdout
    return workflow.results / "line", run.stdout


def test_the_second_round_is_simulated_in_a_part_of_the_prior_and_trained_on_all_pairs(ended):
    line, _ = ended
    (cut,) = Restriction.read(line / "rounds/0/2/prior.json").cuts
    assert cut.log_mass < -1
    theta, _ = simulations.read_set([line / "rounds/0/2/simulations/00000000-00001000.h5"])
    box = Box(**{name: np.array(values) for name, values in cut.box.items()})
    assert box.contains(Uniform(m=(-3, 3), c=(-3, 3)).cdf(theta)).all()
    first, _ = simulations.read_set([line / "simulations/training/00000000-00001000.h5"])
    pairs, _ = simulations.read_set([line / "rounds/0/2/pairs.h5"])
    assert np.array_equal(np.sort(pairs, axis=0), np.sort(np.concatenate([first, theta]), axis=0))


def test_rounds_that_have_ended_simulate_and_train_no_more(ended):
    line, said = ended
    assert "ended after round 2: the posterior changed by" in said
    second, third = (line / f"rounds/0/{n}/pairs.h5" for n in (2, 3))
    assert second.read_bytes() == third.read_bytes()
    weights = [(line / f"estimators/flow-at0-round{n}/weights.safetensors").read_bytes() for n in (2, 3)]
    assert weights[0] == weights[1]
    rows = rounds.read(line / "rounds.csv")
    assert [row.round for row in rows] == [1, 2]
    assert rows[1].ended


def test_the_posterior_of_the_rounds_is_compared_and_judged_beside_the_others(ended):
    line, _ = ended
    assert posteriors.read(line / "posteriors/flow_rounds.h5").theta.shape == (1, 1000, 2)
    assert "truncation" in checks.read(line / "checks/flow_rounds.h5")[0]
    assert "flow_rounds,c2st" in (line / "scores.csv").read_text()
    assert "flow_rounds,yes,Truncation" in (line / "verdicts.csv").read_text()
    assert (line / "figures/rounds.png").stat().st_size > 10_000
