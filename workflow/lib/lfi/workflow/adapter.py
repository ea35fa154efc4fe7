"""From a job of Snakemake's to the call of a step: the files and parameters of its rule, by name."""

import inspect
import pkgutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lfi.logs import Say, logged
from lfi.provenance.parameters import code_parameters
from lfi.provenance.planned import Planned
from lfi.workflow.declaration import Declaration
from lfi.workflow.run import run

# Inputs that no step reads: what tells Snakemake that a result is stale, and what must only be there before.
UNREAD = ("stale", "first")


def perform(job: Any) -> None:
    """Run the step that a job's rule declares.

    Args:
        job: what Snakemake hands to a script.
    """
    declaration: Declaration = job.params.step
    with logged(job.log[0], declaration.recipe.name) as say:
        function, known = pkgutil.resolve_name(declaration.function), arguments(job, declaration, say)
        asked = {name: known[name] for name in inspect.signature(function).parameters}
        outputs, stand = [Path(path) for path in job.output], tuple(code_parameters(dict(job.params.items())))
        planned = Planned(declaration.recipe, (declaration.function, *(r for p in stand for r in p.code)), stand)
        run(declaration, files_read(job), outputs, lambda: function(**asked), planned, say)


def files_read(job: Any) -> list[Path]:
    """The files that a job's step reads."""
    return [Path(path) for name, files in job.input.items() if name not in UNREAD for path in listed(files)]


def arguments(job: Any, declaration: Declaration, say: Say) -> dict[str, Any]:
    """All that a step can see, by name: files, parameters, and what changes no result.

    Args:
        job: what Snakemake hands to a script.
        declaration: what the rules declare of the job.
        say: takes a line for the terminal.
    """
    files = {name: paths(name, files, declaration.names) for name, files in job.input.items() if name not in UNREAD}
    outputs = {name: Path(path) for name, path in job.output.items()}
    parameters = {name: value for name, value in job.params.items() if name != "step"}
    counted = {"files": files, "subject": declaration.subject, "versions": declaration.versions}
    neutral = {
        "results": declaration.results,
        "resources": dict(job.resources.items()),  # where the job runs
        "scratch": declaration.results / f".{job.rule}",  # what it needs to go on after an interruption
        "workflow": {"snakefile": f"{job.scriptdir}/../workflow/Snakefile", "config": job.config},
        "forced": declaration.forced,
        "say": say,
    }
    return {**files, **outputs, **parameters, **counted, **neutral}


def paths(name: str, files: Any, names: Mapping[str, list[str]]) -> Path | list[Path] | dict[str, Path]:
    """One input: a path, a list of paths, or paths by name.

    Args:
        name: name of the input.
        files: its files, as Snakemake has them.
        names: by input, the names that its files go by.
    """
    if isinstance(files, str):
        return Path(files)
    every = [Path(path) for path in listed(files)]
    return dict(zip(names[name], every, strict=True)) if name in names else every


def listed(files: Any) -> list[str]:
    """One input as a list of paths."""
    return [files] if isinstance(files, str) else list(files)
