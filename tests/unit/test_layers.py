"""Imports run one way: a room of the library imports the rooms below it, and none above."""

import ast
from pathlib import Path

import lfi

LIBRARY = Path(lfi.__file__).parent
# From the ground up.
ROOMS = (
    ("errors", "typing"),
    ("writing", "seeding", "logs", "tables"),
    ("provenance",),
    ("priors",),
    ("exact",),
    ("problems",),
    ("data",),
    ("references",),
    ("config",),
    ("nets",),
    ("diagnostics",),
    ("figures",),
    ("report",),
    ("training",),
    ("inference",),
    ("exports",),
    ("rounds",),
    ("notebook",),
    ("launch",),
    ("steps",),
    ("workflow",),
    ("commands",),
    ("__main__",),
)
FLOOR = {room: floor for floor, rooms in enumerate(ROOMS) for room in rooms}


def imported(path: Path) -> set[str]:
    """The rooms that a file imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "lfi":
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lfi."):
            names.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("lfi.")}
    return names


def room(path: Path) -> str:
    return path.relative_to(LIBRARY).parts[0].removesuffix(".py")


def files() -> list[Path]:
    return [
        path
        for path in LIBRARY.rglob("*.py")
        if path.parent != LIBRARY / "commands/templates" and path != LIBRARY / "__init__.py"
    ]


def test_every_room_has_its_floor():
    assert {room(path) for path in files()} == set(FLOOR)


def test_no_import_runs_back_up():
    wrong = [
        f"{path.relative_to(LIBRARY)} imports {other}"
        for path in files()
        for other in imported(path)
        if FLOOR[other] >= FLOOR[room(path)] and other != room(path)
    ]
    assert not wrong


def test_networks_know_no_lightning_trainings_no_submitit_and_nothing_but_the_adapter_knows_snakemake():
    foreign = {
        "nets": ("lightning", "pydantic"),
        "problems": ("lightning", "torch"),
        "training": ("submitit", "snakemake"),
    }
    foreign |= {"launch": ("lfi.nets", "snakemake"), "data": ("torch",), "diagnostics": ("torch",)}
    for name, libraries in foreign.items():
        for path in (LIBRARY / name).glob("*.py"):
            modules = {
                node.module if isinstance(node, ast.ImportFrom) else alias.name
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.Import | ast.ImportFrom)
                for alias in node.names
            }
            assert not [module for module in modules if (module or "").startswith(libraries)], path
