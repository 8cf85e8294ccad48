"""Twins of two lists: equal, in order, each once, and as many as there can be."""

from itertools import combinations, pairwise, permutations
from random import Random

from steelyard.compare.align import aligned


def rises(pairs: list[tuple[int, int]]) -> bool:
    return all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))


def test_twins_are_equal_and_never_cross() -> None:
    rng = Random("align")
    for _ in range(400):
        old = rng.choices("abcde", k=rng.randint(0, 8))
        new = rng.choices("abcde", k=rng.randint(0, 8))
        pairs = aligned(old, new)
        assert rises(pairs)
        assert all(old[i] == new[j] for i, j in pairs)


def test_of_different_items_as_many_as_possible_are_twins() -> None:
    for new in permutations("abcde"):
        longest = max(
            count
            for count in range(6)
            if any(
                rises([(i, new.index("abcde"[i])) for i in kept])
                for kept in combinations(range(5), count)
            )
        )
        assert len(aligned("abcde", new)) == longest


def test_equal_lists_are_twins_throughout() -> None:
    assert aligned("aabca", "aabca") == [(i, i) for i in range(5)]
    assert aligned("ab", "xaby") == [(0, 1), (1, 2)]
    assert aligned("", "a") == []
