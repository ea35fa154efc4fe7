"""End every training under a results folder that is out, by the ids that were recorded."""

import sys
from pathlib import Path

from lfi.launch.overview import Overview

if __name__ == "__main__":
    results = Path(sys.argv[1])
    ended = Overview(results).cancel() if (results / ".training").exists() else []
    for training, job in ended:
        print(f"cancelled {training}: job {job}")
    if not ended:
        print(f"nothing is out under {results}")
