"""A finished workflow to change, and the results that a change of it makes stale."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from lfi import provenance
from lfi.provenance import modules

from support.plans import ROOT, Plan, plan

# The figures of the line's posteriors at the observation.
POSTERIOR_FIGURES = {f"plot line/{name}" for name in ("data", "posterior", "test_posteriors")}
# What follows more live points for the line.
AFTER_NESTED = {
    *("nested line", "c2st line/nested", "compare line", "judge line", "report"),
    *("plot line/data", "plot line/posterior"),
}
# What follows another exact posterior of the line.
AFTER_EXACT = {
    *("exact line", "c2st line/nested", "c2st line/flow", "compare line", "judge line", "report"),
    *POSTERIOR_FIGURES,
}
# What follows the training of the line's flow.
AFTER_FLOW = {
    *(f"{step} line/flow" for step in ("train", "sample", "calibrate", "evaluate", "check", "c2st")),
    *POSTERIOR_FIGURES,
    *(f"plot line/{name}" for name in ("information", "calibration", "sbc", "coverage", "tarp", "training")),
    "compare line",
    "judge line",
    "report",
}
SHARDS = {"simulate line/training/00000000/00001000", "simulate line/training/00001000/00002000"}
TEST_SHARD = "simulate line/test/00000000/00000500"
AFTER_LINE = {
    *AFTER_FLOW,
    *SHARDS,
    TEST_SHARD,
    *(f"{step} line" for step in ("observe", "exact", "nested")),
    "c2st line/nested",
    "train line/mean",
    "evaluate line/mean",
}
AFTER_CURVE = {
    "simulate curve/training/00000000/00002000",
    "simulate curve/test/00000000/00000500",
    "train curve/mlp",
    "evaluate curve/mlp",
    "compare curve",
    *(f"plot curve/{name}" for name in ("curve", "training")),
    "report",
}


@dataclass
class Changed:
    """A finished workflow that a test changes.

    Attributes:
        folder: where it was run.
        config: its configuration.
        monkeypatch: makes plans read another copy of the code.
        code: where that lies.
        reasons: why results are stale, by the last plan.
    """

    folder: Path
    config: dict
    monkeypatch: pytest.MonkeyPatch
    code: Path
    reasons: tuple[str, ...] = ()

    @property
    def results(self) -> Path:
        return self.folder / "results"

    @property
    def line(self) -> dict:
        """The line's entry of the configuration."""
        return self.config["problems"]["line"]

    def planned(self, *targets: str) -> set[str]:
        """What Snakemake would make."""
        found: Plan = plan(self.folder, self.config, *targets)
        self.reasons = tuple(found.reasons)
        return found.jobs

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text, found once, in a file under ``lfi``."""
        path = self.library() / "lfi" / file
        text = path.read_text()
        assert text.count(old) == 1, f"{file}: {old!r}"
        path.write_text(text.replace(old, new))

    def library(self) -> Path:
        """The copy of the code that plans read from now on: to be changed before the next plan."""
        self.monkeypatch.setattr(modules, "LIBRARY", self.code)
        forget_code()
        return self.code


def copy_code(folder: Path) -> Path:
    """Bring a copy of the code into the state of the original; what has not changed stays parsed."""
    for path in (ROOT / "workflow/lib").glob("lfi/**/*.py"):
        copy = folder / path.relative_to(ROOT / "workflow/lib")
        if not copy.exists() or copy.read_bytes() != path.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    return folder


def forget_code() -> None:
    """What was read of the code before it changed."""
    provenance.forget()
