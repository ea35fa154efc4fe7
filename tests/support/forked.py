"""A Python whose imports are done: a server has the library, torch, Lightning and Snakemake loaded, and forks.

What runs a workflow, a step or a training becomes a small client. It hands its arguments, folder, environment and
streams to the server, and ends with the exit status of the server's child. All else runs in an ordinary Python.
Of the signals to the client those by which SLURM asks a training to stop reach the child. The server kills the child
when its client ends first.
"""

import atexit
import fcntl
import gc
import importlib
import marshal
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

# What trainings, steps and Snakemake import.
LOADED = ("submitit.core.submission", "lfi.launch.processes", "snakemake.cli", "snakemake.api", "docutils.core")
PACKAGES = ("lfi.steps", "lfi.figures", "lfi.training", "lfi.launch", "lfi.commands")
CLIENT = Path(__file__).with_name("forked_client.py")


@dataclass(frozen=True)
class Forked:
    """A Python that is forked.

    Attributes:
        program: its path.
        server: the server's process id. While it is stopped by a signal, Pythons wait before their first line.
    """

    program: str
    server: int

    def children(self, folder: Path) -> list[psutil.Process]:
        """The processes that were forked and print into a file below a folder, as those of a training's job do."""
        found = []
        for process in psutil.Process(self.server).children():
            with suppress(OSError):
                if Path(f"/proc/{process.pid}/fd/1").readlink().is_relative_to(folder):
                    found.append(process)
        return found


@contextmanager
def forked_python(folder: Path) -> Iterator[Forked]:
    """The Python of a folder; the processes that use it at once share a server, which ends with the last of them."""
    program, users, known = folder / "python", folder / "users", folder / "server"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not known.exists():
            address = folder / "socket"
            program.write_text(f'#!/bin/sh\nexec {sys.executable} -S -E {CLIENT} {address} "$@"\n')
            program.chmod(0o755)
            os.mkfifo(users)
            command = [sys.executable, __file__, program, address, users]
            server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            assert server.stdout.readline() == "ready\n"
            known.write_text(str(server.pid))
        using = users.open("wb")
    with using:
        yield Forked(str(program), int(known.read_text()))


class Server:
    """Forks a child for each client, and tells the client how it ended."""

    def __init__(self, program: str, address: str, users: str) -> None:
        self.program, self.sources = program, selectors.DefaultSelector()
        # The end of this file is the end of all who write to it.
        self.sources.register(os.open(users, os.O_RDONLY | os.O_NONBLOCK), selectors.EVENT_READ, sys.exit)
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.listener.bind(address)
        self.listener.listen(100)
        self.sources.register(self.listener, selectors.EVENT_READ, self._accept)

    def serve(self) -> None:
        while True:
            for key, _ in self.sources.select():
                if key.fileobj in self.sources.get_map():  # else it ended with another one of these
                    key.data()

    def _accept(self) -> None:
        connection, _ = self.listener.accept()
        request, streams, _, _ = socket.recv_fds(connection, 1 << 20, 3)
        child = os.fork()
        if child == 0:
            for source in [*self.sources.get_map().values()]:
                os.close(source.fd)
            run(marshal.loads(request), streams, self.program)
        for stream in streams:
            os.close(stream)
        with suppress(BrokenPipeError):
            connection.send(str(child).encode())
        running = os.pidfd_open(child)
        self.sources.register(running, selectors.EVENT_READ, lambda: self._ended(child, running, connection))
        # A client says nothing more: its connection has something to read when it ends.
        self.sources.register(connection, selectors.EVENT_READ, lambda: self._left(child, connection))

    def _ended(self, child: int, running: int, connection: socket.socket) -> None:
        _, status = os.waitpid(child, 0)
        self.sources.unregister(running)
        os.close(running)
        if connection.fileno() >= 0:
            self.sources.unregister(connection)
            with connection, suppress(BrokenPipeError):
                connection.send(str(os.waitstatus_to_exitcode(status) % 256).encode())

    def _left(self, child: int, connection: socket.socket) -> None:
        self.sources.unregister(connection)
        connection.close()
        os.kill(child, signal.SIGKILL)


def load() -> None:
    """Import what the children need, once."""
    for package in map(importlib.import_module, PACKAGES):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    for name in LOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


def run(request: dict, streams: list[int], program: str) -> None:
    """Be the Python that the client was started as."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    if job := os.environ.get("SLURM_JOB_ID"):
        Path("/proc/self/comm").write_text(f"job {job}")
    sys.executable, arguments, code = program, request["arguments"], 0
    try:
        _start(arguments)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _start(arguments: list[str]) -> None:
    if "-m" in arguments:
        module = arguments.index("-m") + 1
        sys.argv, sys.path[0] = arguments[module:], os.getcwd()  # noqa: PTH109
        runpy.run_module(arguments[module], run_name="__main__", alter_sys=True)
    else:
        sys.argv, sys.path[0] = arguments, os.path.dirname(arguments[0])  # noqa: PTH120
        runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    server = Server(*sys.argv[1:])
    load()
    print("ready", flush=True)
    server.serve()
