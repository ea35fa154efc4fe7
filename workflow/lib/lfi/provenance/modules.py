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
        label: dotted name inside lfi; the file's path from its root elsewhere.
        path: the file.
        root: of a user's module the folder of the problem's file, in which imports are looked up.
        definitions: name → the statements that define it.
        imports: name → (module, symbol) that it stands for; symbol None where it is the module itself.
        loose: statements that define nothing and run on import.
        opaque: whether it holds a star import, whose names nobody can tell.
    """

    label: str
    path: Path
    root: Path
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
                source = "." * statement.level + (statement.module or "")
                self.imports[alias.asname or alias.name] = (source, alias.name)
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
        if self.is_lfi:  # it imports nothing beside it by a bare name: its typing is not lfi's
            return None
        absolute = name.lstrip(".")
        level = len(name) - len(absolute)
        return _below(self.path.parents[level - 1] if level else self.root, absolute)

    def packages(self) -> list[Path]:
        """Of a user's module the packages around it, which an import of it runs; lfi's run nothing."""
        folders = (
            [] if self.is_lfi else [f for f in self.path.parents if f != self.root and f.is_relative_to(self.root)]
        )
        return [path for folder in folders if (path := folder / "__init__.py").exists()]

    def open(self, path: Path) -> "Module":
        """A module that this one imports."""
        return parse(path, self.root)

    @cached_property
    def is_lfi(self) -> bool:
        """Whether it is a module of lfi, not a user's."""
        return self.path.is_relative_to(LIBRARY)


@cache
def parse(path: Path, root: Path | None = None) -> Module:
    """The module in a file.

    Args:
        path: the file.
        root: the folder in which a user's module looks up its imports; None for the file's own.
    """
    root = root if root and path.is_relative_to(root) else path.parent
    module = Module(str(path.relative_to(root)), path, root)
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
def _below(folder: Path, name: str) -> Path | None:
    """The file of a user's module in a folder; a package comes before a module of its name, as in Python."""
    base = folder.joinpath(*filter(None, name.split(".")))
    return next((path for path in (base / "__init__.py", base.parent / f"{base.name}.py") if path.exists()), None)


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
