"""A Python file as the names that it defines and imports."""

import ast
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import lfi

LIBRARY = Path(lfi.__file__).parents[1]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(eq=False)
class Module:
    """One file: what its top-level names are.

    Attributes:
        label: dotted name inside lfi; the file's name elsewhere.
        path: the file.
        definitions: name → the statements that define it.
        imports: name → (module, symbol) that it stands for; symbol None where it is the module itself.
        loose: statements that define nothing and run on import.
        opaque: whether it holds a star import, whose names nobody can tell.
    """

    label: str
    path: Path
    definitions: dict[str, list[ast.stmt]] = field(default_factory=dict)
    imports: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    loose: list[ast.stmt] = field(default_factory=list)
    opaque: bool = False

    def add(self, statement: ast.stmt) -> None:
        """Take in one top-level statement."""
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                whole = alias.name if alias.asname else alias.name.partition(".")[0]
                self.imports[alias.asname or whole] = (whole, None)
        elif isinstance(statement, ast.ImportFrom):
            self.opaque |= any(alias.name == "*" for alias in statement.names)
            for alias in statement.names:
                self.imports[alias.asname or alias.name] = (statement.module or "", alias.name)
        elif isinstance(statement, Function | ast.ClassDef):
            self.definitions.setdefault(statement.name, []).append(statement)
        elif names := _assigned(statement):
            for name in names:
                self.definitions.setdefault(name, []).append(statement)
        elif not (is_idle(statement) or any(_is_guard(statement, name) for name in ("__name__", "TYPE_CHECKING"))):
            self.loose.append(statement)

    def find(self, name: str) -> Path | None:
        """The file of a module that this one imports, inside lfi or beside it; None for other packages'."""
        if name.partition(".")[0] == "lfi":
            return _library().get(name)
        # A file of lfi imports nothing beside it by a bare name: its typing is not lfi's.
        return None if self.is_lfi else _beside(self.path.parent, name)

    @cached_property
    def is_lfi(self) -> bool:
        """Whether it is a module of lfi, not a user's."""
        return self.path.is_relative_to(LIBRARY)


@cache
def parse(path: Path) -> Module:
    """The module in a file."""
    module = Module(path.name, path)
    if module.is_lfi:
        module.label = _label(path)
    for statement in ast.parse(path.read_text()).body:
        module.add(statement)
    return module


def locate(source: str) -> Path:
    """The file of one of lfi's modules, by its dotted name, or a user's file, by its path."""
    if source.endswith(".py"):
        return Path(source).absolute()
    return LIBRARY.joinpath(*source.split(".")).with_suffix(".py")


@cache
def _library() -> dict[str, Path]:
    """The files of lfi's modules, by dotted name."""
    return {_label(path): path for path in LIBRARY.glob("lfi/**/*.py")}


def _label(path: Path) -> str:
    return ".".join(path.relative_to(LIBRARY).with_suffix("").parts).removesuffix(".__init__")


@cache
def _beside(folder: Path, name: str) -> Path | None:
    """The file of a user's module, in the folder of the one that imports it."""
    base = folder.joinpath(*name.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.exists()), None)


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
