"""A user's Python file as a module that can import the modules in its folder."""

import builtins
import hashlib
import importlib
import itertools
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import find_spec, module_from_spec, resolve_name, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

PREFIX = "lfi_user_"
_imports = itertools.count()


def import_file(path: Path) -> ModuleType:
    """Execute a Python file as a module.

    The file imports modules and packages of its folder by their names, as a program does: ``import helper``, at the top
    or inside a function, is ``helper.py`` in that folder, even where another module of this name is installed or
    belongs to another problem. The modules of the folder import each other in the same way; only ``lfi`` is always
    this library. No other code sees them: ``sys.path`` and ``sys.meta_path`` stay as they are.

    Each call executes the file and the modules that it imports anew, under names of their own in ``sys.modules``.

    Only import statements and ``__import__`` know the folder; ``importlib.import_module("helper")`` does not, and other
    processes cannot unpickle objects of these modules, unless they are forked.

    Raises:
        Exception: whatever the file raises.
    """
    importlib.invalidate_caches()  # files that have just been written are found
    return Folder(path.absolute().parent).execute(path)


class Folder:
    """A folder whose Python files are modules of one package, with a name of its own.

    Args:
        path: the folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        digest = hashlib.sha256(self.path.encode()).hexdigest()[:12]
        package = ModuleType(f"{PREFIX}{digest}_{next(_imports)}")
        package.__path__ = [self.path]
        self.package = package.__name__
        sys.modules[self.package] = package
        self._holds = cache(self._look_for)
        self._lock = threading.RLock()

    def execute(self, file: Path) -> ModuleType:
        """Import a file of the folder, whatever its name is."""
        name = f"{self.package}.{file.stem.replace('.', '_')}"
        found = spec_from_file_location(name, file, loader=SourceFileLoader(name, str(file)))
        assert found is not None
        with self._lock:
            return self._execute(found)

    def import_module(
        self,
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002, as Python calls it
        locals: Mapping[str, Any] | None = None,  # noqa: A002, as Python calls it
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """Do what ``__import__`` does, and look in the folder first.

        Args:
            name: the name in the import statement.
            globals: names of the importing module; its package is what leading dots refer to.
            locals: not used.
            fromlist: the names after ``import`` in ``from … import …``.
            level: number of leading dots.
        """
        top = name.partition(".")[0]
        if not level and not self._holds(top):
            return builtins.__import__(name, globals, locals, fromlist or ())
        package = globals["__package__"] if level and globals else self.package
        with self._lock:
            module = self._load(resolve_name("." * (level or 1) + name, package))
            names = fromlist or ()
            for part in getattr(module, "__all__", ()) if "*" in names else names:
                if not hasattr(module, part) and self._find(f"{module.__name__}.{part}"):
                    self._load(f"{module.__name__}.{part}")
        return module if names else sys.modules[f"{self.package}.{top}"]

    def _load(self, name: str) -> ModuleType:
        """Import a module of the package, after those that it is in."""
        if name in sys.modules:
            return sys.modules[name]
        self._load(name.rpartition(".")[0])
        found = self._find(name)
        if found is None:
            raise ModuleNotFoundError(f"No module named {name.removeprefix(f'{self.package}.')!r}", name=name)
        return self._execute(found)

    def _execute(self, found: ModuleSpec) -> ModuleType:
        if isinstance(found.loader, SourceFileLoader):
            found.loader = Loader(found.name, found.loader.path, self.import_module)
        module = sys.modules[found.name] = module_from_spec(found)
        try:
            if found.loader:  # a folder without __init__.py has none
                found.loader.exec_module(module)
        except BaseException:
            del sys.modules[found.name]
            raise
        parent, _, name = found.name.rpartition(".")
        setattr(sys.modules[parent], name, module)
        return module

    def _find(self, name: str) -> ModuleSpec | None:
        """Where a module of the package lies."""
        parent = sys.modules[name.rpartition(".")[0]]
        return PathFinder.find_spec(name, getattr(parent, "__path__", []))

    def _look_for(self, name: str) -> bool:
        """Whether a name is a module of the folder; as in Python a folder without ``__init__.py`` comes last."""
        found = None if name == "lfi" else PathFinder.find_spec(name, [self.path])
        return found is not None and (found.loader is not None or find_spec(name) is None)


class Loader(SourceFileLoader):
    """Executes a file whose import statements call a function of ours.

    Args:
        fullname: the module's name.
        path: the file.
        import_module: stands for ``__import__``.
    """

    def __init__(self, fullname: str, path: str, import_module: Callable[..., Any]) -> None:
        super().__init__(fullname, path)
        self._import_module = import_module

    def exec_module(self, module: ModuleType) -> None:
        """Execute the file with its builtins: import statements, also in functions, look up ``__import__`` there."""
        module.__dict__["__builtins__"] = {**builtins.__dict__, "__import__": self._import_module}
        super().exec_module(module)
