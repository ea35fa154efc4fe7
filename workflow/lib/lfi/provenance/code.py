"""The meaning of lfi's code behind a result: every definition that it can reach, and nothing else.

Names are followed through lfi's own modules from where the work starts. A method counts when its class is reached and
its name is used as an attribute anywhere in what is reached. Where the code cannot tell, it counts: all methods of a
class that extends a library's, which may call any of them; all methods there are once a name is made at run time
(getattr, eval). A user's files count elsewhere, as a whole; here they are followed for what they use of lfi.
"""

import ast
import hashlib
from collections.abc import Iterable
from pathlib import Path

from lfi.provenance import modules
from lfi.provenance.mentions import Mentions, mentions, split
from lfi.provenance.modules import Function, Module, imported, imports_of_lfi, locate, parse, read, texts

# What changes no result: how things are run, told, checked and written. Configuration counts by its values.
NEUTRAL = (
    "lfi.commands",
    "lfi.config",
    "lfi.errors",
    "lfi.launch",
    "lfi.logs",
    "lfi.provenance",
    "lfi.tables",
    "lfi.training.checkpoints",
    "lfi.training.parts",  # the names of classes that it gives are parameters, and their code counts
    "lfi.training.progress",
    "lfi.typing",
    "lfi.workflow.declaration",
    "lfi.writing",
)
# Bases that call no method by themselves.
PLAIN = ("ABC", "Enum", "Exception", "Generic", "NamedTuple", "Protocol", "object")


def code(roots: Iterable[str]) -> dict[str, str]:
    """Digests of the definitions that can be reached, by dotted name.

    Args:
        roots: where the work starts: a definition of lfi, ``lfi.training.fit:fit``, or a user's file,
            ``/home/me/decay.py``, whose own definitions are none of lfi's.
    """
    reach = Reach()
    for root in roots:
        source, _, symbol = root.rpartition(":")
        if root.endswith(".py"):
            reach.users(Path(root))
        else:
            reach.start(parse(locate(source)), symbol)
    reach.settle()
    return {label: hashlib.sha256(text.encode()).hexdigest()[:16] for label, text in sorted(reach.found.items())}


def forget() -> None:
    """Read the code anew when it is asked for next: it may have changed on disk."""
    modules.parse.cache_clear()
    modules.read.cache_clear()
    modules._library.cache_clear()


class Reach:
    """What has been reached so far.

    Attributes:
        found: dotted name → syntax tree, as text.
    """

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._attributes: set[str] = set()
        self._methods: list[tuple[Module, str, Function]] = []
        self._untold = False

    def settle(self) -> None:
        """Take in methods until no further name leads to one."""
        while due := [m for m in self._methods if self._untold or m[2].name in self._attributes]:
            self._methods = [method for method in self._methods if method not in due]
            for module, label, method in due:
                self._take(module, label, method)

    def start(self, module: Module, name: str) -> None:
        """A definition where the work starts; the whole module, where it is made by other than a plain statement.

        Args:
            module: the module.
            name: the name.
        """
        if name in module.definitions or name in module.imports:
            self.name(module, name)
        else:
            self.whole(module)

    def users(self, path: Path) -> None:
        """What a user's file uses of lfi, wherever in it: by its imports, or by a name in a text."""
        tree = read(path)
        # A name may stand for something else in each function: one module for each import.
        for module in (Module(str(path), path), *imports_of_lfi(tree, path)):
            for source, symbol in module.imports.values():
                self._imported(module, source, symbol)
            for statement in tree.body:
                self._follow(module, mentions(statement))
        for name in texts(tree):
            if found := module.find(name.partition(":")[0]):
                self.whole(parse(found))

    def whole(self, module: Module) -> None:
        """Everything in a module, what runs only as a program left out."""
        self._loose(module)
        for name in module.definitions:
            self.name(module, name)

    def name(self, module: Module, name: str) -> None:
        """What a top-level name of a module stands for.

        Args:
            module: the module.
            name: the name.
        """
        if name in module.definitions:
            for count, statement in enumerate(module.definitions[name]):
                self._define(module, f"{module.label}.{name}" + (f"#{count}" if count else ""), statement)
        elif name in module.imports:
            self._imported(module, *module.imports[name])
        elif submodule := module.find(f"{module.label}.{name}"):
            self.whole(parse(submodule))

    def _imported(self, module: Module, source: str, symbol: str | None) -> None:
        path = module.find(source)
        if path is None:
            if module.is_lfi:
                self.found[f"{module.label}: {source}.{symbol or ''}"] = "import"
        elif symbol in (None, "*"):
            self.whole(parse(path))
        elif not _neutral(f"{source}.{symbol}"):
            self._loose(parse(path))
            self.name(parse(path), symbol)

    def _define(self, module: Module, label: str, statement: ast.stmt) -> None:
        if label in self.found or _neutral(label):
            return
        self._loose(module)
        if not isinstance(statement, ast.ClassDef):
            self._take(module, label, statement)
            return
        rest, methods = split(statement)
        self._take(module, label, rest)
        members = [(module, f"{label}.{method.name}", method) for method in methods]
        if self._extends_library(module, statement):
            for member in members:
                self._take(*member)
        else:
            self._methods += members

    def _extends_library(self, module: Module, definition: ast.ClassDef) -> bool:
        """Whether a class has a base that is not ours."""
        for base in definition.bases:
            name = base.value if isinstance(base, ast.Subscript) else base
            if not isinstance(name, ast.Name):
                return True
            where, symbol = module, name.id
            while symbol in where.imports and (path := where.find(where.imports[symbol][0])):
                where, symbol = parse(path), where.imports[symbol][1] or ""
            ours = [one for one in where.definitions.get(symbol, []) if isinstance(one, ast.ClassDef)]
            if symbol not in PLAIN and not (ours and not any(self._extends_library(where, one) for one in ours)):
                return True
        return False

    def _loose(self, module: Module) -> None:
        """What a module runs when it is imported."""
        if f"{module.label}:" in self.found or _neutral(module.label):
            return
        self.found[f"{module.label}:"] = ""
        for statement in module.loose:
            self._take(module, f"{module.label}:", statement)

    def _take(self, module: Module, label: str, node: ast.stmt) -> None:
        """Note a piece of code and follow its names."""
        said = mentions(node)
        self.found[label] = self.found.get(label, "") + said.text
        self._follow(module, said)

    def _follow(self, module: Module, said: Mentions) -> None:
        self._attributes |= said.attributes
        self._untold |= any(not _is_foreign(module, said, name) for name in said.untold)
        for base, *parts in said.chains:
            self._member(module, base, parts)
        for name in said.names:
            if self._module(module, name) is None:  # of a module, what is used follows as an attribute
                self.name(module, name)
        for statement in said.imports:
            self._inner(module, statement)

    def _module(self, module: Module, name: str) -> Path | None:
        """The module of ours that a name stands for."""
        source, symbol = module.imports.get(name, (None, None))
        return None if source is None else module.find(f"{source}.{symbol}" if symbol else source)

    def _member(self, module: Module, base: str, parts: list[str]) -> None:
        """``module.name``, also through packages: ``lfi.problems.line.Line``."""
        path = self._module(module, base)
        for part in parts:
            if path is None:
                return
            owner = parse(path)
            deeper = owner.find(f"{owner.label}.{part}") if owner.path.name == "__init__.py" else None
            if part in owner.definitions or part in owner.imports or deeper is None:
                if not _neutral(f"{owner.label}.{part}"):
                    self.name(owner, part)
                return
            path = deeper

    def _inner(self, module: Module, statement: ast.Import | ast.ImportFrom) -> None:
        """An import inside a function: all that it names."""
        for source, symbol in imported(statement).values():
            path = module.find(f"{source}.{symbol}") if symbol else None
            if path and not _neutral(f"{source}.{symbol}"):
                self.whole(parse(path))
            elif path is None:
                self._imported(module, source, symbol)


def _is_foreign(module: Module, said: Mentions, name: str) -> bool:
    """Whether a name stands for a module or an object of another package, which has no methods of ours."""
    inside = [imported(statement)[name] for statement in said.imports if name in imported(statement)]
    found = inside or [module.imports[name]] if name in module.imports or inside else []
    return bool(found) and all(module.find(source) is None for source, _ in found)


def _neutral(label: str) -> bool:
    return any(label == name or label.startswith(f"{name}.") for name in NEUTRAL)
