"""One step of the workflow, from its recipe to its files: computed, or found finished, and recorded."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lfi.logs import Say
from lfi.provenance.recipe import Recipe
from lfi.provenance.records import Records, packages
from lfi.provenance.store import Store


def run(job: Any, say: Say, work: Callable[[], None], keep: bool = True) -> None:
    """Have a job's outputs made by ``work``, unless the same was made before; write the record last.

    Args:
        job: what Snakemake hands to a script; its ``params.provenance`` says how the outputs are made (``recipe``), in
            which ``results`` folder they are, and the ``versions`` of packages whose upgrade makes them stale.
        say: takes a line for the terminal.
        keep: whether finished files are kept for when they are wanted again.
    """
    own = job.params.provenance
    recipe, results, versions = Recipe(**own["recipe"]), Path(own["results"]), own["versions"]
    inputs = [Path(path) for path in job.input if Path(path).parent.name != ".stale"]
    outputs = [Path(path) for path in job.output]
    started, store = time.monotonic(), Store(results)
    key = store.key(recipe, inputs, versions) if keep else ""
    made = store.place(key, outputs) if keep else None
    if made:
        say("what it is made from is as it was: put in place")
    else:
        work()
        made = packages(versions)
        if keep:
            store.keep(key, outputs, made)
    Records(results).write(recipe, inputs, outputs, key, made, time.monotonic() - started)
