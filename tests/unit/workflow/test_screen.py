"""What a run shows in a terminal of 80 columns."""

import logging
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from lfi.logs import COUNTED
from lfi.workflow import start
from lfi.workflow.screen import Screen
from snakemake_interface_logger_plugins.common import LogEvent

LONG = {"problem": "line", "set": "training", "start": "00000000", "stop": "00010000"}


@pytest.fixture
def screen(monkeypatch):
    monkeypatch.setenv(COUNTED, "")
    seen = {"quiet": set(), "debug_dag": False, "verbose": False, "printshellcmds": False, "show_failed_logs": False}
    return Screen(SimpleNamespace(dryrun=False, **seen), None)


def hear(screen, message=None, level=logging.INFO, **said):
    screen.emit(logging.makeLogRecord({"msg": message, "levelno": level, "levelname": "INFO", **said}))


def info(jobid, rule, wildcards):
    log = [f"results/logs/{rule}.log"]
    return {"event": LogEvent.JOB_INFO, "jobid": jobid, "rule_name": rule, "wildcards": wildcards, "log": log}


def test_a_line_a_step_says_how_many_are_done_and_the_end_names_those_that_failed(screen, capsys):
    stats = {"simulate": 1, "train": 1, **{f"rule_{i}": 10 for i in range(9)}, "all": 1, "total": 94}
    hear(screen, event=LogEvent.RUN_INFO, stats=stats)
    hear(screen, **info(3, "simulate", LONG))
    hear(screen, **info(4, "train", {"problem": "line", "estimator": "flow"}))
    hear(screen, event=LogEvent.JOB_STARTED, jobs=[3, 4])
    hear(screen, event=LogEvent.JOB_FINISHED, job_id=3)
    hear(screen, event=LogEvent.PROGRESS, done=1, total=94)
    hear(screen, **info(5, "all", {}))
    hear(screen, event=LogEvent.JOB_FINISHED, job_id=5)
    hear(screen, event=LogEvent.JOB_ERROR, jobid=4, rule_name="train", log=[])
    screen.close()
    *planned, done, failed, log = capsys.readouterr().err.splitlines()
    assert planned[0].startswith("93 steps: simulate 1, train 1, rule_0 10")
    assert done == "[ 1/93] simulate line/training/00000000/00010000         0.0 s"
    assert failed == "1 failed; what it printed is in its log:"
    assert log.split() == ["train", "line/flow", "results/logs/train.log"]
    assert all(len(line) <= 80 for line in [*planned, done, failed, log])


@pytest.mark.parametrize(
    "text", ["Select jobs to execute...", "Execute 1 jobs...", "RuleException:\nCalledProcessError in"]
)
def test_what_snakemake_says_of_itself_is_not_shown_and_all_else_is(screen, capsys, text):
    hear(screen, text)
    hear(screen, "Nothing to be done (all requested files are present and up to date).")
    assert capsys.readouterr().err == "Nothing to be done (all requested files are present and up to date).\n"


def test_ctrl_c_is_one_line(screen, capsys):
    hear(screen, "Terminating processes on user request, this might take some time.")
    assert capsys.readouterr().err == "stopping; running trainings go on, and the next run attaches to them\n"


def test_the_line_about_profiles_is_left_out_and_no_other(capsys):
    start.said("Using workflow specific profile profiles/default for setting default command line arguments.")
    start.said("Using", "what?")
    assert capsys.readouterr().out == "Using what?\n"


@pytest.mark.parametrize("counted", [False, True])
def test_a_step_whose_end_is_counted_says_it_in_its_log_alone(tmp_path, counted):
    log = tmp_path / "step.log"
    program = f"from lfi.logs import logged\nwith logged({str(log)!r}, 'step'):\n    pass"
    environment = {**os.environ, COUNTED: "1"} if counted else os.environ
    said = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert "done in" in log.read_text()
    assert ("done in" in said.stderr) is not counted
