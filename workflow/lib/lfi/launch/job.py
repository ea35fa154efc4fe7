"""What runs on the node."""

import traceback
from pathlib import Path

from lfi import provenance
from lfi.errors import LfiError
from lfi.launch.state import State

# The training and all that it imports: what its result depends on in code.
CODE = ("lfi.training.fit",)


class TrainingJob:
    """A training, as submitit pickles it: by name, with nothing but the path of its state folder."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __call__(self) -> None:
        """Train and write the completion record; an exception leaves a failure record, then goes on its way."""
        state = State(Path(self.folder))
        try:
            specification = state.specification()
            if provenance.code_digest(CODE) != specification.code:
                raise LfiError("the training's code changed between submission and start; run snakemake again")
            from lfi.training.fit import fit  # torch is for the node

            fit(specification, state.result)
        except Exception:
            state.record_failure(traceback.format_exc())
            raise
        state.record_completion(specification.key)
