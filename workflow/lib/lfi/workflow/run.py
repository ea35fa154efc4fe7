"""One job of the workflow, from its declaration to its files: computed, or restored from the store, and recorded."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from lfi.logs import Say
from lfi.provenance import file_digests
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
    started, store, read = time.monotonic(), Store(declaration.results), file_digests(inputs)
    recipe, versions = declaration.recipe, declaration.versions
    key = store.key(recipe, read, versions) if declaration.keep else ""
    restored = store.place(key, outputs) if declaration.keep else None
    if restored:
        say("restored: inputs unchanged")
    else:
        work()
    made = restored or packages(versions)
    written = file_digests(outputs)
    if declaration.keep and not restored:
        store.keep(key, written, made)
    Records(declaration.results).write(recipe, read, written, key, made, time.monotonic() - started)
