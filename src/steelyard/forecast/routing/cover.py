"""When one condition makes another superfluous: sound, quick and incomplete.

`covers(a, b)` is True only when every request that satisfies ``b`` satisfies
``a``.  False means "not shown", never "not so".  The reasoning over the whole
space of requests is another matter; this finds the plain cases in time that
grows with the text, and asks the automata (`language.proof`) about expressions,
within a budget.
"""

from collections.abc import Iterator

from steelyard.forecast.routing.language.proof import Proof
from steelyard.forecast.routing.regex import Undecided, search
from steelyard.model.conditions import All, Always, Any, Condition, InTable, Match, Never, Not
from steelyard.model.values import Field, Pattern, Value

SINGLE = frozenset({"path", "clean-path", "host", "method", "target", "source", "server-name"})
"""Fields with at most one text."""


def covers(wide: Condition, narrow: Condition, proof: Proof | None = None) -> bool:
    """Whether ``narrow`` implies ``wide``; ``proof`` has the budget for expressions."""
    proof = proof or Proof()
    if _everything(wide) or isinstance(narrow, Never) or wide == narrow:
        return True
    if isinstance(narrow, Any):
        return all(covers(wide, part, proof) for part in narrow.parts)
    if isinstance(wide, All):
        return all(covers(part, narrow, proof) for part in wide.parts)
    if isinstance(wide, Any) and any(covers(part, narrow, proof) for part in wide.parts):
        return True
    if isinstance(narrow, All):
        return any(covers(wide, part, proof) for part in narrow.parts)
    if isinstance(wide, Not) and isinstance(narrow, Not):
        return covers(narrow.part, wide.part, proof)
    if isinstance(wide, Not):
        return excludes(wide.part, narrow, proof)
    if isinstance(wide, Match) and isinstance(narrow, Match):
        return wide.value == narrow.value and all(
            any(pattern_covers(w, n) for w in wide.patterns)
            or proof.covers(wide.patterns, n, _name(wide.value))
            for n in narrow.patterns
        )
    if isinstance(wide, InTable) and isinstance(narrow, InTable):
        return wide.value == narrow.value and wide.table is narrow.table
    return False


def excludes(first: Condition, second: Condition, proof: Proof | None = None) -> bool:
    """Whether no request satisfies both; False means "not shown"."""
    proof = proof or Proof()
    if isinstance(first, Never) or isinstance(second, Never):
        return True
    if isinstance(first, Any):
        return all(excludes(part, second, proof) for part in first.parts)
    if isinstance(second, Any):
        return all(excludes(first, part, proof) for part in second.parts)
    if isinstance(first, All):
        return any(excludes(part, second, proof) for part in first.parts)
    if isinstance(second, All):
        return any(excludes(first, part, proof) for part in second.parts)
    if isinstance(first, Not):
        return covers(first.part, second, proof)
    if isinstance(second, Not):
        return covers(second.part, first, proof)
    if isinstance(first, Match) and isinstance(second, Match):
        return (
            first.value == second.value
            and single(first.value)
            and all(
                _apart(a, b) or proof.apart(a, b, _name(first.value))
                for a in first.patterns
                for b in second.patterns
            )
        )
    return False


def single(value: Value) -> bool:
    """Whether the value has at most one text for any request."""
    return isinstance(value, Field) and value.name in SINGLE


def _name(value: Value) -> str:
    """The name of the field that the value is; "" for any other value."""
    return value.name if isinstance(value, Field) else ""


def pattern_covers(wide: Pattern, narrow: Pattern) -> bool:
    """Whether comparison of the texts shows that what matches ``narrow`` matches ``wide``."""
    if wide.kind == "exists":
        return True
    if wide.kind == narrow.kind and wide.text == narrow.text:
        return wide.ignore_case or not narrow.ignore_case
    if narrow.ignore_case and not wide.ignore_case:
        return False
    a, b = wide.text, narrow.text
    if wide.ignore_case:
        a, b = a.lower(), b.lower()
    match wide.kind, narrow.kind:
        case ("exact", "exact"):
            return a == b
        case ("prefix", "exact" | "prefix"):
            return b.startswith(a)
        case ("suffix", "exact" | "suffix"):
            return b.endswith(a)
        case ("contains", "exact" | "prefix" | "suffix" | "contains"):
            return a in b
        case ("regex", "exact"):
            return not narrow.ignore_case and _found(wide, narrow.text)
        case ("regex", "prefix"):
            return _OPEN_END.isdisjoint(wide.text) and _found(wide, narrow.text)
    return False


_OPEN_END = frozenset("$\\?")
"""What may look beyond a match: an end, an escape, a group with a condition."""


def _found(wide: Pattern, text: str) -> bool:
    """Whether the expression is found in the text; False when that is not certain."""
    if "\\x" in wide.text:  # the package reads some forms of it otherwise than the gateways
        return False
    try:
        return search(wide.text, wide.ignore_case, text) is not None
    except Undecided:
        return False


def _apart(first: Pattern, second: Pattern) -> bool:
    """Whether no text matches both patterns."""
    a, b = first, second
    left, right = a.text, b.text
    if a.ignore_case or b.ignore_case:
        left, right = left.lower(), right.lower()
    match a.kind, b.kind:
        case ("exact", "exact"):
            return left != right
        case ("exact", "prefix"):
            return not left.startswith(right)
        case ("prefix", "exact"):
            return not right.startswith(left)
        case ("prefix", "prefix"):
            return not left.startswith(right) and not right.startswith(left)
        case ("exact", "suffix"):
            return not left.endswith(right)
        case ("suffix", "exact"):
            return not right.endswith(left)
    return False


def _everything(condition: Condition) -> bool:
    """Whether every HTTP request satisfies it."""
    if isinstance(condition, Always):
        return True
    if isinstance(condition, Match) and condition.value in (Field("path"), Field("clean-path")):
        return any(p.kind == "prefix" and p.text in ("", "/") for p in condition.patterns)
    return False


Key = tuple[Value, str, str, bool]
"""What a pattern is found by: value, kind, text, whether the case is ignored."""


class Seen:
    """Conditions met so far, each with the number of its owner; finds one that covers.

    Conditions are found by a pattern that one of their parts needs, so that
    only few are compared; those without a plain pattern are kept in a list of
    which the first and the last `OTHERS` are tried.
    """

    def __init__(self) -> None:
        """Nothing met yet."""
        self.everything: int | None = None
        self._found: dict[Key, list[tuple[Condition, int]]] = {}
        self._lengths: dict[Value, set[int]] = {}
        self._values: set[Value] = set()
        self._others: list[tuple[Condition, int]] = []
        self._proof = Proof()

    def add(self, condition: Condition, owner: int) -> None:
        """Remembers a condition."""
        if _everything(condition):
            self.everything = owner if self.everything is None else self.everything
            return
        if isinstance(condition, Any):
            for part in condition.parts:
                self.add(part, owner)
            return
        if isinstance(condition, Never):
            return
        match = _plain(condition)
        if match is None:
            self._others.append((condition, owner))
            return
        for pattern in match.patterns:
            narrowed = Match(match.value, (pattern,)) if match is condition else condition
            key = _key(match.value, pattern)
            self._values.add(match.value)
            entries = self._found.setdefault(key, [])
            if len(entries) < COMPARED:
                entries.append((narrowed, owner))
            if pattern.kind == "prefix":
                self._lengths.setdefault(match.value, set()).add(len(pattern.text))

    def find(self, condition: Condition) -> int | None:
        """What covers the whole condition, in parts if need be; the first owner."""
        if self.everything is not None:
            return self.everything
        if isinstance(condition, Any):
            owners = [self.find(part) for part in condition.parts]
            return owners[0] if owners and all(o is not None for o in owners) else None
        if isinstance(condition, Match) and len(condition.patterns) > 1:
            owners = [self.find(Match(condition.value, (p,))) for p in condition.patterns]
            return owners[0] if all(owner is not None for owner in owners) else None
        for wide, owner in self._candidates(condition):
            if covers(wide, condition, self._proof):
                return owner
        return None

    def _candidates(self, condition: Condition) -> Iterator[tuple[Condition, int]]:
        """The remembered conditions that may cover this one."""
        for part in condition.parts if isinstance(condition, All) else (condition,):
            if isinstance(part, Match) and part.patterns:
                pattern = part.patterns[0]
                for key in self._keys(part.value, pattern):
                    yield from self._found.get(key, ())
        yield from self._others[:OTHERS]
        yield from self._others[OTHERS:][-OTHERS:]

    def _keys(self, value: Value, pattern: Pattern) -> Iterator[Key]:
        """The keys of patterns that cover this one."""
        text = pattern.text
        if pattern.kind == "regex":
            text = self._proof.lead(pattern) if value in self._values else ""
        lower = text.lower()
        if pattern.kind in ("exact", "regex"):
            yield (value, "exact", lower, True)
            yield (value, "exact", text, False)
        if pattern.kind in ("exact", "prefix", "regex"):
            for length in self._lengths.get(value, ()):
                if length <= len(text):
                    yield (value, "prefix", lower[:length], True)
                    yield (value, "prefix", text[:length], False)


def _plain(condition: Condition) -> Match | None:
    """The part by which a condition can be found: exact texts, else prefixes."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    for kind in ("exact", "prefix"):
        for part in parts:
            if isinstance(part, Match) and part.patterns:
                plain = all(pattern.kind == kind for pattern in part.patterns)
                if plain:
                    return part
    return None


def _key(value: Value, pattern: Pattern) -> Key:
    """The key of a plain pattern."""
    text = pattern.text.lower() if pattern.ignore_case else pattern.text
    return (value, pattern.kind, text, pattern.ignore_case)


COMPARED = 50
"""Conditions compared at most for one key; keeps the time linear."""

OTHERS = 25
"""Conditions without a key that are compared at most, of the first and of the last ones."""
