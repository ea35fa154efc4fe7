"""Print how every training under a results folder stands."""

import sys
from pathlib import Path

from lfi.launch.overview import Overview
from lfi.tables import table

if __name__ == "__main__":
    results = Path(sys.argv[1])
    rows = Overview(results).rows() if (results / ".training").exists() else []
    print(table(rows) if rows else f"no trainings under {results}")
