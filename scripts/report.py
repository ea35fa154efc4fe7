"""One self-contained page: Snakemake's own report over the finished results."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from lfi import steps
from lfi.errors import LfiError
from lfi.logs import logged
from lfi.writing import whole


def write(config: dict[str, Any], snakefile: Path, targets: list[str], output: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        # Under the same configuration, wherever it came from: the run at hand may have changed it on its command line.
        configfile, page = Path(scratch) / "config.json", Path(scratch) / "report.html"
        configfile.write_text(json.dumps(config))
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "snakemake",
            "--report",
            page,
            "--snakefile",
            snakefile,
            "--nolock",
        ]
        settings: list[str | Path] = ["--configfile", configfile, "--workflow-profile", "none", "--", *targets]
        own = {name: value for name, value in os.environ.items() if name != "LFI_RUN"}  # a run of its own
        if subprocess.run([*command, *settings], env=own).returncode != 0:
            raise LfiError("snakemake could not write the report; its log says why")
        with whole(output) as aside:
            aside.write_bytes(page.read_bytes())


if __name__ == "__main__":
    with logged(snakemake.log[0], "report") as say:
        steps.run(
            snakemake,
            say,
            lambda: write(
                config=snakemake.config,
                snakefile=Path(snakemake.scriptdir).parent / "workflow/Snakefile",
                targets=list(snakemake.input.shown),
                output=Path(snakemake.output[0]),
            ),
        )
