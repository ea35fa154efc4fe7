"""What every result of a configuration is made from: the recipes of all steps."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from lfi import problems, provenance
from lfi.config.workflow import Config
from lfi.provenance.recipe import Recipe
from lfi.training import parts, specification
from lfi.workflow.study import Study

# Figures that ask the problem itself.
OF_PROBLEM = ("data", "curve")


class Plan(Study):
    """The recipes of a configuration's results; each names the recipes of what it reads.

    Args:
        config: the configuration.
        loaded: its problems.
        scripts: the folder of the rules' scripts.
    """

    def __init__(self, config: Config, loaded: Mapping[str, problems.Joint], scripts: Path) -> None:
        super().__init__(config, loaded)
        self.scripts = scripts

    @cache  # noqa: B019, one plan a process
    def simulate(self, name: str, set_name: str, start: str, stop: str) -> Recipe:
        """One shard: rows start … stop-1, however many there are in all."""
        leaves: dict[str, Any] = {"set": set_name, "start": int(start), "stop": int(stop)}
        if self.drops(name):  # otherwise the data are the same, whatever would have happened
            leaves["on_failure"] = "drop"
        return self._recipe("simulate", f"{name}/{set_name}/{start}-{stop}", name, leaves, of_problem=True)

    @cache  # noqa: B019, one plan a process
    def pairs(self, name: str, set_name: str, rows: int | None = None) -> Recipe:
        """The first rows of a set, however they are cut into shards."""
        size = rows or getattr(self.config.problems[name].simulations, set_name)
        own = self.simulate(name, set_name, "0", str(size))
        return Recipe("simulate", f"{name}/{set_name}", own.leaves, own.code, {})

    @cache  # noqa: B019, one plan a process
    def observe(self, name: str) -> Recipe:
        """The observations."""
        own = self.config.problems[name]
        file = own.observation
        leaves: dict[str, Any] = {"file": provenance.file_digest(file) if file and file.exists() else None}
        if own.observations:
            leaves["observations"] = own.observations
        return self._recipe("observe", name, name, leaves, of_problem=True)

    @cache  # noqa: B019, one plan a process
    def exact(self, name: str) -> Recipe:
        """The exact posterior."""
        leaves = {"datasets": self.config.problems[name].datasets, **self._reference(name, "exact")}
        return self._recipe("exact", name, name, leaves, self._datasets(name), of_problem=True)

    @cache  # noqa: B019, one plan a process
    def file(self, name: str) -> Recipe:
        """Posterior draws from a file of the user's."""
        own = self.config.problems[name].references.file
        leaves = {"file": provenance.file_digest(own.path) if own and own.path.exists() else None}
        return self._recipe("file", name, name, leaves, [self.observe(name)], of_problem=True)

    @cache  # noqa: B019, one plan a process
    def nested(self, name: str) -> Recipe:
        """Nested sampling."""
        leaves = self._reference(name, "nested")
        return self._recipe("nested", name, name, leaves, [self.observe(name)], of_problem=True)

    @cache  # noqa: B019, one plan a process
    def train(self, name: str, estimator: str) -> Recipe:
        """One training: of an estimator, or for the sweep."""
        entry = self.estimator(name, estimator)
        leaves = {**entry, "data": self.data(name), "split": self.split(name), **self._general()}
        code = self._reached(*specification.roots(entry))
        upstream = _keys([self.pairs(name, "training", self.config.problems[name].rows(estimator))])
        return Recipe("train", f"{name}/{estimator}", leaves, code, upstream)

    @cache  # noqa: B019, one plan a process
    def sample(self, name: str, estimator: str) -> Recipe:
        """Posterior draws of a flow."""
        own = self.config.problems[name]
        leaves = {"datasets": own.datasets, "draws": own.posterior.draws}
        return self._inference("sample", name, estimator, leaves, self._datasets(name))

    @cache  # noqa: B019, one plan a process
    def calibrate(self, name: str, estimator: str) -> Recipe:
        """Credible levels of the calibration part."""
        calibration = self.config.problems[name].calibration
        leaves = {"draws": calibration and calibration.draws, "split": self.split(name)}
        return self._inference("calibrate", name, estimator, leaves, [self.pairs(name, "training")])

    @cache  # noqa: B019, one plan a process
    def check(self, name: str, estimator: str) -> Recipe:
        """A density estimator at the observations."""
        leaves = {"replicas": self.config.problems[name].posterior.replicas}
        upstream = [self.sample(name, estimator), self.observe(name), self.pairs(name, "training")]
        return self._inference("check", name, estimator, leaves, upstream, of_problem=True)

    @cache  # noqa: B019, one plan a process
    def evaluate(self, name: str, estimator: str) -> Recipe:
        """Densities or predictions on pairs that were not fitted to."""
        sets = self._sets(name, self.config.problems[name].rows(estimator))
        return self._inference("evaluate", name, estimator, {"split": self.split(name)}, sets)

    @cache  # noqa: B019, one plan a process
    def compare(self, name: str) -> Recipe:
        """The table of scores."""
        estimators = list(self.config.problems[name].estimators)
        upstream = [
            *self._posteriors(name),
            *(self.evaluate(name, own) for own in estimators),
            *(self.calibrate(name, own) for own in self.calibrated(name)),
            *(self.check(name, own) for own in self.flows(name)),
            *(self.train(name, own) for own in estimators),
            *self._sets(name),
        ]
        return self._recipe("compare", name, name, {"split": self.split(name)}, upstream, of_problem=True)

    @cache  # noqa: B019, one plan a process
    def judge(self, name: str) -> Recipe:
        """The table of verdicts."""
        upstream = [self.calibrate(name, own) for own in self.calibrated(name)]
        upstream += [self.check(name, own) for own in self.flows(name)]
        return self._recipe("judge", name, name, {}, upstream)

    @cache  # noqa: B019, one plan a process
    def sweep(self, name: str) -> Recipe:
        """The table of accuracy against number of simulations."""
        made = [step(name, own) for step in (self.train, self.evaluate) for own in self.config.problems[name].runs]
        return self._recipe("sweep", name, name, {}, [*made, self.pairs(name, "test")], of_problem=True)

    @cache  # noqa: B019, one plan a process
    def plot(self, figure: str, name: str) -> Recipe:
        """One figure."""
        upstream: dict[str, Callable[[], list[Recipe]]] = {
            "data": lambda: [self.observe(name), *self._posteriors(name)],
            "posterior": lambda: [
                self.observe(name),
                *self._posteriors(name),
                *(self.check(name, own) for own in self.corrected(name)),
            ],
            "test_posteriors": lambda: [*self._datasets(name), *self._posteriors(name, everywhere=True)],
            **dict.fromkeys(
                ("calibration", "sbc", "coverage", "tarp"),
                lambda: [self.calibrate(name, own) for own in self.calibrated(name)],
            ),
            "training": lambda: [self.train(name, own) for own in self.config.problems[name].estimators],
            "curve": lambda: [
                *(self.evaluate(name, own) for own in self.config.problems[name].estimators),
                *self._sets(name),
            ],
            "sweep": lambda: [self.sweep(name)],
        }
        of_problem = figure in OF_PROBLEM
        return self._recipe(f"plot_{figure}", name, name, {}, upstream[figure](), of_problem=of_problem)

    def report(self, shown: Mapping[str, list[str]]) -> Recipe:
        """The report.

        Args:
            shown: the figures of each problem.
        """
        figures = [self.plot(figure, name) for name, own in shown.items() for figure in own]
        judged = [self.judge(name) for name in shown if self.flows(name)]
        swept = [self.sweep(name) for name in shown if self.config.problems[name].sweep]
        return self._recipe("report", "", None, {}, [*map(self.compare, shown), *judged, *swept, *figures])

    # Their parts.

    def _recipe(
        self,
        step: str,
        subject: str,
        name: str | None,
        leaves: dict[str, Any],
        upstream: list[Recipe] | None = None,
        of_problem: bool = False,
    ) -> Recipe:
        leaves = {**leaves, **self._general()}
        if of_problem and name:
            own = self.problem(name)
            leaves["problem"] = {**own, "source": Path(own["source"]).name}
        return Recipe(step, subject, leaves, self._code(step, name if of_problem else None), _keys(upstream or []))

    def _inference(
        self,
        step: str,
        name: str,
        estimator: str,
        leaves: dict[str, Any],
        upstream: list[Recipe],
        of_problem: bool = False,
    ) -> Recipe:
        """A step that asks a trained estimator."""
        own = self.config.problems[name].estimator(estimator)
        made = [self.train(name, estimator), *upstream]
        recipe = self._recipe(step, f"{name}/{estimator}", name, leaves, made, of_problem)
        return replace(recipe, code={**recipe.code, **self._reached(*parts.names(own))})

    @cache  # noqa: B019
    def _code(self, step: str, name: str | None) -> dict[str, str]:
        roots = [str(self.scripts / f"{step}.py")]
        if name:
            kind = type(self.loaded[name])
            source = self.problem(name)["source"]
            roots.append(f"{source if source.endswith('.py') else kind.__module__}:{kind.__name__}")
        return self._reached(*roots)

    @cache  # noqa: B019
    def _reached(self, *roots: str) -> dict[str, str]:
        return provenance.code(roots)

    def _general(self) -> dict[str, Any]:
        """What every result depends on."""
        return {"seed": self.config.seed}

    def _reference(self, name: str, reference: str) -> dict[str, Any]:
        own = getattr(self.config.problems[name].references, reference)
        return own.model_dump() if own else {}

    def _sets(self, name: str, rows: int | None = None) -> list[Recipe]:
        test = self.config.problems[name].simulations.test
        return [self.pairs(name, "training", rows), *([self.pairs(name, "test")] if test else [])]

    def _datasets(self, name: str) -> list[Recipe]:
        """The observations and the first test data sets; of the whole set, where nobody knows which these are."""
        count = self.config.problems[name].datasets
        rows = None if self.drops(name) else count
        return [self.observe(name), *([self.pairs(name, "test", rows)] if count else [])]

    def _posteriors(self, name: str, everywhere: bool = False) -> list[Recipe]:
        known = {"exact": self.exact, "file": self.file, "nested": self.nested}
        names = self.posteriors(name, everywhere)
        return [known[own](name) if own in known else self.sample(name, own) for own in names]


def _keys(upstream: list[Recipe]) -> dict[str, str]:
    return {own.name: own.key for own in upstream}
