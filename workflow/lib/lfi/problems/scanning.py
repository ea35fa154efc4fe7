"""What a user's problem is loaded from, found by loading it in a process of its own; the answer is kept.

The answer holds the state of all that Python saw while the problem was loaded. It is right as long as all of them are
as they were, with the folders in which its imports could find other modules.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lfi.errors import LfiError
from lfi.priors import Distributions
from lfi.problems.loading import load
from lfi.provenance import digest, outside, places
from lfi.provenance.watch import watched
from lfi.writing import whole

Things = dict[str, str]
# The other process: it takes over this one's ``sys.path`` before it imports anything of lfi.
PROGRAM = """
import json, sys
text = sys.stdin.read()
sys.path[:] = json.loads(text)[0]
from lfi.problems.scanning import answer
answer(json.loads(text)[1])
"""


@dataclass(frozen=True)
class Asked:
    """The arguments of ``problems.load``."""

    source: str
    options: Mapping[str, Any]
    prior: Distributions


def scan(problems: Sequence[Asked], folder: Path) -> list[Things]:
    """What each of these problems is loaded from: states by name, with absolute paths.

    Args:
        problems: users' problems.
        folder: where answers are kept.

    Raises:
        LfiError: a problem cannot be loaded.
    """
    answers = [_kept(folder, problem) for problem in problems]
    if due := [problem for problem, answer in zip(problems, answers, strict=True) if answer is None]:
        folder.mkdir(parents=True, exist_ok=True)  # before its surroundings are looked at
        found = iter(_found(due))
        for i, answer in enumerate(answers):
            if answer is None:
                answers[i] = next(found)
                _keep(folder, problems[i], answers[i] or {})
    return [{n: known for n, known in (answer or {}).items() if _counts(n)} for answer in answers]


def _counts(name: str) -> bool:
    """Whether a thing shapes results, and not only where imports look."""
    return not name.startswith(("modules ", "installed "))


def _path(folder: Path, problem: Asked) -> Path:
    where = {"path": sys.path, "folder": str(Path.cwd()), "python": sys.version}
    return folder / f"{digest({**asdict(problem), **where})[:24]}.json"


def _kept(folder: Path, problem: Asked) -> Things | None:
    try:
        answer: Things = json.loads(_path(folder, problem).read_text())
    except (OSError, ValueError):
        return None
    return None if outside.changed(answer, Path()) else answer


def _keep(folder: Path, problem: Asked, answer: Things) -> None:
    with whole(_path(folder, problem)) as aside:
        aside.write_text(json.dumps(answer, indent=1))


def _found(problems: Sequence[Asked]) -> Iterator[Things]:
    """Load problems in another process, which looks for modules where this one does and has loaded no user's."""
    asked = json.dumps([sys.path, [asdict(problem) for problem in problems]])
    run = subprocess.run([sys.executable, "-c", PROGRAM], input=asked, capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    for problem, things in zip(problems, [*answers, *[None] * (len(problems) - len(answers))], strict=True):
        if things is None:
            said = " ".join(run.stderr.split("\n")[-2:]).strip() or "its process ended"
            raise LfiError(f"problem {problem.source}: loads here, but not in a process of its own: {said}")
        yield things


def answer(problems: Sequence[Mapping[str, Any]]) -> None:
    """Print what each problem is loaded from, a line each: ``null`` where it cannot be loaded."""
    terminal = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what users' code prints is no answer
    for values in problems:
        reads, writes = os.pipe()
        if not (child := os.fork()):  # a fork has none of the modules of the problems before
            with os.fdopen(writes, "w") as line:
                json.dump(_loaded_from(Asked(**values)), line)
            os._exit(0)
        os.close(writes)
        with os.fdopen(reads) as line:
            terminal.write(f"{line.read() or 'null'}\n")
        os.waitpid(child, 0)
    terminal.close()


def _loaded_from(problem: Asked) -> Things:
    with watched() as watch:
        load(problem.source, problem.options, problem.prior)
    found = watch.found()
    folders = {str(Path(name.partition(" ")[2]).parent) for name in found if name.startswith("code ")}
    folders |= {path or str(Path.cwd()) for path in sys.path if places.owner(path or str(Path.cwd())) == "problem"}
    found |= {f"modules {path}": outside.state(f"modules {path}", Path()) for path in sorted(folders)}
    return found | {f"installed {path}": outside.state(f"installed {path}", Path()) for path in places.installed()}
