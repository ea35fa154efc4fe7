"""Mistakes in a configuration are one line each, before any job starts."""

import pytest
from support.plans import plan
from support.workflows import tiny_config

# What is wrong, and what the one line says.
BEFORE_ANY_JOB = [
    (lambda c: c["problems"]["line"].update(estimater={}), "problems.line.estimater: unknown key 'estimater'"),
    (lambda c: c.update(seed=-1), "seed: Input should be greater than or equal to 0, not -1"),
    (lambda c: c.update(results="/proc/results"), "results: cannot write to /proc"),
    (
        lambda c: c["problems"]["line"].update(prior={"m": [3, -3]}),
        "problem line: prior of m: lower bound 3 is not below upper",
    ),
    (lambda c: c["problems"]["line"]["estimators"]["flow"].update(kind="flwo"), "unknown kind 'flwo'; known are"),
    (lambda c: c["problems"]["line"].update(source="lin"), "problem 'lin': neither built in"),
    (lambda c: c["problems"]["line"].update(options={"point": 3}), "options: "),
    (
        lambda c: c["problems"]["curve"]["estimators"].update(f={"kind": "flow"}),
        "estimators.f: a flow needs a prior",
    ),
    (lambda c: c["problems"]["curve"].update(references={"exact": {}}), "curve.references.exact: "),
    (
        lambda c: c["problems"]["curve"]["estimators"]["mlp"].update(linear_summary="smooth"),
        "mlp.linear_summary: smooth: needs",
    ),
    (lambda c: c["problems"]["curve"]["simulations"].pop("test"), "curve.simulations.test: must be above 0"),
]


@pytest.mark.parametrize(("mistake", "message"), BEFORE_ANY_JOB, ids=[message for _, message in BEFORE_ANY_JOB])
def test_a_mistake_in_the_configuration_is_one_line_before_any_job(tmp_path, mistake, message):
    config = tiny_config()
    mistake(config)
    with pytest.raises(SystemExit) as end:
        plan(tmp_path, config)
    assert message in str(end.value)
    assert str(end.value).startswith(f"{tmp_path}/config.yaml: ") or str(end.value).startswith("problem ")
    assert "\n" not in str(end.value)
    assert not (tmp_path / "results").exists()
