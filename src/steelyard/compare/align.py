"""Which steps of two ordered lists are the same, in the same order."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Sequence


def aligned(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Pairs of equal items, in the order of both lists.

    The n-th occurrence of an item in one list is the n-th in the other; of these
    pairs a longest sequence is kept that rises in both lists (patience sorting).
    Time grows as n log n.
    """
    places: dict[Hashable, list[int]] = defaultdict(list)
    for index, item in enumerate(new):
        places[item].append(index)
    used: dict[Hashable, int] = defaultdict(int)
    pairs = []
    for index, item in enumerate(old):
        number = used[item]
        if number < len(places.get(item, ())):
            used[item] = number + 1
            pairs.append((index, places[item][number]))
    return _rising(pairs)


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """A longest subsequence whose second numbers rise."""
    tails: list[int] = []
    at: list[int] = []
    came: list[int] = []
    for index, (_, value) in enumerate(pairs):
        place = bisect_left(tails, value)
        if place == len(tails):
            tails.append(value)
            at.append(index)
        else:
            tails[place] = value
            at[place] = index
        came.append(at[place - 1] if place else -1)
    found = []
    index = at[-1] if at else -1
    while index >= 0:
        found.append(pairs[index])
        index = came[index]
    return found[::-1]
