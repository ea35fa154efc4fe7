"""Random problems of a user, whose files import and read each other in many ways, and a random edit of each."""

import os
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

PROBLEM = '''"""A problem."""
import sys
import numpy as np
from lfi.priors import Uniform
from lfi.problems import Problem

HERE = {here!r}
{head}

class Mine(Problem):
    """What is simulated."""

    prior = Uniform(a=(0, 1))
    block = 4

    def simulate(self, theta, rng):
        values = []
        {body}
        return theta + rng.normal(size=theta.shape) + np.cumsum(values)[-1]
'''
# A way to depend on something: top of the problem's file, an expression or statements of ``simulate``, further files.
# ``§`` is a number of the way's own, ``#`` a random digit.
WAYS = {
    "import": ("import m§", "values.append(m§.X)", {"m§.py": "X = 0.#\nY = 0.#"}),
    "from": ("from m§ import X as X§", "values.append(X§)", {"m§.py": "X = 0.#\n\n\ndef unused():\n    return 0.#"}),
    "star": ("from m§ import *", "values.append(S§)", {"m§.py": "S§ = 0.#"}),
    "package": (
        "from p§.a.b import X as X§",
        "values.append(X§)",
        {
            "p§/__init__.py": "Z = 0.#",
            "p§/a/__init__.py": "from .. import Z",
            "p§/a/b.py": "from . import Z\nfrom ..c import W\nX = Z + W",
            "p§/c.py": "W = 0.#",
        },
    ),
    "effect": ("import m§, e§", "values.append(m§.X)", {"m§.py": "X = 0.#", "e§.py": "import m§\nm§.X += 0.#"}),
    "path": ("sys.path.insert(0, HERE + '/s§')\nimport far§", "values.append(far§.X)", {"s§/far§.py": "X = 0.#"}),
    "same name": (
        "sys.path.insert(0, HERE + '/s§')\nimport importlib, utils\nother§ = importlib.import_module('utils')",
        "values.append(utils.X + getattr(other§, 'Y§', 0))",
        {"utils.py": "X = 0.#", "s§/utils.py": "X = 0.#\nY§ = 0.#"},
    ),
    "spec": (
        "import importlib.util\nspec = importlib.util.spec_from_file_location('q§', HERE + '/odd-§.py')\n"
        "q§ = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(q§)",
        "values.append(q§.X)",
        {"odd-§.py": "X = 0.#"},
    ),
    "exec": ("exec(open(HERE + '/t§.py').read())", "values.append(T§)", {"t§.py": "T§ = 0.#"}),
    "runpy": ("import runpy\nR§ = runpy.run_path(HERE + '/r§.py')", "values.append(R§['X'])", {"r§.py": "X = 0.#"}),
    "late": (
        "",
        "import l§\n        values.append(l§.f())",
        {"l§.py": "def f():\n    from l§b import X\n    return X", "l§b.py": "X = 0.#"},
    ),
    "json": (
        "import json\nJ§ = json.load(open(HERE + '/j§.json'))",
        "values.append(J§['x'])",
        {"j§.json": '{"x": 0.#}'},
    ),
    "table": ("", "values.append(float(np.loadtxt(HERE + '/t§.txt')))", {"t§.txt": "0.#"}),
    "array": (
        "import array",
        "a = array.array('b')\n        a.fromfile(open(HERE + '/b§.bin', 'rb'), 1)\n        values.append(a[0])",
        {"b§.bin": "#"},
    ),
    "plugins": (
        "import importlib.util, pathlib\nP§ = {}\nfor file in sorted(pathlib.Path(HERE, 'g§').glob('*.py')):\n"
        "    spec = importlib.util.spec_from_file_location('g§' + file.stem, file)\n"
        "    module = importlib.util.module_from_spec(spec)\n    spec.loader.exec_module(module)\n"
        "    P§[file.stem] = module.X",
        "values.append(sum(P§.values()))",
        {"g§/one.py": "X = 0.#", "g§/two.py": "X = 0.#"},
    ),
    "getattr": ("import m§", "values.append(getattr(m§, 'na' + 'me'))", {"m§.py": "name = 0.#\nother = 0.#"}),
    "globals": ("G§ = 0.#", "values.append(globals()['G' + '§'])", {}),
    "docstring": ("import m§", "values.append(float(m§.f.__doc__))", {"m§.py": 'def f():\n    """0.#"""'}),
    "registry": (
        "import m§, m§b",
        "values.append(sum(f() for f in m§.KNOWN))",
        {
            "m§.py": "KNOWN = []\n\n\ndef known(f):\n    KNOWN.append(f)\n    return f",
            "m§b.py": "from m§ import known\n\n\n@known\ndef one():\n    return 0.#",
        },
    ),
    "subclasses": (
        "import m§, m§b",
        "values.append(sum(k.X for k in m§.Base.__subclasses__()))",
        {
            "m§.py": "class Base:\n    X = 0.#",
            "m§b.py": "from m§ import Base\n\n\nclass A(Base):\n    X = 0.#",
        },
    ),
    "dispatch": (
        "import m§, m§b",
        "values.append(m§.f(1))",
        {
            "m§.py": "from functools import singledispatch\n\n\n@singledispatch\ndef f(x):\n    return 0.#",
            "m§b.py": "from m§ import f\n\n\n@f.register\ndef _(x: int):\n    return 0.#",
        },
    ),
    "lazy": (
        "import m§",
        "values.append(m§.thing)",
        {"m§.py": "def __getattr__(name):\n    from m§b import X\n    return X", "m§b.py": "X = 0.#"},
    ),
    "enum": (
        "from m§ import Kind as K§",
        "values.append(K§('x').weight)",
        {
            "m§.py": "import enum\n\n\nclass Kind(enum.Enum):\n    A = 'a'\n\n"
            "    @classmethod\n    def _missing_(cls, value):\n        return cls.A\n\n"
            "    @property\n    def weight(self):\n        return 0.#",
        },
    ),
    "duck": (
        "from m§ import Model as D§",
        "values.append(float(abs(D§())))",
        {"m§.py": "class Model:\n    def __abs__(self):\n        return 0.#"},
    ),
    "dataclass": (
        "from m§ import S as S§c",
        "values.append(S§c().x)",
        {"m§.py": "from dataclasses import dataclass\n\n\n@dataclass\nclass S:\n    x: float = 0.#"},
    ),
    "variable": ("import os\nV§ = float(os.environ.get('CHOSEN', '0'))", "values.append(V§)", {}),
    "late variable": ("import os", "values.append(float(os.environ['CHOSEN']))", {}),
    "program": (
        "import subprocess",
        "said = subprocess.run(['sh', HERE + '/x§.sh', HERE + '/x§.txt'], capture_output=True, text=True)\n"
        "        values.append(float(said.stdout))",
        {"x§.sh": "cat $1", "x§.txt": "0.#"},
    ),
    "threads": (
        "from concurrent.futures import ThreadPoolExecutor",
        "with ThreadPoolExecutor(2) as pool:\n"
        "            values += map(float, pool.map(np.loadtxt, [HERE + '/y§.txt']))",
        {"y§.txt": "0.#"},
    ),
    "try": ("try:\n    from missing§ import X as M§\nexcept ImportError:\n    M§ = 0.#", "values.append(M§)", {}),
    "pickle": ("import pickle", "values.append(pickle.load(open(HERE + '/k§.pkl', 'rb')))", {"k§.pkl": "F0.#\n."}),
}
UNUSED = {"unused.py": "X = 0.5", "notes.txt": "0.5", "unused/__init__.py": ""}


@dataclass
class Package:
    """A problem in a folder, and an edit of it.

    Attributes:
        folder: the folder.
        ways: what it depends on, and how.
        edit: what was done to it.
        variable: the value of ``CHOSEN``.
    """

    folder: Path
    ways: list[str] = field(default_factory=list)
    edit: str = ""
    variable: str = "0.5"

    @property
    def source(self) -> str:
        return str(self.folder / "mine.py")


def generate(folder: Path, rng: random.Random) -> Package:
    """Write a random problem into a folder."""
    package = Package(folder, rng.sample(sorted(WAYS), rng.randint(2, 5)))
    heads, bodies, files = [], [], dict(UNUSED)
    for number, way in enumerate(package.ways):
        head, body, more = WAYS[way]
        texts = [_filled(text, number, rng) for text in (head, body)]
        heads.append(texts[0])
        bodies.append(texts[1])
        files |= {_filled(name, number, rng): _filled(text, number, rng) for name, text in more.items()}
    body = "\n        ".join(["values.append(0.0)", *bodies])
    files["mine.py"] = PROBLEM.format(here=str(folder), head="\n".join(heads), body=body)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return package


def _filled(text: str, number: int, rng: random.Random) -> str:
    return re.sub("#", lambda _: str(rng.randint(1, 8)), text.replace("§", str(number)))


def edit(package: Package, rng: random.Random) -> None:
    """Edit a file of the problem, add one, or set its variable, at random."""
    kind = rng.choice(
        [*["number"] * 7, "comment", "docstring", "add", "hide", "plugin", "remove", "missing", "variable"]
    )
    unused = {package.folder / name for name in UNUSED} if rng.random() < 0.9 else set()
    file = rng.choice(sorted(path for path in package.folder.rglob("*") if path.is_file() and path not in unused))
    package.edit = f"{kind} {file.relative_to(package.folder)}"
    text = file.read_text()
    if kind == "variable":
        package.variable = "0.25"
    elif kind == "comment":
        file.write_text(
            text.replace("\n", "  # a comment\n", 1) if file.suffix == ".py" and '"""' not in text else text
        )
    elif kind == "docstring":
        mine = package.folder / "mine.py"
        mine.write_text(mine.read_text().replace("What is simulated.", "Simulated."))
    elif kind == "add":
        (package.folder / "added.py").write_text("X = 0.5")
    elif kind == "hide" and file.suffix == ".py" and file.name not in ("mine.py", "__init__.py"):
        file.with_suffix("").mkdir(exist_ok=True)
        changed = re.sub(r"0\.(\d)", lambda found: f"0.{int(found[1]) + 1}", text)
        (file.with_suffix("") / "__init__.py").write_text(changed)
    elif kind == "plugin":
        for folder in package.folder.glob("g?"):
            (folder / "zero.py").write_text("X = 0.25")
    elif kind == "remove":
        (package.folder / "unused.py").unlink()
    elif kind == "missing":
        for number, way in enumerate(package.ways):
            if way == "try":
                (package.folder / f"missing{number}.py").write_text("X = 0.05")
    elif found := list(re.finditer(r"\d(?!\w)(?<![a-z]\d)", text)):
        chosen = rng.choice(found)
        other = str((int(chosen[0]) + 1) % 9)
        file.write_text(text[: chosen.start()] + other + text[chosen.end() :])


# What a process does with every package: prints its data's digest and what was seen, or its failure.
MEASURE = """
import hashlib, json, os, sys
import numpy as np
from pathlib import Path
from lfi.problems.loading import load
from lfi.provenance.watch import hiding, watched
terminal = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
for source, variable in json.load(sys.stdin):
    os.environ["CHOSEN"] = variable
    if not os.fork():
        with watched() as watch:
            try:
                problem = load(source, {}, {})
                x = problem.simulate(np.zeros((4, 1)), np.random.default_rng(1))
                data = hashlib.sha256(np.ascontiguousarray(x)).hexdigest()
            except Exception as failure:
                data = f"failed: {failure!r}"
        seen = watch.found()
        print(json.dumps([data, seen | hiding(seen)]), file=terminal, flush=True)
        os._exit(0)
    os.wait()
"""


def environment(variable: str) -> dict[str, str]:
    """The environment of a package; no code is kept compiled, which would hide edits within a second."""
    return {**os.environ, "CHOSEN": variable, "PYTHONDONTWRITEBYTECODE": "1"}
