"""Nested sampling as a step: what it writes, and what it says on the way."""

import re

import numpy as np
from lfi.data import observations, posteriors
from lfi.problems.base import Observation
from lfi.problems.reference import ProblemReference
from lfi.references import nested as sampler
from lfi.steps.nested import nested


def test_progress_is_told_and_draws_and_evidence_are_written(tmp_path, monkeypatch):
    monkeypatch.setattr(sampler, "PROGRESS_SECONDS", 0.01)
    line = ProblemReference("line", {"points": 5}, {}, "lfi.problems.line:Line")
    observation, posterior, result = (tmp_path / name for name in ("observation.h5", "nested.h5", "nested.json"))
    x = line.load().observation().x
    observations.write(observation, [Observation(x)])
    said = []
    nested(("line",), line, observation, 50, 1, tmp_path / "scratch", posterior, result, said.append)
    assert len([text for text in said if re.search(r"^\d+ iterations, .* nats to go", text)]) > 3, said
    draws = posteriors.read(posterior)
    assert draws.parameters == ("m", "c")
    value, error = draws.log_evidence[0]
    assert abs(value - line.load().exact().log_evidence(x[None])[0]) < 4 * error
    assert np.all(line.load().prior.contains(draws.theta[0]))
    assert result.exists()
    assert not list((tmp_path / "scratch").rglob("*.pickle"))
