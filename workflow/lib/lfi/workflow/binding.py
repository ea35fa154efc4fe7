"""What a step gets of a job of Snakemake's: its rule's files and parameters by name, and what changes no result."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lfi.logs import Say
from lfi.workflow.declaration import Declaration

# Counts in every recipe: which file a step takes for which argument shapes its result.
BINDING = "lfi.workflow.binding:arguments"
# Inputs that no step reads: what tells Snakemake that a result is stale, and what must only be there before.
UNREAD = ("stale", "first")


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
