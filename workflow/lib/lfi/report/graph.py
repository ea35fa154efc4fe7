"""A picture of the rules: what each one's jobs are made from, in levels from top to bottom."""

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from itertools import pairwise
from statistics import fmean
from typing import NamedTuple

# Sizes in the picture's units: a rule's box, the place of an edge that passes a level, and the gaps.
BOX, PASSING, HEIGHT, ACROSS, DOWN = 112, 14, 40, 16, 34
# Passes over the levels that bring what is joined near to one another.
SWEEPS = 6

# What lies on a level: its number, and the name of a rule or of an edge that passes it.
Item = tuple[int, str]


class Box(NamedTuple):
    """A rule.

    Attributes:
        name: of the rule.
        note: a few words below it.
        x: left end.
        y: upper end.
    """

    name: str
    note: str
    x: float
    y: float


class Drawing(NamedTuple):
    """The picture.

    Attributes:
        width: of all.
        height: of all.
        box: width and height of a box.
        boxes: the rules.
        edges: paths, as the attribute ``d`` of SVG's ``path``.
    """

    width: float
    height: float
    box: tuple[float, float]
    boxes: list[Box]
    edges: list[str]


def levels(parents: Mapping[str, set[str]]) -> dict[str, int]:
    """Length of the longest way to each rule from one that is made from nothing.

    >>> levels({"simulate": set(), "train": {"simulate"}, "compare": {"simulate", "train"}})
    {'simulate': 0, 'train': 1, 'compare': 2}
    """
    found: dict[str, int] = {}
    for name in TopologicalSorter(parents).static_order():
        found[name] = 1 + max((found[parent] for parent in parents.get(name, ())), default=-1)
    return found


def without_cycles(parents: Mapping[str, set[str]], place: Mapping[str, int]) -> dict[str, set[str]]:
    """The same without the edges that lead back: rounds run some rules again, each on what others made before.

    Args:
        parents: for each rule, the rules that make its inputs.
        place: of each rule, where its first job stands in the order of the jobs.

    >>> without_cycles({"train": {"restrict", "simulate"}, "restrict": {"train"}}, {"train": 1, "restrict": 2})
    {'train': {'simulate'}, 'restrict': {'train'}}
    """
    above = {name: _above(parents, name) for name in parents}
    return {
        name: {parent for parent in direct if name not in above.get(parent, ()) or place[parent] < place[name]}
        for name, direct in parents.items()
    }


def _above(parents: Mapping[str, set[str]], name: str) -> set[str]:
    """All that a rule is made from, however far up."""
    found, new = set[str](), {name}
    while new := set[str]().union(*(parents.get(each, set()) for each in new)) - found:
        found |= new
    return found


def reduced(parents: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The same without edges that another way replaces.

    >>> reduced({"a": set(), "b": {"a"}, "c": {"a", "b"}})
    {'a': set(), 'b': {'a'}, 'c': {'b'}}
    """
    above: dict[str, set[str]] = {}
    for name in TopologicalSorter(parents).static_order():
        direct = parents.get(name, set())
        above[name] = direct.union(*(above[parent] for parent in direct))
    return {
        name: {parent for parent in direct if not any(parent in above[other] for other in direct)}
        for name, direct in parents.items()
    }


def drawing(parents: Mapping[str, set[str]], notes: Mapping[str, str]) -> Drawing:
    """Lay out the rules.

    Args:
        parents: for each rule, the rules that make its inputs.
        notes: a few words on each rule.
    """
    level = levels(parents)
    ways = [_way(parent, name, level) for name, direct in reduced(parents).items() for parent in sorted(direct)]
    rows = _rows(level, ways)
    _order(rows, ways)
    width = max(_width(row) for row in rows)
    middle = {item: x for row in rows for item, x in _middles(row, width).items()}
    boxes = [
        Box(name, notes.get(name, ""), middle[number, name] - BOX / 2, number * (HEIGHT + DOWN))
        for name, number in level.items()
    ]
    height = len(rows) * (HEIGHT + DOWN) - DOWN
    return Drawing(width, height, (BOX, HEIGHT), boxes, [_path(way, middle) for way in ways])


def _way(parent: str, child: str, level: Mapping[str, int]) -> list[Item]:
    """The items that an edge joins, from level to level: its passings have a name that no rule has."""
    between = [(number, f"{parent} {child}") for number in range(level[parent] + 1, level[child])]
    return [(level[parent], parent), *between, (level[child], child)]


def _rows(level: Mapping[str, int], ways: Sequence[Sequence[Item]]) -> list[list[Item]]:
    """The items of each level."""
    every = [*((number, name) for name, number in level.items()), *(item for way in ways for item in way[1:-1])]
    return [[item for item in every if item[0] == number] for number in range(1 + max(level.values()))]


def _order(rows: list[list[Item]], ways: Sequence[Sequence[Item]]) -> None:
    """Bring items near to what they are joined to, which leaves few crossings: each to the mean place of these.

    Sugiyama, Tagawa and Toda 1981, IEEE Trans. Syst. Man Cybern. 11, 109.

    Args:
        rows: the items of each level, which are sorted.
        ways: the items that each edge joins.
    """
    pairs = [pair for way in ways for pair in pairwise(way)]
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        joined: dict[Item, list[Item]] = {}
        for upper, lower in pairs:
            joined.setdefault(lower if down else upper, []).append(upper if down else lower)
        for row in rows if down else reversed(rows):
            place = {item: x for other in rows for item, x in _middles(other, 0).items()}
            means = {item: fmean(place[other] for other in joined.get(item, [item])) for item in row}
            row.sort(key=means.__getitem__)


def _middles(row: Sequence[Item], width: float) -> dict[Item, float]:
    """Where the middle of each item of a level lies.

    Args:
        row: the items, from left to right.
        width: of the picture, in whose middle the level lies.
    """
    x, found = (width - _width(row)) / 2, {}
    for item in row:
        found[item] = x + _breadth(item) / 2
        x += _breadth(item) + ACROSS
    return found


def _width(row: Sequence[Item]) -> float:
    return sum(map(_breadth, row)) + ACROSS * (len(row) - 1)


def _breadth(item: Item) -> float:
    return PASSING if " " in item[1] else BOX


def _path(way: Sequence[Item], middle: Mapping[Item, float]) -> str:
    """An edge as a smooth line from the lower end of a box to the upper end of another."""
    x, y = middle[way[0]], way[0][0] * (HEIGHT + DOWN) + HEIGHT
    path = f"M{x:g} {y:g}"
    for item in way[1:]:
        to, upper = middle[item], item[0] * (HEIGHT + DOWN)
        path += f"C{x:g} {y + DOWN / 2:g} {to:g} {upper - DOWN / 2:g} {to:g} {upper:g}"
        x, y = to, upper + HEIGHT
        path += f"V{y:g}" if item is not way[-1] else ""
    return path
