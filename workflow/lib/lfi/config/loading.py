"""Checks the content of a YAML file and converts it to a Config; each mistake becomes one line."""

import difflib
import tempfile
import types
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lfi.config.workflow import Config
from lfi.errors import LfiError

# Characters of a name that a shell, or Snakemake's pattern of a file, would read as something else.
SHELL = frozenset("$`\"'\\;&|<>(){}[]*?!\n\r\t")


def read(path: Path) -> dict[str, Any]:
    """Read a YAML file of keys and values.

    Raises:
        LfiError: there is no such file, it cannot be read, is not YAML, or does not hold keys; with the line if known.
    """
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as failure:
        raise LfiError(f"{path}: cannot be read: {failure.strerror}") from None
    except UnicodeDecodeError as failure:
        raise LfiError(f"{path}: is not a text file: {failure}") from None
    except yaml.YAMLError as mistake:
        mark = getattr(mistake, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        what = getattr(mistake, "problem", None) or " ".join(str(mistake).split())
        raise LfiError(f"{where}: is not YAML: {what}") from None
    if not isinstance(values, dict):
        raise LfiError(f"{path}: has no keys; write one in each line, such as seed: 1")
    return values


def results_folder(path: Path) -> Path:
    """The results folder that a configuration file names, whatever else it holds.

    Raises:
        LfiError: as ``read``, or it is no name.
    """
    folder = read(path).get("results", str(Config.model_fields["results"].default))
    if not isinstance(folder, str):
        raise LfiError(f"{path}: results: {folder!r} is not the name of a folder")
    return Path(folder)


def load(values: Mapping[str, Any], origin: str) -> Config:
    """Check a configuration.

    Args:
        values: content of the YAML file.
        origin: the file's name, for messages.

    Raises:
        LfiError: one line for each mistake: the key, what is wrong, and for an unknown key the nearest known key.
    """
    try:
        config = Config.model_validate(values)
    except ValidationError as invalid:
        raise LfiError("\n".join(f"{origin}: {_explain(error)}" for error in invalid.errors())) from None
    _plain(config.results, origin)
    _writable(config.results, origin)
    return config


def _explain(error: ErrorDetails) -> str:
    location = [str(part) for part in error["loc"]]
    # Pydantic adds levels that the file lacks: the tag of a discriminated union, and "[key]" for a mapping's key.
    path = ".".join(part for i, part in enumerate(location) if not (_is_tag(location, i) or part == "[key]"))
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(location[-1], sorted(_known_keys(location[:-1])), n=1)
        message = f"unknown key {location[-1]!r}" + (f"; did you mean {near[0]!r}?" if near else "")
    elif error["type"] == "union_tag_invalid":
        context = error["ctx"]
        message = f"unknown kind {context['tag']!r}; known are {context['expected_tags']}"
    elif error["type"] == "union_tag_not_found":  # of an embedding
        message = "'kind' is missing"
    elif error["type"] == "missing":
        message = "is missing"
    elif "ctx" not in error or "error" not in error["ctx"]:
        message += f", not {error['input']!r}"
    return f"{path or 'the file'}: {message}"


def _is_tag(location: list[str], i: int) -> bool:
    before = location[i - 1] if i else ""
    return (before == "embedding") or (i > 1 and location[i - 2] == "estimators")


def _known_keys(location: list[str]) -> set[str]:
    """Field names of the model at a location; a union's tag selects its member."""
    current: Any = Config
    for part in location:
        if isinstance(current, type) and issubclass(current, BaseModel):
            current = _unwrap(current.model_fields[part].annotation)
        elif isinstance(current, tuple):  # a union, and part its tag
            current = next(
                model for model in current if typing.get_args(model.model_fields["kind"].annotation) == (part,)
            )
        else:  # a mapping's values
            current = _unwrap(typing.get_args(current)[1])
    return set(current.model_fields)


def _unwrap(annotation: Any) -> Any:
    """The model, mapping or tuple of models inside Annotated and Optional."""
    if typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        members = tuple(_unwrap(a) for a in typing.get_args(annotation) if a is not type(None))
        return members[0] if len(members) == 1 else members
    return annotation


def _plain(results: Path, origin: str) -> None:
    """Check the characters of the folder's whole path: jobs on a cluster pass it to a shell."""
    if read_by_shell := sorted(set(str(results.absolute())) & SHELL):
        raise LfiError(
            f"{origin}: results: a shell would read {' '.join(map(repr, read_by_shell))} in the folder's name "
            f"{str(results.absolute())!r}; name another folder"
        )


def _writable(results: Path, origin: str) -> None:
    """Check that a file can be written; on network filesystems the permissions alone do not tell."""
    folder = results.absolute()
    while not folder.exists():
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as refusal:
        raise LfiError(
            f"{origin}: results: cannot write to {folder} ({refusal.strerror}); "
            "name another folder or change its permissions"
        ) from None
