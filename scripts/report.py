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
from lfi.provenance.lineage import Lineage
from lfi.provenance.records import Records
from lfi.writing import whole


def write(config: dict[str, Any], snakefile: Path, targets: list[str], text: str, output: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        # Under the same configuration, wherever it came from: the run at hand may have changed it on its command line.
        configfile, page, first = (Path(scratch) / name for name in ("config.json", "report.html", "text.rst"))
        configfile.write_text(json.dumps(config))
        first.write_text(text)
        command: list[str | Path] = [sys.executable, "-m", "snakemake", "--report", page, "--snakefile", snakefile]
        settings: list[str | Path] = ["--nolock", "--configfile", configfile, "--workflow-profile", "none"]
        own = {name: value for name, value in os.environ.items() if name != "LFI_RUN"}  # a run of its own
        own["LFI_REPORT_TEXT"] = str(first)
        if subprocess.run([*command, *settings, "--", *targets], env=own).returncode != 0:
            raise LfiError("snakemake could not write the report; its log says why")
        with whole(output) as aside:
            aside.write_bytes(page.read_bytes())


def versions(records: Records, shown: list[str]) -> str:
    """A paragraph that names what was made with other versions of packages; empty if nothing was."""
    lines = [
        f"- {name} {then}, now {now}: " + ", ".join(f"``{path}``" for path in files)
        for (name, then, now), files in Lineage(records).upgraded(map(Path, shown)).items()
    ]
    return "\n\n".join(["", "Made with other versions of packages than this page:", *lines, ""]) if lines else ""


if __name__ == "__main__":
    with logged(snakemake.log[0], "report") as say:
        folder, shown, own = (
            Path(snakemake.scriptdir).parent / "workflow",
            list(snakemake.input.shown),
            snakemake.params,
        )
        records = Records(Path(own.provenance["results"]), own.provenance["versions"])
        steps.run(
            snakemake,
            say,
            lambda: write(
                config=snakemake.config,
                snakefile=folder / "Snakefile",
                targets=shown,
                text=(folder / "report/workflow.rst").read_text() + versions(records, shown),
                output=Path(snakemake.output[0]),
            ),
            keep=False,  # it speaks of the packages that are installed when it is written
        )
