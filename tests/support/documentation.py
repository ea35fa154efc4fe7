"""The snippets of the documentation: its pages' blocks of code."""

import importlib.util
import re

from support.plans import ROOT


def script():
    """The module ``scripts/docs.py``."""
    spec = importlib.util.spec_from_file_location("docs", ROOT / "scripts/docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def blocks(page, language):
    """The blocks of a language on a page, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL)


def commands(page):
    """The lines of a page's shell blocks, without comments."""
    lines = "".join(blocks(page, "bash")).splitlines()
    return [line.split(" #")[0].strip() for line in lines if line.strip()]
