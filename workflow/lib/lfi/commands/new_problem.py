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
        raise LfiError(f"{', '.join(there)}: exists already, and nothing was written; choose another NAME or DIR")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in contents.items():
            file.write_text(content)
    except OSError as refusal:
        raise LfiError(f"{folder}: cannot be written to ({refusal.strerror}); choose another DIR") from None
    return list(contents)


def _class_name(name: str) -> str:
    """``two_decays`` → ``TwoDecays``."""
    if not re.fullmatch("[a-z][a-z0-9_]*", name):
        raise LfiError(f"NAME={name}: give lower-case letters, digits and underscores, a letter first: NAME=decay")
    class_name = "".join(part.capitalize() for part in name.split("_"))
    if class_name in TAKEN or name in sys.stdlib_module_names or name in packages_distributions():
        raise LfiError(f"NAME={name}: is taken by a module or class; choose another, such as NAME=my_{name}")
    return class_name


if __name__ == "__main__":
    try:
        problem, configuration, test = new_problem(sys.argv[1], Path(sys.argv[2]).expanduser())
    except LfiError as error:
        sys.exit(str(error))
    print(f"wrote {problem}, its configuration and its test; change them, and then:")
    print(f"    .venv/bin/pytest {shlex.quote(str(test))}")
    print(f"    make run CONFIG={shlex.quote(str(configuration))}")
