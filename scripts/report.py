"""One self-contained page: Snakemake's own report over the finished results."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

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
        if subprocess.run([*command, *settings]).returncode != 0:
            raise LfiError("snakemake could not write the report; its log says why")
        with whole(output) as aside:
            aside.write_bytes(page.read_bytes())


if __name__ == "__main__":
    with logged(snakemake.log[0], "report"):
        write(
            config=snakemake.config,
            snakefile=Path(snakemake.scriptdir).parent / "workflow/Snakefile",
            targets=list(snakemake.input),
            output=Path(snakemake.output[0]),
        )
