"""What a result depends on: config leaves, inputs' contents, and the meaning of the code that made it."""

import ast
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import lfi

PACKAGE = Path(lfi.__file__).parent


def digest(value: Mapping[str, Any]) -> str:
    """SHA-256 of a JSON-able mapping, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def code_digest(modules: Iterable[str], extra: Iterable[Path] = ()) -> str:
    """Digest of the meaning of modules and of all they import inside lfi.

    Syntax trees without docstrings are hashed: comments and formatting do not count.

    Args:
        modules: dotted names, ``lfi.training.fit``.
        extra: further Python files, a user's problem for one.
    """
    found: dict[str, str] = {}
    waiting = [_module_file(name) for name in modules] + list(extra)
    while waiting:
        path = waiting.pop()
        label = str(path.relative_to(PACKAGE)) if path.is_relative_to(PACKAGE) else path.name
        if label in found:
            continue
        tree = ast.parse(path.read_text())
        found[label] = ast.dump(_without_docstrings(tree))
        waiting += [file for name in _imports(tree) if (file := _module_file(name)).exists()]
    return digest(found)


def _module_file(name: str) -> Path:
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _imports(tree: ast.AST) -> set[str]:
    """Dotted names inside lfi that a syntax tree imports, at any depth."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in names if name.split(".")[0] == "lfi"}


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            node.body = body[1:]  # type: ignore[attr-defined]
    return tree
