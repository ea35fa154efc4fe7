"""Types that many modules share."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

# Real numbers in single or double precision; docstrings give the shapes.
Array = NDArray[np.floating[Any]]
