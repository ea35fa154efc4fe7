"""What a piece of code says: its syntax tree, and the names that it uses."""

import ast
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lfi.provenance.modules import Function, is_idle

# Calls whose result nobody can tell from the text.
UNTOLD = ("eval", "exec", "globals", "locals", "vars")
# Fields of the tree that change nothing: annotations of functions, and what is told by where a name stands.
SILENT = {(ast.FunctionDef, "returns"), (ast.AsyncFunctionDef, "returns"), (ast.arg, "annotation")}
SILENT |= {(kind, "ctx") for kind in (ast.Name, ast.Attribute, ast.Subscript, ast.Starred, ast.List, ast.Tuple)}
# Parts of the tree that hold names.
NAMING = ast.Name | ast.Attribute | ast.Call | ast.Import | ast.ImportFrom


@dataclass
class Mentions:
    """The names in a piece of code.

    Attributes:
        text: the syntax tree, without what changes nothing that is computed.
        names: names that are read.
        chains: attributes by the name that they begin at: ``("lfi", "problems", "load")``.
        attributes: names of attributes, of whatever.
        imports: import statements.
        untold: where names are made at run time, the name of what is asked for them; empty where nobody can tell.
    """

    text: str = ""
    names: set[str] = field(default_factory=set)
    chains: set[tuple[str, ...]] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    imports: list[ast.Import | ast.ImportFrom] = field(default_factory=list)
    untold: set[str] = field(default_factory=set)

    def read(self, part: Any) -> str:
        """The text of a part of the tree, whose names are noted on the way."""
        if isinstance(part, list):
            return f"[{', '.join([self.read(element) for element in part if not is_idle(element)])}]"
        if not isinstance(part, ast.AST):
            return repr(part)
        if isinstance(part, NAMING):
            self._note(part)
        kind = type(part)
        fields = [(name, getattr(part, name, None)) for name in part._fields if (kind, name) not in SILENT]
        told = [f"{name}={self.read(value)}" for name, value in fields if value is not None]
        return f"{kind.__name__}({', '.join(told)})"

    def _note(self, node: ast.AST) -> None:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            self.names.add(node.id)
        elif isinstance(node, ast.Attribute):
            self.attributes.add(node.attr)
            self.chains |= {chain} if (chain := _chain(node)) else set()
        elif isinstance(node, ast.Call):
            asked = _asked(node)
            self.untold |= {_of_whom(node)} if asked is None else set()
            self.attributes.add(asked or "")
        elif isinstance(node, ast.Import | ast.ImportFrom):
            self.imports.append(node)


@cache
def mentions(node: ast.stmt) -> Mentions:
    """The names in a statement, wherever it is reached from."""
    said = Mentions()
    said.text = said.read(node)
    return said


def _chain(node: ast.expr) -> tuple[str, ...]:
    """``a.b.c`` → ``("a", "b", "c")``; empty where it begins at no name."""
    if isinstance(node, ast.Attribute) and (before := _chain(node.value)):
        return (*before, node.attr)
    return (node.id,) if isinstance(node, ast.Name) else ()


def _asked(call: ast.Call) -> str | None:
    """The attribute that a call asks for by its name, empty for none; None where nobody can tell."""
    function = call.func.id if isinstance(call.func, ast.Name) else ""
    if function in ("getattr", "hasattr") and len(call.args) > 1 and isinstance(call.args[1], ast.Constant):
        return str(call.args[1].value)
    return None if function == "getattr" or function in UNTOLD else ""


def _of_whom(call: ast.Call) -> str:
    """The name of what ``getattr`` asks; empty for anything else."""
    asked = call.args[0] if call.args and isinstance(call.func, ast.Name) and call.func.id == "getattr" else None
    return asked.id if isinstance(asked, ast.Name) else ""


@cache
def split(definition: ast.ClassDef) -> tuple[ast.ClassDef, list[ast.FunctionDef | ast.AsyncFunctionDef]]:
    """A class without its methods, and those; special methods, which nobody calls by name, stay."""
    methods = [part for part in definition.body if isinstance(part, Function) and not part.name.startswith("__")]
    rest = ast.ClassDef(**{name: getattr(definition, name) for name in definition._fields})
    rest.body = [part for part in definition.body if part not in methods]
    return rest, methods
