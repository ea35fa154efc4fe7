"""One job of the workflow, from its declaration to its files: computed, or restored from the store, and recorded."""

import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

from lfi.logs import Say
from lfi.provenance import file_digests
from lfi.provenance.planned import Planned
from lfi.provenance.records import Made, Records, packages
from lfi.provenance.store import Store
from lfi.provenance.watch import hiding, watched
from lfi.workflow.declaration import Declaration

# Where Snakemake keeps what it runs: its scripts lie in a folder that Python looks into at every import.
SNAKEMAKES = Path(".snakemake")


def run(
    declaration: Declaration,
    inputs: Sequence[Path],
    outputs: Sequence[Path],
    work: Callable[[], None],
    planned: Planned,
    say: Say,
) -> None:
    """Have a job's outputs made by ``work``, unless the same was made before; write the record last.

    Args:
        declaration: how the outputs are made.
        inputs: the files that the job reads.
        outputs: the files that it makes.
        work: makes them.
        planned: the code that they are to be made by.
        say: takes a line for the terminal.

    Raises:
        LfiError: the code on disk is not the one that was planned.
    """
    started, store, read = time.monotonic(), Store(declaration.results), file_digests(inputs)
    recipe, versions = declaration.recipe, declaration.versions
    planned.check()
    key = store.key(recipe, read, versions) if declaration.keep else ""
    restored = store.place(key, outputs) if declaration.keep and not declaration.forced else None
    if restored:
        say("restored: inputs unchanged")
    else:
        with watched([declaration.results, SNAKEMAKES, *inputs]) if recipe.outside else nullcontext() as watch:
            work()
        planned.check()
    seen = planned.beside(watch.found()) if not restored and watch else {}
    made = restored or Made(packages(versions), seen | hiding(seen))
    written = file_digests(outputs)
    if declaration.keep and not restored:
        store.keep(key, written, made)
    Records(declaration.results).write(recipe, read, written, made, key, time.monotonic() - started)
