"""One job of the workflow, from its declaration to its files: computed, or restored from the store, and recorded."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from lfi.logs import Say
from lfi.provenance.records import Records, packages
from lfi.provenance.store import Store
from lfi.workflow.declaration import Declaration


def run(
    declaration: Declaration, inputs: Sequence[Path], outputs: Sequence[Path], work: Callable[[], None], say: Say
) -> None:
    """Have a job's outputs made by ``work``, unless the same was made before; write the record last.

    Args:
        declaration: how the outputs are made.
        inputs: the files that the job reads.
        outputs: the files that it makes.
        work: makes them.
        say: takes a line for the terminal.
    """
    started, store = time.monotonic(), Store(declaration.results)
    recipe, versions = declaration.recipe, declaration.versions
    key = store.key(recipe, inputs, versions) if declaration.keep else ""
    made = store.place(key, outputs) if declaration.keep else None
    if made:
        say("restored: inputs unchanged")
    else:
        work()
        made = packages(versions)
        if declaration.keep:
            store.keep(key, outputs, made)
    Records(declaration.results).write(recipe, inputs, outputs, key, made, time.monotonic() - started)
