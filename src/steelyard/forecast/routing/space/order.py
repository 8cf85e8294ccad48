"""Which guard of an ordered list holds first for a request, without trying them all."""

from collections.abc import Iterator, Sequence
from heapq import merge

from steelyard.forecast.routing.evaluate import holds, texts_of
from steelyard.forecast.routing.space.carry import single
from steelyard.forecast.routing.state import State
from steelyard.model.conditions import All, Condition, InTable, Match
from steelyard.model.essence import essence
from steelyard.model.values import Pattern, Value


class _Keyed:
    """The guards that need one value to be, or to start with, a fixed text."""

    def __init__(self, value: Value) -> None:
        self.value = value
        self.equal: dict[tuple[str, bool], list[int]] = {}
        self.starts: dict[tuple[str, bool], list[int]] = {}
        self.lengths: set[int] = set()
        self.folded: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})

    def add(self, pattern: Pattern, index: int) -> None:
        text = pattern.text.lower() if pattern.ignore_case else pattern.text
        kept = self.equal if pattern.kind == "exact" else self.starts
        kept.setdefault((text, pattern.ignore_case), []).append(index)
        self.folded[pattern.kind == "prefix"].setdefault(text.lower(), []).append(index)
        if pattern.kind == "prefix":
            self.lengths.add(len(pattern.text))

    def find(self, text: str) -> Iterator[list[int]]:
        """Lists of guards, in order, whose key the text may meet."""
        lower = text.lower()
        for key in ((text, False), (lower, True)):
            if key in self.equal:
                yield self.equal[key]
        for length in self.lengths:
            for key in ((text[:length], False), (lower[:length], True)):
                if len(text) >= length and key in self.starts:
                    yield self.starts[key]

    def meeting(self, text: str) -> Iterator[list[int]]:
        """Lists of guards whose key a text may meet that is this one in any case."""
        lower = text.lower()
        yield self.folded[0].get(lower, [])
        for length in self.lengths:
            if len(lower) >= length:
                yield self.folded[1].get(lower[:length], [])

    def all(self) -> Iterator[int]:
        """Every guard."""
        for kept in self.folded:
            for indexes in kept.values():
                yield from indexes


class Order:
    """An ordered list of guards, found by what each of them needs."""

    def __init__(self, guards: Sequence[Condition]) -> None:
        self._guards = guards
        self._keyed: dict[object, _Keyed] = {}
        self._others: list[int] = []
        for index, guard in enumerate(guards):
            key = _key(guard)
            if key is None:
                self._others.append(index)
                continue
            value, patterns = key
            named = self._keyed.setdefault(essence(value, True), _Keyed(value))
            for pattern in patterns:
                named.add(pattern, index)

    def first(self, state: State, below: int | None = None) -> tuple[int, bool] | None:
        """The first guard that holds or may hold, and whether it certainly does."""
        lists = [self._others]
        for keyed in self._keyed.values():
            texts = texts_of(keyed.value, state)
            if texts is None:
                lists.append(sorted(set(keyed.all())))
                continue
            for text in texts:
                lists += keyed.find(text)
        last = -1
        for index in merge(*lists) if len(lists) > 1 else lists[0]:
            if below is not None and index >= below:
                return None
            if index == last:
                continue
            last = index
            truth = holds(self._guards[index], state)
            if truth is not False:
                return index, truth is True
        return None

    def may_meet(self, guard: Condition) -> list[int]:
        """The guards, in order, that may hold together with this one; a superset."""
        found = set(self._others)
        wanted = {}
        for part in guard.parts if isinstance(guard, All) else (guard,):
            exact = isinstance(part, Match) and all(p.kind == "exact" for p in part.patterns)
            if isinstance(part, Match) and exact and single(part.value):
                wanted[essence(part.value, True)] = part
        for name, keyed in self._keyed.items():
            match = wanted.get(name)
            if match is None:
                found.update(keyed.all())
                continue
            for pattern in match.patterns:
                for indexes in keyed.meeting(pattern.text):
                    found.update(indexes)
        return sorted(found)


def _key(guard: Condition) -> tuple[Value, Sequence[Pattern]] | None:
    """The value and the plain texts of which one is needed: exact ones, else prefixes."""
    parts = guard.parts if isinstance(guard, All) else (guard,)
    for kinds in (("exact",), ("exact", "prefix")):
        for part in parts:
            if isinstance(part, InTable) and part.table.complete:
                patterns: Sequence[Pattern] = [entry.pattern for entry in part.table.entries]
                value = part.value
            elif isinstance(part, Match):
                patterns, value = part.patterns, part.value
            else:
                continue
            if patterns and all(pattern.kind in kinds for pattern in patterns):
                return value, patterns
    return None
