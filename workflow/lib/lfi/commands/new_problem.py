"""Write a problem to start from: its file, its configuration and its test."""

import re
import shlex
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from lfi.errors import LfiError

TEMPLATES = Path(__file__).parent / "templates"
# Class names that the problem's file uses itself, and that no class can have.
TAKEN = ("Problem", "Uniform", "None", "True", "False")


def new_problem(name: str, folder: Path) -> list[Path]:
    """Write ``<name>.py``, ``<name>.yaml`` and ``test_<name>.py`` into a folder, from the templates of those names.

    Args:
        name: lower-case letters, digits and underscores.
        folder: made if it is not there; the configuration names it by its absolute path, so that it can be run from
            anywhere.

    Returns:
        The files.

    Raises:
        LfiError: the name cannot be used, one of the files exists, or the folder cannot be written to.
    """
    class_name = _class_name(name)
    folder = folder.absolute()
    # In YAML's single quotes, a quote is written twice.
    words = {"decay": name, "Decay": class_name, "lfi/commands/templates": str(folder).replace("'", "''")}
    contents = {}
    for template in (TEMPLATES / "decay.py", TEMPLATES / "decay.yaml", TEMPLATES / "test_decay.py"):
        file = folder / template.name.replace("decay", name)
        contents[file] = re.sub("|".join(words), lambda found: words[found[0]], template.read_text())
    if there := [str(file) for file in contents if file.exists()]:
        raise LfiError(f"{', '.join(there)}: exists already, and nothing was written; choose another name or folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in contents.items():
            file.write_text(content)
    except OSError as refusal:
        raise LfiError(f"{folder}: cannot be written to ({refusal.strerror}); choose another folder") from None
    return list(contents)


def next_steps(problem: Path, configuration: Path, test: Path) -> str:
    """What to do with the files.

    Args:
        problem: the problem's file.
        configuration: its configuration.
        test: its test.
    """
    quoted = [shlex.quote(str(path)) for path in (test, configuration)]
    return "\n".join(
        [
            f"wrote {problem}, its configuration and its test; change them, and then:",
            f"    pytest {quoted[0]}",
            f"    lfi run --config {quoted[1]}",
        ]
    )


def _class_name(name: str) -> str:
    """``two_decays`` → ``TwoDecays``."""
    if not re.fullmatch("[a-z][a-z0-9_]*", name):
        raise LfiError(f"{name!r}: name it by lower-case letters, digits and underscores, a letter first: decay")
    class_name = "".join(part.capitalize() for part in name.split("_"))
    if class_name in TAKEN or name in sys.stdlib_module_names or name in packages_distributions():
        raise LfiError(f"{name}: is taken by a module or class; choose another name, such as my_{name}")
    return class_name
