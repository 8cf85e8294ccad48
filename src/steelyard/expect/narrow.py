"""Which of many steps may take a request that is asked for: whole groups are ruled out at once.

Steps that compare the same value with plain patterns stand in a tree; that no
request meets any pattern of a branch is one question instead of thousands.
"""

from collections.abc import Callable, Iterator, Sequence

from steelyard.core.record import identity
from steelyard.forecast.routing.space.program import Node
from steelyard.model.conditions import All, Condition, InTable, Match
from steelyard.model.essence import essence
from steelyard.model.values import Pattern, Value

FEW = 8
"""Steps that are asked for one by one."""

MOST_PATTERNS = {"exact": 2_000, "prefix": 2_000, "suffix": 32}
"""Patterns of one question; others are not asked for together."""

Possible = Callable[[Condition], bool]
"""Whether a request that is asked for may meet a condition."""


@identity
class _Branch:
    """Steps in order, and what each request meets that one of them takes; None: too much to ask."""

    steps: tuple[int, ...]
    meets: Condition | None
    parts: "tuple[_Branch, ...]"


class Narrow:
    """The steps of one node."""

    def __init__(self, node: Node) -> None:
        groups: dict[object, tuple[Value, list[tuple[int, Sequence[Pattern]]]]] = {}
        self._others: set[int] = set()
        for index, guard in enumerate(node.guards):
            found = _compared(guard)
            if found is None:
                self._others.add(index)
                continue
            value, patterns = found
            key = (essence(value, True), any(pattern.kind == "suffix" for pattern in patterns))
            groups.setdefault(key, (value, []))[1].append((index, patterns))
        self._branches = [_branch(value, members) for value, members in groups.values()]

    def candidates(self, asked: Sequence[int], possible: Possible) -> list[int]:
        """Those of ``asked`` that a request may take; some of them it may not."""
        if len(asked) <= FEW:
            return list(asked)
        wanted = set(asked)
        found = wanted & self._others
        for branch in self._branches:
            found.update(_possible(branch, wanted, possible))
        return sorted(found)


def _possible(branch: _Branch, wanted: set[int], possible: Possible) -> Iterator[int]:
    mine = [index for index in branch.steps if index in wanted]
    if len(mine) <= FEW:
        yield from mine
        return
    if branch.meets is not None and not possible(branch.meets):
        return
    if not branch.parts:
        yield from mine
    for part in branch.parts:
        yield from _possible(part, wanted, possible)


def _branch(value: Value, members: Sequence[tuple[int, Sequence[Pattern]]]) -> _Branch:
    patterns = [pattern for _, some in members for pattern in some]
    most = min(MOST_PATTERNS[pattern.kind] for pattern in patterns)
    meets = Match(value, tuple(patterns)) if len(patterns) <= most else None
    parts: tuple[_Branch, ...] = ()
    if len(members) > FEW:
        width = -(-len(members) // 8)
        parts = tuple(
            _branch(value, members[start : start + width])
            for start in range(0, len(members), width)
        )
    return _Branch(tuple(index for index, _ in members), meets, parts)


def _compared(guard: Condition) -> tuple[Value, Sequence[Pattern]] | None:
    """A value that must have one of these patterns for the guard to hold; None for other guards."""
    for part in guard.parts if isinstance(guard, All) else (guard,):
        if isinstance(part, Match):
            patterns: Sequence[Pattern] = part.patterns
        elif isinstance(part, InTable) and part.table.complete:
            patterns = [entry.pattern for entry in part.table.entries]
        else:
            continue
        if patterns and all(pattern.kind in MOST_PATTERNS for pattern in patterns):
            return part.value, patterns
    return None
