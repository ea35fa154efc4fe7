"""A Python file as the names that it defines and imports."""

import ast
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

import lfi

LIBRARY = Path(lfi.__file__).parents[1]
T = TypeVar("T")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(eq=False)
class Module:
    """One file: what its top-level names are.

    Attributes:
        label: dotted name inside lfi; of a user's module its path.
        path: the file.
        definitions: name → the statements that define it.
        imports: name → (module, symbol) that it stands for; symbol None where it is the module itself.
        loose: statements that define nothing and run on import.
    """

    label: str
    path: Path
    definitions: dict[str, list[ast.stmt]] = field(default_factory=dict)
    imports: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    loose: list[ast.stmt] = field(default_factory=list)

    def add(self, statement: ast.stmt) -> None:
        """Take in one top-level statement."""
        if isinstance(statement, ast.Import | ast.ImportFrom):
            self.imports |= imported(statement)
        elif isinstance(statement, Function | ast.ClassDef):
            self.definitions.setdefault(statement.name, []).append(statement)
        elif names := _assigned(statement):
            for name in names:
                self.definitions.setdefault(name, []).append(statement)
        elif not (is_idle(statement) or any(_is_guard(statement, name) for name in ("__name__", "TYPE_CHECKING"))):
            self.loose.append(statement)

    def find(self, name: str) -> Path | None:
        """The file of a module of lfi that this one imports; None for other packages'."""
        return _library().get(name)

    @cached_property
    def is_lfi(self) -> bool:
        """Whether it is a module of lfi, not a user's."""
        return self.path.is_relative_to(LIBRARY)


def imported(statement: ast.Import | ast.ImportFrom) -> dict[str, tuple[str, str | None]]:
    """The names that an import binds, as ``Module.imports`` has them."""
    if isinstance(statement, ast.ImportFrom):
        source = "." * statement.level + (statement.module or "")
        return {alias.asname or alias.name: (source, alias.name) for alias in statement.names}
    names = {alias.asname: alias.name for alias in statement.names if alias.asname}
    names |= {top: top for alias in statement.names if not alias.asname and (top := alias.name.partition(".")[0])}
    return {name: (source, None) for name, source in names.items()}


# What was made of each file's content last, with the content's digest.
_MADE: dict[Path, tuple[str, Any]] = {}


@cache
def parse(path: Path) -> Module:
    """The module of lfi in a file."""
    return _made(path, lambda content: _module(path, content))


@cache
def read(path: Path) -> ast.Module:
    """The syntax tree of a user's file; empty where it is no Python."""
    try:
        return _made(path, ast.parse)
    except (OSError, SyntaxError, ValueError):
        return ast.Module([], [])


def _made(path: Path, make: Callable[[bytes], T]) -> T:
    """What is made of a file's content: made anew only once that has changed, since trees take time and memory.

    Args:
        path: the file.
        make: makes it.
    """
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if _MADE.get(path, ("",))[0] != digest:
        _MADE[path] = digest, make(content)
    made: T = _MADE[path][1]
    return made


def _module(path: Path, content: bytes) -> Module:
    module = Module(_label(path), path)
    for statement in ast.parse(content).body:
        module.add(statement)
    return module


def imports_of_lfi(tree: ast.Module, path: Path) -> Iterator[Module]:
    """The imports of lfi in a user's file, wherever in it, as modules that hold one each.

    Args:
        tree: the file's syntax tree.
        path: the file.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = Module(str(path), path)
            module.add(node)
            if any(source.partition(".")[0] == "lfi" for source, _ in module.imports.values()):
                yield module


def texts(tree: ast.Module) -> set[str]:
    """The texts in a user's file that may name a module of lfi."""
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str) and value.startswith("lfi")}


def locate(source: str) -> Path:
    """The file of one of lfi's modules, by its dotted name."""
    return LIBRARY.joinpath(*source.split(".")).with_suffix(".py")


@cache
def _library() -> dict[str, Path]:
    """The files of lfi's modules, by dotted name."""
    return {_label(path): path for path in LIBRARY.glob("lfi/**/*.py")}


def _label(path: Path) -> str:
    return ".".join(path.relative_to(LIBRARY).with_suffix("").parts).removesuffix(".__init__")


def is_idle(part: Any) -> bool:
    """Whether a part of a tree is a statement that does nothing: a docstring, or ``pass``."""
    text = isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant) and isinstance(part.value.value, str)
    return text or isinstance(part, ast.Pass)


def _assigned(statement: ast.stmt) -> list[str]:
    """Names that an assignment binds."""
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign | ast.AugAssign):
        targets = [statement.target]
    else:
        return []
    return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]


def _is_guard(statement: ast.stmt, name: str) -> bool:
    return isinstance(statement, ast.If) and f"'{name}'" in ast.dump(statement.test)
