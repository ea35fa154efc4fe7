"""Programs that stand for SLURM's."""

import os

import pytest


@pytest.fixture
def says(tmp_path, monkeypatch):
    """Writes a program that gives the next of some answers each time it is called, and the last one from then on.

    An answer that says "error" goes to standard error, with exit status 1. The arguments of all calls are written to a
    file: ``says.calls(program)``.
    """
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")

    def says(program, *answers):
        folder = programs / f"{program}.answers"
        folder.mkdir(exist_ok=True)
        for k, answer in enumerate(answers):
            (folder / str(k)).write_text(answer)
        script = f"""#!/bin/sh
echo "$@" >> {programs}/{program}.calls
cd {folder}
said=$(cat "$(ls | sort -n | head -1)")
[ "$(ls | wc -l)" = 1 ] || rm "$(ls | sort -n | head -1)"
case "$said" in *error*) echo "$said" >&2; exit 1;; esac
echo "$said"
"""
        (programs / program).write_text(script)
        (programs / program).chmod(0o755)

    def calls(program):
        file = programs / f"{program}.calls"
        return file.read_text().splitlines() if file.exists() else []

    says.calls = calls
    says("scontrol", "slurm_load_jobs error: Invalid job id specified\n")
    says("sacct", "")
    return says
