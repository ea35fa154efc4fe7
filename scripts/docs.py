"""Gathers the pages of the documentation: python scripts/docs.py FOLDER; zensical.toml says how they are laid out.

A text stands in one place: the README of a folder is a page where it lies, and a page includes others by a comment,
``<!-- include: FILE -->``. Links are those of the repository, so they work there as well.
"""

import inspect
import posixpath
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import lfi
from lfi import priors, problems
from lfi.errors import LfiError

ROOT = Path(__file__).parents[1]
# Pages that lie elsewhere in the repository than in docs/, by what they are called.
ELSEWHERE = {
    "README.md": "index.md",
    "config/README.md": "configuration.md",
    "profiles/README.md": "profiles.md",
    "envs/README.md": "environments.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "tests/cluster/README.md": "faults.md",
    "examples/chirp/README.md": "chirp.md",
    "examples/epidemic/README.md": "epidemic.md",
}
INCLUDE = re.compile(r"^<!-- include: (\S+) -->$", re.MULTILINE)
LIBRARY = "<!-- library -->"
LINK = re.compile(r"(!?)\[((?:[^\]\[]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
SECTION = re.compile(r"^(Args|Returns|Raises|Attributes|Example):\n((?:(?:    .*)?\n)*)", re.MULTILINE)


def pages() -> dict[str, str]:
    """Paths of all pages in the repository, and their names in the documentation."""
    inside = {f"docs/{path.name}": path.name for path in sorted((ROOT / "docs").glob("*.md"))}
    return {**inside, **ELSEWHERE}


def gather(folder: Path) -> None:
    """Write all pages, with the pictures that they show.

    Raises:
        LfiError: a link leads nowhere.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    texts = {source: _text(source) for source in pages()}
    for source, name in pages().items():
        (folder / name).write_text(LINK.sub(_linking(source, texts, folder), texts[source]), encoding="utf-8")


def anchors(text: str) -> set[str]:
    """The names of a page's headings in its address."""
    without_code = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", without_code, re.MULTILINE)
    return {re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()) for heading in headings}


def _text(source: str) -> str:
    text = (ROOT / source).read_text(encoding="utf-8")
    text = INCLUDE.sub(lambda found: (ROOT / found[1]).read_text(encoding="utf-8").strip(), text)
    return text.replace(LIBRARY, library()) if LIBRARY in text else text


def _linking(source: str, texts: dict[str, str], folder: Path) -> Callable[[re.Match[str]], str]:
    """What a link of a page becomes: of a page its name, of a picture its copy, of another file its text alone."""

    def link(found: re.Match[str]) -> str:
        picture, text, target = found.groups()
        path, _, anchor = target.partition("#")
        if re.match(r"\w+:", target):
            return found[0]
        place = posixpath.normpath(posixpath.join(posixpath.dirname(source), path)) if path else source
        if not (ROOT / place).exists() or (anchor and anchor not in anchors(texts.get(place, ""))):
            raise LfiError(f"{source}: the link to {target} leads nowhere")
        if place in texts:
            return f"[{text}]({pages()[place]}{anchor and '#' + anchor})"
        if picture:
            shutil.copy(ROOT / place, folder / place.replace("/", "-"))
            return f"![{text}]({place.replace('/', '-')})"
        return text

    return link


def library() -> str:
    """What a notebook and a problem's file use, from its docstrings."""
    named = {f"lfi.{name}": getattr(lfi, name) for name in ("simulate", "train", "load", "Posterior")}
    named |= {f"lfi.problems.{name}": getattr(problems, name) for name in ("Problem", "Regression")}
    distributions = [name for name in priors.__all__ if inspect.isclass(getattr(priors, name, None))]
    named |= {f"lfi.priors.{name}": getattr(priors, name) for name in distributions}
    return "\n".join(_described(name, each) for name, each in named.items())


def _described(name: str, each: object) -> str:
    text = f"## {name}\n\n{_signature(name, each)}{_prose(inspect.getdoc(each) or '')}"
    if inspect.isclass(each):
        for method, found in vars(each).items():
            if inspect.isfunction(found) and found.__doc__ and not method.startswith("_"):
                title = f"{each.__name__}.{method}"
                text += f"### {title}\n\n{_signature(method, found)}{_prose(inspect.getdoc(found) or '')}"
    return text


def _signature(name: str, each: object) -> str:
    """Names and defaults; what each is stands in the list of arguments."""
    assert callable(each)
    known = inspect.signature(each)
    plain = [p.replace(annotation=p.empty) for p in known.parameters.values() if p.name != "self"]
    return f"```python\n{name}{known.replace(parameters=plain, return_annotation=known.empty)}\n```\n\n"


def _prose(docstring: str) -> str:
    """A docstring in Markdown: arguments as a list, an example as code."""

    def section(found: re.Match[str]) -> str:
        title, body = found[1], inspect.cleandoc(found[2])
        if title == "Example":
            return f"```python\n{body}\n```\n\n"
        if title == "Returns":
            return f"**Returns** {' '.join(body.split())}\n\n"
        items = [" ".join(item.split()) for item in re.split(r"\n(?=\S+: )", body)]
        bullets = [re.sub(r"^(\*{0,2}\w+): ", r"`\1`: ", item) for item in items]
        return f"**{title}**\n\n" + "".join(f"- {item}\n" for item in bullets) + "\n"

    return re.sub(r"(?<!`)``(?!`)", "`", SECTION.sub(section, docstring + "\n")) + "\n"


if __name__ == "__main__":
    gather(Path(sys.argv[1]))
