"""The client of ``forked.py``: a Python that starts in hundredths of a second, and hands on what it is to run."""

import marshal
import os
import signal
import socket
import sys
from contextlib import suppress

# What a child of the server runs: modules, and the scripts of Snakemake's jobs.
MODULES, SCRIPT = ("snakemake", "lfi", "lfi.workflow.start", "submitit.core._submit"), "step.py"

# The signals by which SLURM asks a training to stop, and wakes one that is stopped for a while.
HANDED_ON = (signal.SIGTERM, signal.SIGUSR2, signal.SIGCONT)


def ask(address: str, arguments: list[str]) -> int:
    """The exit status of the server's child."""
    request = {"arguments": arguments, "folder": os.getcwd(), "environment": dict(os.environ)}  # noqa: PTH109
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.connect(address)
        socket.send_fds(connection, [marshal.dumps(request)], [0, 1, 2])
        child = int(connection.recv(20))

        def hand_on(number, frame):
            with suppress(ProcessLookupError):
                os.kill(child, number)

        for number in HANDED_ON:
            signal.signal(number, hand_on)
        return int(connection.recv(20))


if __name__ == "__main__":
    _, address, *arguments = sys.argv
    module = arguments[arguments.index("-m") + 1] if "-m" in arguments else ""
    if module in MODULES or (arguments and arguments[0].endswith(SCRIPT)):
        sys.exit(ask(address, arguments))
    os.execv(sys.executable, [sys.executable, *arguments])
