"""Trainings without the seconds that torch and Lightning take to import: a server has them loaded, and forks.

``python -m``, as a job calls it, becomes a small client that hands its arguments, folder, environment and streams to
the server and ends with the exit status of the server's child. Signals to the client do not reach the child, but the
server kills the child when its client ends first.
"""

import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

# What a training imports.
LOADED = ("lightning", "lfi.launch.job", "lfi.launch.processes", "lfi.training.fit", "submitit.core.submission")


@contextmanager
def forked_python(folder: Path):
    """The command of a Python that is forked from a loaded one, and its server, which lives as long as the block.

    While the server is stopped by a signal, Pythons wait before their first line.
    """
    address = folder / "forked.socket"
    server = subprocess.Popen([sys.executable, __file__, "serve", str(address)], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout.readline() == "ready\n"
        yield f"{sys.executable} -S -E {__file__} {address}", server
    finally:
        server.kill()
        server.wait()


def serve(address: str) -> None:
    for name in LOADED:
        __import__(name)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(address)
        listener.listen(100)
        print("ready", flush=True)
        while True:
            connection, _ = listener.accept()
            request, streams, _, _ = socket.recv_fds(connection, 1 << 20, 3)
            child = os.fork()
            if child == 0:
                listener.close()
                run(json.loads(request), streams)
            for stream in streams:
                os.close(stream)
            threading.Thread(target=answer, args=(connection, child)).start()


def run(request: dict, streams: list[int]) -> None:
    """Be the Python that the client was started as."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    arguments = request["arguments"]
    module = arguments.index("-m") + 1
    sys.argv = arguments[module:]
    code = 0
    try:
        runpy.run_module(arguments[module], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def answer(connection: socket.socket, child: int) -> None:
    """Send the child's exit status to its client; the child of a client that was killed is killed too."""
    running = os.pidfd_open(child)
    # A client says nothing more: its connection has something to read when it ends.
    ended, _, _ = select.select([running, connection], [], [])
    os.close(running)
    if connection in ended:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with connection, suppress(BrokenPipeError):
        connection.send(bytes([os.waitstatus_to_exitcode(status) % 256]))


def ask(address: str, arguments: list[str]) -> int:
    """The client: the exit status of the server's child."""
    request = {"arguments": arguments, "folder": os.getcwd(), "environment": dict(os.environ)}  # noqa: PTH109
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.connect(address)
        socket.send_fds(connection, [json.dumps(request).encode()], [0, 1, 2])
        return connection.recv(1)[0]


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    sys.exit(ask(sys.argv[1], sys.argv[2:]))
