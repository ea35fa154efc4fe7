"""Lists of the definitions that code reaches: each is kept once, under its digest, however many results share it."""

from collections.abc import Iterable
from pathlib import Path

from lfi.provenance.recipe import Recipe
from lfi.writing import whole


class Definitions:
    """A folder of such lists, one definition a line: its digest and its name.

    Args:
        folder: the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, recipe: Recipe) -> str:
        """Write down the code of a recipe, where it is not yet; returns its digest."""
        path = self._path(recipe.code_digest)
        if not path.exists():
            with whole(path) as aside:
                aside.write_text("".join(f"{digest} {name}\n" for name, digest in recipe.code.items()))
        return recipe.code_digest

    def read(self, code: str) -> dict[str, str] | None:
        """The definitions behind a digest, by name; None where their list is gone."""
        if not self._path(code).exists():
            return None
        lines = (line.partition(" ") for line in self._path(code).read_text().splitlines())
        return {name: digest for digest, _, name in lines}

    def prune(self, wanted: Iterable[str]) -> list[Path]:
        """Remove the lists behind all other digests; returns what was removed."""
        gone = sorted(set(self.folder.glob("*.txt")) - set(map(self._path, wanted)))
        for path in gone:
            path.unlink()
        return gone

    def _path(self, code: str) -> Path:
        return self.folder / f"{code[:24]}.txt"
