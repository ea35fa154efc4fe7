"""Finished results by what they were made from: what is wanted again is restored, not computed."""

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from lfi.provenance import outside
from lfi.provenance.digests import digest, file_digest
from lfi.provenance.recipe import Recipe
from lfi.provenance.records import Made
from lfi.writing import whole

# What is written down beside the files.
MADE = "made.json"


class Store:
    """The kept files of a results folder.

    Args:
        results: the results folder.
    """

    def __init__(self, results: Path) -> None:
        self.folder = results / ".store"

    def key(self, recipe: Recipe, inputs: Mapping[Path, str], versions: Mapping[str, str]) -> str:
        """Digest of the recipe's own values and code and of the contents of its inputs, however those were made.

        Args:
            recipe: how the result is made.
            inputs: digests of the files that it is made from.
            versions: packages whose upgrade makes results stale, with their versions.
        """
        contents = {"inputs": list(inputs.values()), **({"versions": versions} if versions else {})}
        step = {"step": recipe.name, "leaves": recipe.leaves, "code": recipe.code, "names": list(recipe.upstream)}
        step["outside"] = recipe.outside
        return digest({**step, **contents})

    def place(self, key: str, outputs: Sequence[Path]) -> Made | None:
        """Restore the kept files, if all of them are there and unchanged, as is all that was read to make them.

        Args:
            key: of the result.
            outputs: where they go.

        Returns:
            What they were made with; None if nothing was restored.
        """
        kept = {path: source for path in outputs if (source := self._kept(key, path))}
        made = self._made(key)
        if len(kept) < len(outputs) or made is None or outside.changed(made.seen, self.folder):
            return None
        for path, source in kept.items():
            link(source, path)
            path.touch()  # Snakemake wants outputs newer than inputs
        return replace(made, seen=outside.absolute(made.seen, self.folder))

    def keep(self, key: str, outputs: Mapping[Path, str], made: Made) -> None:
        """Keep the files of a finished result; hard links, where the file system has them, take no room.

        Args:
            key: of the result.
            outputs: digests of its files.
            made: what it was made with.
        """
        for path, content in outputs.items():
            for earlier in self._all(key, path):
                earlier.unlink()
            link(path, self._folder(key) / f"{content}-{path.name}")
        with whole(self._folder(key) / MADE) as aside:
            aside.write_text(json.dumps(asdict(replace(made, seen=outside.placed(made.seen, self.folder)))))

    def prune(self, wanted: Iterable[str]) -> list[Path]:
        """Remove all that is kept under other keys than these; returns what was removed."""
        stay = {self._folder(key) for key in wanted}
        gone = [folder for folder in sorted(self.folder.glob("*/*")) if folder not in stay]
        for folder in gone:
            shutil.rmtree(folder)
        return gone

    def _made(self, key: str) -> Made | None:
        try:
            return Made(**json.loads((self._folder(key) / MADE).read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def _folder(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:24]

    def _kept(self, key: str, path: Path) -> Path | None:
        """The kept file for an output; its name says what its content must be."""
        for kept in self._all(key, path):
            if file_digest(kept) == kept.name.partition("-")[0]:
                return kept
        return None

    def _all(self, key: str, path: Path) -> list[Path]:
        return [kept for kept in self._folder(key).glob(f"*-{path.name}") if kept.name.partition("-")[2] == path.name]


def link(source: Path, path: Path) -> None:
    """Make a file available under another path: by a hard link, or by a copy where there are none.

    Args:
        source: the file.
        path: the other path.
    """
    with whole(path) as aside:
        try:
            os.link(source, aside)
        except OSError:
            shutil.copyfile(source, aside)
