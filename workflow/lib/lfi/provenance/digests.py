"""SHA-256 of values and of files."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def digest(value: Mapping[str, Any]) -> str:
    """SHA-256 of a JSON-able mapping, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_digests(paths: Iterable[Path]) -> dict[Path, str]:
    """SHA-256 of the contents of files."""
    return {path: file_digest(path) for path in paths}
