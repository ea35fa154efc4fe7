"""A training that is stopped after numbers of polls, in this process or as a program in one of its own."""

import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest
from lfi.config.estimators import Resources
from lfi.training import compiling
from lfi.training.checkpoints import Interrupted
from lfi.training.fit import Runtime, fit
from lfi.training.specification import Specification


def train(chosen, folder, stops=()):
    """The result of a training that is stopped after numbers of polls, and what is recorded of it."""
    (folder / "result").mkdir(parents=True)
    for polls in (*stops, None):
        count = itertools.count(1)
        runtime = Runtime(Resources(), asked_to_stop=lambda c=count, p=polls: p is not None and next(c) >= p)
        if polls is None:
            assert fit(chosen, folder, runtime)
        else:
            with pytest.raises(Interrupted):
                fit(chosen, folder, runtime)
    return folder / "result", json.loads((folder / "result/training.json").read_text())


def train_apart(chosen, folder, stops=()):
    """The same in a process of its own, as all trainings are: beside what tests load, torch may not compile."""
    folder.mkdir()
    file = folder / "specification.json"
    file.write_text(chosen.model_dump_json())
    subprocess.run([sys.executable, __file__, file, folder, *map(str, stops)], check=True)
    return folder / "result", json.loads((folder / "result/training.json").read_text())


if __name__ == "__main__":
    specification, place, *polls = sys.argv[1:]
    if polls:  # the first poll is while it compiles
        compiling.in_background = lambda work, wait: (wait(), work()) is not None
    train(Specification.model_validate_json(Path(specification).read_text()), Path(place), list(map(int, polls)))
