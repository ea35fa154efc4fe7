"""The table of faults in ``tests/cluster/README.md``, beside what a run of the tests saw of each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).parents[1] / "cluster/README.md"
ROW = re.compile(r"^\| (\d+) \| (.+?) \| .+? \| (.+?) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Seen:
    """A test as it ended.

    Attributes:
        test: its id, ``tests/cluster/test_faults.py::test_a_full_disk_…``.
        passed: whether it passed.
        weights: digest of the weights that its training ended with; empty where it has none.
    """

    test: str
    passed: bool
    weights: str = ""


@dataclass(frozen=True)
class Fault:
    """A row of the table.

    Attributes:
        name: the fault.
        tests: files of tests, such as ``unit/launch/test_slurm``, with the names of tests in them; without names, all
            of the file. A file without a folder is the cluster's, or lies in the folder of the one before it.
    """

    name: str
    tests: list[tuple[set[str], set[str]]]

    @property
    def on_the_cluster(self) -> bool:
        """Whether one of its tests needs the cluster."""
        return any((README.parent / f"{file}.py").exists() for files, _ in self.tests for file in files)

    def shown_by(self, test: str) -> bool:
        """Whether a test, by its id, is one of this fault's."""
        path, _, function = test.partition("::")
        function = function.partition("[")[0].removeprefix("test_")
        return any(
            any(f"/{path}".endswith(f"/{file}.py") for file in files)
            and (not names or any(re.fullmatch(name.replace("…", ".*"), function) for name in names))
            for files, names in self.tests
        )


def faults(readme: str) -> list[Fault]:
    """The rows of the tables of a text."""
    found = []
    for _, name, cell in ROW.findall(readme):
        parts = [set(re.findall(r"`([^`]+)`", part)) for part in cell.split(";")]
        files = [{word for word in part if Path(word).name.startswith("test_")} for part in parts]
        found.append(Fault(name, [(some, part - some) for some, part in zip(files, parts, strict=True)]))
    return found


def table(known: Iterable[Fault], seen: list[Seen], undisturbed: str) -> str:
    """A row a fault: how its tests ended, and whether its trainings have the weights of the undisturbed one.

    Args:
        known: the faults.
        seen: the tests of a run.
        undisturbed: digest of the weights of the training that nothing happened to.
    """
    lines = [
        f"Weights of the undisturbed training: `{undisturbed}`",
        "",
        "| fault | tests | weights |",
        "|---|---|---|",
    ]
    for fault in known:
        shown = [one for one in seen if fault.shown_by(one.test)]
        failed = [one.test.partition("::")[2] for one in shown if not one.passed]
        ended = f"FAILED: {', '.join(failed)}" if failed else f"{len(shown)} passed" if shown else "not run"
        outcome = ended if fault.on_the_cluster or shown else "by `make test`"
        digests = sorted({one.weights for one in shown if one.weights})
        weights = ", ".join(f"`{digest}`" + (", the same" if digest == undisturbed else "") for digest in digests)
        lines.append(f"| {fault.name} | {outcome} | {weights or '–'} |")
    return "\n".join(lines) + "\n"
