"""What a run shows in the terminal: a line for each step that is done, and at the end the steps that failed."""

import logging
import os
import sys
import textwrap
import time
from collections.abc import Mapping
from typing import Any

from snakemake.logging import DefaultFilter, DefaultFormatter, get_event
from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

from lfi.logs import COUNTED

# What Snakemake says of itself, and what it says of a failure beside the failed step's line.
NOISE = (
    *("Select jobs", "Execute ", "Building DAG", "Using shell", "Singularity containers", "Assuming unrestricted"),
    *("Provided ", "Rules claiming", "Complete log", "Elapsed time", "Exiting because", "Removing output files"),
    *("RuleException", "Error in rule", "Error in group", "WorkflowError:\nAt least one job"),
)
# The rule that asks for all results, and makes nothing.
ALL = "all"
# Columns of a terminal.
WIDTH = 80
# One line for what is said in several, of Ctrl-C: trainings are jobs of their own.
INTERRUPTED = {
    "Terminating processes on user request": "stopping; running trainings go on, and the next run attaches to them",
    "Will exit after finishing": "stopping once the steps at work are done; Ctrl-C again stops these, too",
}


class Screen(LogHandlerBase):
    """Prints what is done, in 80 columns; a dry run looks as Snakemake prints it."""

    writes_to_stream = True
    writes_to_file = False
    has_filter = True
    has_formatter = True
    needs_rulegraph = False

    def __post_init__(self) -> None:
        seen = self.common_settings
        self.quiet = DefaultFilter(seen.quiet, seen.debug_dag, seen.verbose, seen.dryrun, seen.printshellcmds)
        self.setFormatter(DefaultFormatter(seen.quiet, seen.show_failed_logs))
        self.labels: dict[int, tuple[str, str]] = {}
        self.started: dict[int, float] = {}
        self.failed: dict[str, str] = {}
        self.done, self.total = 0, 0
        if not seen.dryrun:
            os.environ[COUNTED] = "1"

    def emit(self, record: logging.LogRecord) -> None:
        event = get_event(record)
        if event == LogEvent.WORKFLOW_STARTED:  # host, versions, folders
            return
        if event is not None and not self.common_settings.dryrun and self._step(event, vars(record)):
            return
        text = self.format(record) if self.quiet.filter(record) else ""
        if text and text.strip() and not text.strip().startswith(NOISE):
            self._print(next((line for start, line in INTERRUPTED.items() if text.startswith(start)), text))

    def close(self) -> None:
        """Name the steps that failed, with their logs."""
        if self.failed:
            self._print(
                f"{len(self.failed)} failed; what {'each' if len(self.failed) > 1 else 'it'} printed is in its log:"
            )
            for label, log in self.failed.items():
                self._print(f"  {label:<28} {log}")
        self.failed = {}
        super().close()

    def _step(self, event: LogEvent, said: Mapping[str, Any]) -> bool:
        """Take note of a step that starts or ends; returns whether no more is to be said of it."""
        if event == LogEvent.RUN_INFO:
            self._planned(said["stats"])
        elif event == LogEvent.JOB_INFO:
            self.labels[said["jobid"]] = (label(said["rule_name"], said["wildcards"]), " ".join(said["log"] or ()))
        elif event == LogEvent.JOB_STARTED:
            self.started |= dict.fromkeys(said["jobs"], time.monotonic())
        elif event == LogEvent.JOB_FINISHED:
            self._finished(said["job_id"])
        elif event == LogEvent.JOB_ERROR:
            name, log = self.labels.get(said["jobid"], (said["rule_name"], " ".join(said["log"] or ())))
            self.failed[name] = log
        else:
            return event in (LogEvent.PROGRESS, LogEvent.RESOURCES_INFO)
        return True

    def _planned(self, stats: Mapping[str, int]) -> None:
        self.total = stats["total"] - stats.get(ALL, 0)
        steps = ", ".join(f"{rule} {n}" for rule, n in stats.items() if rule not in ("total", ALL))
        several = "1 step" if self.total == 1 else f"{self.total} steps"
        self._print(textwrap.fill(f"{several}: {steps}", WIDTH, subsequent_indent="  "))

    def _finished(self, job: int) -> None:
        name = self.labels.pop(job, (str(job), ""))[0]
        if name == ALL:
            return
        self.done += 1
        seconds = time.monotonic() - self.started.pop(job, time.monotonic())
        self._print(f"[{self.done:>{len(str(self.total))}}/{self.total}] {name:<44} {seconds:7.1f} s")

    @staticmethod
    def _print(text: str) -> None:
        print(text, file=sys.stderr, flush=True)


def label(rule: str, wildcards: Mapping[str, str]) -> str:
    """A step as every message names it.

    >>> label("simulate", {"problem": "line", "set": "test", "start": "0", "stop": "500"})
    'simulate line/test/0/500'
    """
    return f"{rule} {'/'.join(map(str, wildcards.values()))}".strip()
