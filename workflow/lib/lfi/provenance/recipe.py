"""How a result is made: what it depends on by name and value, known before anything is computed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from typing import Any

from lfi.provenance.digests import digest
from lfi.provenance.outside import difference

# Values longer than this are said to have changed, not shown.
SHOWN = 40
# What the name of an input begins with that no rule makes.
CONTENT = "content of "


@dataclass(frozen=True)
class Recipe:
    """What one result is made from.

    Attributes:
        step: the rule that makes it.
        subject: what it is about: ``line``, ``line/flow``, ``line/training/00000000-00010000``.
        leaves: the values of the configuration that it depends on.
        code: digests of the definitions of lfi that its code reaches, by name.
        outside: states of what it depends on outside lfi, by name, as far as they are known before it is made.
        upstream: keys of the recipes of its inputs, by ``step subject``; of a file that no rule makes the digest of its
            content, by ``content of`` its name.
    """

    step: str
    subject: str
    leaves: Mapping[str, Any]
    code: Mapping[str, str]
    upstream: Mapping[str, str]
    outside: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """``train line/flow``."""
        return f"{self.step} {self.subject}".rstrip()

    @cached_property
    def key(self) -> str:
        """Digest of everything that the result depends on, back to the first simulation."""
        return digest({**self.plain(), "code": self.code_digest})

    @property
    def code_digest(self) -> str:
        """Digest of the code alone."""
        return _digest_of(tuple(self.code.items()))

    def plain(self) -> dict[str, Any]:
        """As a record holds it."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def changes(self, before: "Recipe") -> Iterator[str]:
        """What has changed since, a few words each; what the result itself depends on first.

        Args:
            before: how the result was made.
        """
        yield from _leaves(_flat(before.leaves), _flat(self.leaves))
        for name, _ in _differences(before.outside, self.outside):
            yield difference(name, before.outside.get(name, ""), self.outside.get(name, ""))
        yield from _code(before.code, self.code)
        for name in self.upstream:
            if name not in before.upstream:
                yield f"{name} added"
            elif before.upstream[name] != self.upstream[name]:
                yield f"{name} {'changed' if name.startswith(CONTENT) else 'is made again'}"
        yield from (f"{name} removed" for name in before.upstream if name not in self.upstream)


@cache
def _digest_of(code: tuple[tuple[str, str], ...]) -> str:
    """Digest of the code that a thousand trainings may share."""
    return digest(dict(code))


def _flat(value: Any, prefix: str = "") -> dict[str, Any]:
    """``{"training": {"epochs": 3}}`` → ``{"training.epochs": 3}``."""
    if not isinstance(value, Mapping) or (prefix and not value):
        return {prefix: value}
    parts = (_flat(part, f"{prefix}.{name}" if prefix else str(name)) for name, part in value.items())
    return {name: leaf for part in parts for name, leaf in part.items()}


def _leaves(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name in [*after, *(name for name in before if name not in after)]:
        old, new = before.get(name), after.get(name)
        if repr(old) != repr(new):  # 1 and 1.0 are equal, and give different keys
            short = len(f"{old}{new}") <= SHOWN
            yield f"{name} {old} → {new}" if short else f"{name} changed"


def _code(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    yield from (f"code: {name.rstrip(':')} {how}" for name, how in _differences(before, after))


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names and how they differ; what changed says more than what came or went with it, and comes first."""
    yield from ((name, "changed") for name in after if name in before and before[name] != after[name])
    yield from ((name, "added") for name in after if name not in before)
    yield from ((name, "removed") for name in before if name not in after)
