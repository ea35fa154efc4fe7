"""A new problem, as it is written, through the workflow."""

import yaml
from lfi.commands.new_problem import new_problem
from support.workflows import Workflow


def test_a_new_problem_runs_from_simulation_to_report(tmp_path):
    written = new_problem("two_decays", tmp_path / "my work")
    config = yaml.safe_load(written[1].read_text())
    decays = config["problems"]["two_decays"]
    decays["simulations"], decays["posterior"] = {"training": 1000, "test": 100}, {"draws": 200, "test_datasets": 0}
    decays["estimators"]["posterior"] = {"training": {"epochs": 1}}
    del decays["calibration"]
    done = Workflow(tmp_path, config).run()
    assert done.returncode == 0, done.stdout
    results = tmp_path / "my work/two_decays-results"
    assert (results / "report.html").exists()
    assert (results / "two_decays/figures/posterior.png").exists()
