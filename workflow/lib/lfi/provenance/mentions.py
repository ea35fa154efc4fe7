"""What a piece of code says: its syntax tree, and the names that it uses."""

import ast
from dataclasses import dataclass
from functools import cache

from lfi.provenance.modules import Function

# Calls whose result nobody can tell from the text.
UNTOLD = ("eval", "exec", "globals", "locals", "vars")


@dataclass(frozen=True)
class Mentions:
    """The names in a piece of code.

    Attributes:
        text: the syntax tree.
        names: names that are read.
        chains: attributes by the name that they begin at: ``("lfi", "problems", "load")``.
        attributes: names of attributes, of whatever.
        imports: import statements.
        untold: whether names are made at run time.
    """

    text: str
    names: tuple[str, ...]
    chains: tuple[tuple[str, ...], ...]
    attributes: frozenset[str]
    imports: tuple[ast.Import | ast.ImportFrom, ...]
    untold: bool


@cache
def mentions(node: ast.stmt) -> Mentions:
    """The names in a statement, wherever it is reached from."""
    nodes = list(ast.walk(node))
    members = [own for own in nodes if isinstance(own, ast.Attribute)]
    asked = [_asked(own) for own in nodes if isinstance(own, ast.Call)]
    return Mentions(
        text=ast.dump(node),
        names=tuple(own.id for own in nodes if isinstance(own, ast.Name) and isinstance(own.ctx, ast.Load)),
        chains=tuple(chain for own in members if (chain := _chain(own))),
        attributes=frozenset([own.attr for own in members] + [name for name in asked if name]),
        imports=tuple(own for own in nodes if isinstance(own, ast.Import | ast.ImportFrom)),
        untold=None in asked,
    )


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


@cache
def split(own: ast.ClassDef) -> tuple[ast.ClassDef, list[ast.FunctionDef | ast.AsyncFunctionDef]]:
    """A class without its methods, and those; special methods, which nobody calls by name, stay."""
    methods = [part for part in own.body if isinstance(part, Function) and not part.name.startswith("__")]
    rest = ast.ClassDef(**{name: getattr(own, name) for name in own._fields})
    rest.body = [part for part in own.body if part not in methods] or [ast.Pass()]
    return rest, methods
