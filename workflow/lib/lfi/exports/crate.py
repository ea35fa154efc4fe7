"""A results folder as an RO-Crate: a folder or zip file that says what each of its files is, with checksums.

The standard is https://www.researchobject.org/ro-crate/ (version 1.1 or later), written by the library ``rocrate``.
"""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from pathlib import Path

import lfi
from lfi.errors import LfiError

# What Python's table of media types does not have.
TYPES = {".h5": "application/x-hdf5", ".yaml": "application/yaml", ".safetensors": "application/octet-stream"}


@dataclass(frozen=True)
class Entry:
    """A file of a crate.

    Attributes:
        source: where it is now, or its text.
        what: a sentence on it.
    """

    source: Path | str
    what: str

    @property
    def content(self) -> bytes:
        """Its bytes."""
        return self.source.encode() if isinstance(self.source, str) else self.source.read_bytes()


def write(target: Path, name: str, entries: Mapping[str, Entry], license_name: str) -> None:
    """Write a crate.

    Args:
        target: a new folder, or a file that ends in ``.zip``.
        name: of the crate.
        entries: the files, by their paths in the crate.
        license_name: of the crate.

    Raises:
        LfiError: the target is there already, or rocrate is not installed.
    """
    try:
        from rocrate.model.softwareapplication import SoftwareApplication
        from rocrate.rocrate import ROCrate
    except ModuleNotFoundError as missing:
        raise LfiError(f"{missing.name} is not installed, which a crate needs: pip install rocrate") from None
    if target.exists():
        raise LfiError(f"{target}: is there already; give another name, or remove it")
    crate = ROCrate()
    crate.name, crate.license = name, license_name
    crate.description = "Posteriors, what they were judged by, and how they were made: results of lfi, a workflow for "
    crate.description += "likelihood-free inference. report.html shows all of it."
    crate.metadata.extra_terms["sha256"] = "https://schema.org/sha256"
    lfi_itself = crate.add(SoftwareApplication(crate, "#lfi", properties={"name": "lfi", "version": lfi.__version__}))
    crate.root_dataset["instrument"] = lfi_itself
    for path, entry in entries.items():
        text = StringIO(entry.source) if isinstance(entry.source, str) else entry.source
        crate.add_file(text, path, properties=_properties(path, entry))
    if target.suffix == ".zip":
        crate.write_zip(target)
    else:
        crate.write(target)


def _properties(path: str, entry: Entry) -> dict[str, str]:
    suffix, content = Path(path).suffix, entry.content
    return {
        "name": path,
        "description": entry.what,
        "encodingFormat": TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream"),
        "contentSize": str(len(content)),
        "sha256": sha256(content).hexdigest(),
    }
