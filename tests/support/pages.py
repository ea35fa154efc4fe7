"""The page of two small problems, made by the step from files as the other steps write them."""

import struct
import zlib
from pathlib import Path

import numpy as np
from lfi.data import checks, observations, posteriors
from lfi.diagnostics import ranking, scores, verdicts
from lfi.diagnostics.scores import Score
from lfi.diagnostics.verdicts import Verdict
from lfi.problems.base import Observation
from lfi.provenance import file_digests
from lfi.provenance.recipe import Recipe
from lfi.provenance.records import Made, Records, packages
from lfi.steps.report import report

from support.plans import ROOT

TEXTS = ROOT / "workflow/report"
JUDGED = {
    "good": [
        Verdict("SBC", 0.3, 200, True, "SBC: ranks are uniform (p = 0.3, 200 data sets)"),
        Verdict("Reference", None, 100, True, "Reference: agrees with exact at the observation"),
    ],
    "narrow": [
        Verdict("SBC", 0.0, 200, False, "SBC: draws are too narrow (p < 1e-15, 200 data sets) → train for longer"),
        Verdict("Log density", None, 200, True, "Log density: none is clearly above it"),
    ],
}
SCORES = [
    Score("exact", "log_evidence", -42.67465, None, 1, "observation"),
    Score("good", "c2st", 0.51, 0.0123, 1000, "exact, observation"),
    Score("narrow", "c2st", 0.86, 0.0123, 127, "exact, observation"),
]


def png(value: int) -> bytes:
    """A picture of 16 by 8 pixels, another one for each value."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\0" + bytes([value % 256]) * 16 for _ in range(8))
    header = struct.pack(">IIBBBBB", 16, 8, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


class Study:
    """Results of two problems, an inference and a regression, and their page."""

    def __init__(self, folder: Path, seen: int = 1) -> None:
        self.results, self.page, self.seen = folder / "results", folder / "results/report.html", seen
        self.files = {"tables": {}, "figures": {}, "draws": {}, "checks": {}, "observation": {}}
        self._line()
        self._curve()
        self._record()

    def add(self, kind: str, name: str, suffix: str) -> Path:
        """A file among the inputs of the page, not there yet."""
        path = self.files[kind][name] = self.results / f"{name}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def figures(self, *names: str) -> None:
        for name in names:
            self.add("figures", name, ".png").write_bytes(png(len(self.files["figures"])))

    def write(self) -> str:
        """Make the page as its rule does."""
        problem = {"simulations": {"training": 2000, "test": 500}}
        every = [path for files in self.files.values() for path in files.values()]
        names = {path.stem for path in every}
        report(
            **self.files,
            templates=[TEXTS / name for name in ("page.html", "problem.html", "made.html", "style.css")],
            captions={path.stem: path.read_text() for path in TEXTS.glob("*.rst") if path.stem in names},
            parameters={"line": ["m", "c"], "curve": ["y"]},
            priors={"line": {"m": "uniform from -3 to 3", "c": "normal, mean 0, standard deviation 2"}, "curve": {}},
            configuration={"seed": 7, "problems": {"line": problem, "curve": problem}},
            version="0.0.1",
            results=self.results,
            versions={},
            page=self.page,
        )
        return self.page.read_text()

    def _line(self) -> None:
        ranking.write(self.add("tables", "line/ranks", ".csv"), ranking.ranked(JUDGED, SCORES))
        scores.write(self.add("tables", "line/scores", ".csv"), SCORES)
        verdicts.write(self.add("tables", "line/verdicts", ".csv"), JUDGED)
        self.add("tables", "line/sweep", ".csv").write_text("estimator,simulations,value\ngood,500,-1.23456\n")
        self.figures("line/figures/posterior", "line/figures/sbc", "line/figures/sweep", "line/figures/training")
        rng = np.random.default_rng(1)
        for name in ("exact", "good", "narrow"):
            draws = rng.normal([0.8, 200.0], [0.04, 9.0], (self.seen, 4000, 2))
            path = self.add("draws", f"line/posteriors/{name}", ".h5")
            posteriors.write(path, posteriors.Draws(draws, None, self.seen))
        corrected = [{"corrected": draws[i]} for i in range(self.seen)]
        checks.write(self.add("checks", "line/checks/good", ".h5"), corrected)
        truth = Observation(np.zeros(3), np.array([0.8, 200.0]))
        observations.write(self.add("observation", "line/observation", ".h5"), [truth] * self.seen)

    def _curve(self) -> None:
        rows = [Score("mlp", "rmse_truth", 4.6, 0.11, 500, "noiseless curve")]
        scores.write(self.add("tables", "curve/scores", ".csv"), rows)
        self.figures("curve/figures/curve", "curve/figures/training")

    def _record(self) -> None:
        """Records: simulations in two shards, a training, and all that is shown made from these."""
        records, shards = Records(self.results), [self.results / f"line/{i}.h5" for i in range(2)]
        weights = self.results / "line/weights"
        for path in (*shards, weights):
            path.write_text(path.name)
        for i, shard in enumerate(shards):
            self._made(records, "simulate", f"line/training/{i}", [], [shard], 100.0)
        self._made(records, "train", "line/good", shards, [weights], 4000.0)
        for kind, step in {"tables": "compare", "figures": "plot", "draws": "sample"}.items():
            self._made(records, step, "line", [weights], list(self.files[kind].values()), 1.0)

    def _made(self, records: Records, step: str, subject: str, read: list, made: list, seconds: float) -> None:
        recipe = Recipe(step, subject, {}, {}, {})
        records.write(recipe, file_digests(read), file_digests(made), Made(packages()), seconds=seconds)
