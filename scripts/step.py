"""The adapter of every rule: calls the function of `lfi.steps` with the rule's files and parameters, by name."""

import inspect
import pkgutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from lfi.logs import Say, logged
from lfi.workflow.declaration import Declaration
from lfi.workflow.run import run


def arguments(job: Any, declaration: Declaration, say: Say) -> dict[str, Any]:
    """All that a step can see, by name: inputs, outputs, parameters, and what changes no result.

    Args:
        job: what Snakemake hands to a script.
        declaration: what the rules declare of the job.
        say: takes a line for the terminal.
    """
    files = {name: paths(name, files, declaration.names) for name, files in job.input.items() if name != "stale"}
    parameters = {name: value for name, value in job.params.items() if name != "step"}
    outputs = {name: Path(path) for name, path in job.output.items()}
    counted = {"files": files, "subject": declaration.subject, "versions": declaration.versions}
    neutral = {
        "results": declaration.results,
        "resources": dict(job.resources.items()),  # where the job runs
        "scratch": declaration.results / f".{job.rule}",  # what it needs to go on after an interruption
        "workflow": {"snakefile": f"{job.scriptdir}/../workflow/Snakefile", "config": job.config},
        "say": say,
    }
    return {**files, **outputs, **parameters, **counted, **neutral}


def paths(name: str, files: Any, names: Mapping[str, list[str]]) -> Path | list[Path] | dict[str, Path]:
    """One input: a path, a list of paths, or paths by name."""
    if isinstance(files, str):
        return Path(files)
    every = [Path(path) for path in files]
    return dict(zip(names[name], every, strict=True)) if name in names else every


def bound(function: Callable[..., None], known: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that a function asks for."""
    return {name: known[name] for name in inspect.signature(function).parameters}


if __name__ == "__main__":
    declaration: Declaration = snakemake.params.step
    with logged(snakemake.log[0], declaration.recipe.name) as say:
        function = pkgutil.resolve_name(declaration.function)
        known = arguments(snakemake, declaration, say)
        inputs = [Path(path) for path in snakemake.input if Path(path).parent.name != ".stale"]
        outputs = [Path(path) for path in snakemake.output]
        run(declaration, inputs, outputs, lambda: function(**bound(function, known)), say)
