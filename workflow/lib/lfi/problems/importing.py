"""A user's Python file as a module that can import the modules in its folder."""

import builtins
import hashlib
import importlib
import itertools
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import find_spec, module_from_spec, spec_from_file_location
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
    this library. No other code sees them: ``sys.path`` stays as it is.

    Each call executes the file and the modules that it imports anew, under names of their own in ``sys.modules``.

    Only import statements and ``__import__`` know the folder; ``importlib.import_module("helper")`` does not, and other
    processes cannot unpickle objects of these modules, unless they are forked.

    Raises:
        Exception: whatever the file raises.
    """
    importlib.invalidate_caches()  # files that have just been written are found
    return Folder(path.absolute().parent).execute(path)


class Folder(MetaPathFinder):
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
        sys.meta_path.insert(0, self)
        self._holds = cache(self._look_for)

    def execute(self, file: Path) -> ModuleType:
        """Import a file of the folder, whatever its name is."""
        name = f"{self.package}.{file.stem.replace('.', '_')}"
        found = spec_from_file_location(name, file, loader=Loader(name, str(file), self.import_module))
        assert found is not None
        assert found.loader is not None
        module = sys.modules[name] = module_from_spec(found)
        try:
            found.loader.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
        return module

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where a module of the package lies; None for other modules.

        Args:
            fullname: the module's name.
            path: folders to look in.
            target: as Python's import system hands it over.
        """
        if not fullname.startswith(f"{self.package}."):
            return None
        found = PathFinder.find_spec(fullname, path, target)
        if found and isinstance(found.loader, SourceFileLoader):
            found.loader = Loader(fullname, found.loader.path, self.import_module)
        return found

    def import_module(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002, as Python calls it
        locals: Mapping[str, object] | None = None,  # noqa: A002, as Python calls it
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """Do what ``__import__`` does, and look in the folder first.

        Args:
            name: the name in the import statement.
            globals: names of the importing module, by which relative imports are resolved.
            locals: not used.
            fromlist: the names after ``import`` in ``from … import …``.
            level: number of leading dots.
        """
        top = name.partition(".")[0]
        if level or not self._holds(top):
            return builtins.__import__(name, globals, locals, fromlist or (), level)
        module = builtins.__import__(f"{self.package}.{name}", globals, locals, fromlist or ())
        return module if fromlist else sys.modules[f"{self.package}.{top}"]

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
        module.__dict__["__builtins__"] = {**vars(builtins), "__import__": self._import_module}
        super().exec_module(module)
