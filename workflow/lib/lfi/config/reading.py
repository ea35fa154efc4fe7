"""A configuration's file, before it is checked."""

from pathlib import Path
from typing import Any

import yaml

from lfi.errors import LfiError


def read(path: Path) -> dict[str, Any]:
    """What a configuration file holds.

    Raises:
        LfiError: there is no such file, or it is not YAML: with the line of the mistake.
    """
    try:
        values = yaml.safe_load(path.read_text())
    except OSError as refusal:
        raise LfiError(f"{path}: cannot be read ({refusal.strerror}); name a configuration: CONFIG=mine.yaml") from None
    except yaml.MarkedYAMLError as mistake:
        mark = mistake.problem_mark or mistake.context_mark
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise LfiError(f"{path}{where}: not YAML: {mistake.problem}") from None
    if not isinstance(values, dict):
        raise LfiError(f"{path}: holds no keys; config/README.md explains them")
    return values


def results_folder(path: Path) -> Path:
    """The results folder that a configuration file names, whatever else it holds.

    Raises:
        LfiError: as ``read``.
    """
    return Path(read(path).get("results", "results"))
