"""What is seen of the work of a step: all that it reads through Python, and nothing of its own."""

import concurrent.futures
import ctypes
import os
import sqlite3
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pytest
from lfi.provenance.watch import watched


@pytest.fixture
def work(tmp_path, monkeypatch):
    """Watches some work in a folder of data; what it saw, with paths from this folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("table.txt", "a.json", "in.txt"):
        Path(name).write_text("1 2 3")
    np.save("a.npy", np.ones(2))
    Path("solver").write_text('#!/bin/sh\ncat "$1"\n')
    Path("solver").chmod(0o755)
    sqlite3.connect("base.db").close()

    def work(does, ignored=()):
        with watched(ignored) as watch:
            does()
        return {name.replace(f"{tmp_path}/", "").replace(f" {tmp_path}", " .") for name in watch.found()}

    return work


def in_threads():
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(np.loadtxt, ["table.txt", "in.txt"]))


def in_a_child():
    if not (child := os.fork()):
        np.load("a.npy")
        os._exit(0)
    os.waitpid(child, 0)


def missing():
    with pytest.raises(FileNotFoundError):
        Path("none.txt").read_text()


def library():
    with pytest.raises(OSError, match="solver"):
        ctypes.CDLL("./solver")


def elsewhere():
    Path("below").mkdir()
    os.chdir("below")
    Path("../table.txt").read_text()


READ = {
    "text": (lambda: np.loadtxt("table.txt"), {"file table.txt"}),
    "json": (lambda: Path("a.json").read_bytes(), {"file a.json"}),
    "array": (lambda: np.load("a.npy", mmap_mode="r"), {"file a.npy"}),
    "raw array": (lambda: np.fromfile("in.txt", "u1"), {"file in.txt"}),
    "threads": (in_threads, {"file table.txt", "file in.txt"}),
    "a forked process": (in_a_child, {"file a.npy"}),
    "a program and its file": (lambda: subprocess.run(["./solver", "in.txt"]), {"file solver", "file in.txt"}),
    "a program of another folder": (
        lambda: subprocess.run(["./solver", "in.txt"], cwd=Path.cwd()),
        {"file solver", "file in.txt"},
    ),
    "an option of a program": (lambda: subprocess.run(["true", "--table=in.txt"]), {"file in.txt"}),
    "a shell": (lambda: subprocess.run("./solver in.txt; true", shell=True), {"file solver", "file in.txt"}),
    "os.system": (lambda: os.system("./solver in.txt >/dev/null"), {"file solver", "file in.txt"}),
    "a library": (library, {"file solver"}),
    "a data base": (lambda: sqlite3.connect("base.db"), {"file base.db"}),
    "a folder": (lambda: list(Path().glob("*.json")), {"folder ."}),
    "a file that is not there": (missing, {"file none.txt"}),
    "a file from another folder": (elsewhere, {"file table.txt"}),
    "a variable": (lambda: os.environ.get("MODEL_DIR"), {"variable MODEL_DIR"}),
    "a variable through the system": (lambda: os.getenv("MODEL_DIR"), {"variable MODEL_DIR"}),
    "a variable in a path": (lambda: os.path.expandvars("$MODEL_DIR/x"), {"variable MODEL_DIR"}),
    "whether there is a variable": (lambda: "MODEL_DIR" in os.environ, {"variable MODEL_DIR"}),
    "bytes of a variable": (lambda: os.environb.get(b"MODEL_DIR"), {"variable MODEL_DIR"}),
}


@pytest.mark.parametrize("how", READ)
def test_what_is_read_is_seen(work, monkeypatch, how):
    monkeypatch.setenv("MODEL_DIR", "model")
    does, expected = READ[how]
    assert work(does) == expected


def temporary():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "x").write_text("1")
        subprocess.run(["cat", f"{folder}/x"], stdout=subprocess.DEVNULL)
        Path(folder, "x").read_text()
    with tempfile.NamedTemporaryFile("w+") as file:
        Path(file.name).read_text()


def written():
    Path("out.txt").write_text("1")
    Path("out.txt").read_text()
    Path("out.txt").rename("moved.txt")
    Path("moved.txt").read_text()


def made_by_a_program():
    subprocess.run("echo 1 > new.txt", shell=True)
    Path("new.txt").read_text()


def copied():
    subprocess.run(["true"], env={**os.environ, "MORE": "1"})
    dict(os.environ)
    os.environ.copy()


def set_first():
    os.environ["MINE"] = "1"
    assert os.environ.pop("MINE") == "1"


OWN = {
    "temporary files": temporary,
    "what it wrote": written,
    "what its program wrote": made_by_a_program,
    "the whole environment": copied,
    "a variable that it set": set_first,
    "where it runs": lambda: os.environ.get("SLURM_JOB_ID", os.environ.get("OMP_NUM_THREADS")),
    "the home": lambda: Path("~").expanduser(),
    "the system": lambda: Path("/proc/self/status").read_text(),
    "Python's own modules": lambda: __import__("plistlib"),
    "lfi's packages": lambda: __import__("h5py"),
    "a program of the system": lambda: subprocess.run(["true"]),
    "what is ignored": lambda: Path("a.json").read_text(),
}


@pytest.mark.parametrize("how", OWN)
def test_what_is_its_own_or_pythons_is_not_seen(work, how):
    assert work(OWN[how], [Path("a.json")]) == set()
