"""One self-contained page: Snakemake's own report over the finished results."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lfi.diagnostics.ranking import headline, read
from lfi.errors import LfiError
from lfi.provenance.lineage import Lineage
from lfi.provenance.records import Records
from lfi.writing import whole


def report(
    shown: list[Path],
    texts: list[str],
    results: Path,
    versions: Mapping[str, str],
    workflow: Mapping[str, Any],
    page: Path,
) -> None:
    """Write the page.

    Args:
        shown: the tables and figures on it.
        texts: what the page begins with, and what is said of its tables.
        results: the results folder.
        versions: packages whose upgrade makes results stale, with their versions.
        workflow: the ``snakefile``, and the ``config`` that it is run with.
        page: the file that is written.

    Raises:
        LfiError: Snakemake could not write it.
    """
    snakefile = Path(workflow["snakefile"])
    text = texts[0] + advice(shown) + upgrades(Records(results, versions), shown)
    with tempfile.TemporaryDirectory() as scratch:
        # The very configuration of this run, which its command line may have changed.
        configfile, made, first = (Path(scratch) / name for name in ("config.json", "report.html", "text.rst"))
        configfile.write_text(json.dumps(workflow["config"]))
        first.write_text(text)
        command: list[str | Path] = [sys.executable, "-m", "snakemake", "--report", made, "--snakefile", snakefile]
        settings: list[str | Path] = ["--nolock", "--configfile", configfile, "--workflow-profile", "none"]
        environment = {name: value for name, value in os.environ.items() if name != "LFI_RUN"}  # a run for itself
        environment["LFI_REPORT_TEXT"] = str(first)
        if subprocess.run([*command, *settings, "--", *shown], env=environment).returncode != 0:
            raise LfiError("snakemake could not write the report; its log says why")
        with whole(page) as aside:
            aside.write_bytes(made.read_bytes())


def advice(shown: list[Path]) -> str:
    """A paragraph that says which posterior of each problem to use, and why; empty where there is none to choose."""
    lines = [f"- {headline(path.parent.name, read(path))}" for path in shown if path.name == "ranks.csv"]
    return "\n".join(["", "Which posterior to use:", "", *lines, ""]) if lines else ""


def upgrades(records: Records, shown: list[Path]) -> str:
    """A paragraph that names what was made with other versions of packages; empty if nothing was.

    Args:
        records: the records of the results.
        shown: the results that it is about, with all that they are made from.
    """
    lines = [
        f"- {name} {then}, now {now}: " + ", ".join(f"``{path}``" for path in files)
        for (name, then, now), files in Lineage(records).upgraded(shown).items()
    ]
    return "\n\n".join(["", "Made with other versions of packages than this page:", *lines, ""]) if lines else ""
