"""When one condition makes another superfluous: sound, quick and incomplete.

`covers(a, b)` is True only when every request that satisfies ``b`` satisfies
``a``.  False means "not shown", never "not so".  The reasoning over the whole
space of requests is another matter; this finds the plain cases in time that
grows with the text.
"""

from dataclasses import dataclass, field

from steelyard.model.conditions import All, Always, Any, Condition, InTable, Match, Never, Not
from steelyard.model.values import Field, Pattern, Value

SINGLE = frozenset({"path", "clean-path", "host", "method", "target", "source", "server-name"})
"""Fields with at most one text."""


def covers(wide: Condition, narrow: Condition) -> bool:
    """Whether ``narrow`` implies ``wide``."""
    if _everything(wide) or isinstance(narrow, Never) or wide == narrow:
        return True
    if isinstance(narrow, Any):
        return all(covers(wide, part) for part in narrow.parts)
    if isinstance(wide, All):
        return all(covers(part, narrow) for part in wide.parts)
    if isinstance(wide, Any) and any(covers(part, narrow) for part in wide.parts):
        return True
    if isinstance(narrow, All):
        return any(covers(wide, part) for part in narrow.parts)
    if isinstance(wide, Not) and isinstance(narrow, Not):
        return covers(narrow.part, wide.part)
    if isinstance(wide, Not):
        return excludes(wide.part, narrow)
    if isinstance(wide, Match) and isinstance(narrow, Match):
        return wide.value == narrow.value and all(
            any(pattern_covers(w, n) for w in wide.patterns) for n in narrow.patterns
        )
    if isinstance(wide, InTable) and isinstance(narrow, InTable):
        return wide.value == narrow.value and wide.table is narrow.table
    return False


def excludes(first: Condition, second: Condition) -> bool:
    """Whether no request satisfies both; False means "not shown"."""
    if isinstance(first, Never) or isinstance(second, Never):
        return True
    if isinstance(first, Any):
        return all(excludes(part, second) for part in first.parts)
    if isinstance(second, Any):
        return all(excludes(first, part) for part in second.parts)
    if isinstance(first, All):
        return any(excludes(part, second) for part in first.parts)
    if isinstance(second, All):
        return any(excludes(first, part) for part in second.parts)
    if isinstance(first, Not):
        return covers(first.part, second)
    if isinstance(second, Not):
        return covers(second.part, first)
    if isinstance(first, Match) and isinstance(second, Match):
        return (
            first.value == second.value
            and single(first.value)
            and all(_apart(a, b) for a in first.patterns for b in second.patterns)
        )
    return False


def single(value: Value) -> bool:
    """Whether the value has at most one text for any request."""
    return isinstance(value, Field) and value.name in SINGLE


def pattern_covers(wide: Pattern, narrow: Pattern) -> bool:
    """Whether every text that matches ``narrow`` matches ``wide``."""
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


@dataclass(slots=True)
class Seen:
    """Conditions met so far, each with the number of its owner; finds one that covers.

    Plain conditions on one value are indexed by their patterns; others are
    kept in a list of which at most `COMPARED` are tried.
    """

    everything: int | None = None
    exact: dict[tuple[Value, str], int] = field(default_factory=dict)
    prefix: dict[tuple[Value, str], int] = field(default_factory=dict)
    lengths: dict[Value, set[int]] = field(default_factory=dict)
    others: list[tuple[Condition, int]] = field(default_factory=list)

    def add(self, condition: Condition, owner: int) -> None:
        """Remembers a condition."""
        if _everything(condition):
            self.everything = owner if self.everything is None else self.everything
            return
        for part in condition.parts if isinstance(condition, Any) else (condition,):
            if not isinstance(part, Match):
                if not isinstance(part, Never):
                    self.others.append((part, owner))
                continue
            rest = [p for p in part.patterns if p.ignore_case or not self._index(part, p, owner)]
            if rest:
                self.others.append((Match(part.value, tuple(rest)), owner))

    def _index(self, part: Match, pattern: Pattern, owner: int) -> bool:
        """Indexes a plain pattern; whether it could."""
        if pattern.kind == "exact":
            self.exact.setdefault((part.value, pattern.text), owner)
        elif pattern.kind == "prefix":
            self.prefix.setdefault((part.value, pattern.text), owner)
            self.lengths.setdefault(part.value, set()).add(len(pattern.text))
        else:
            return False
        return True

    def find(self, condition: Condition) -> int | None:
        """What covers the whole condition: the owners of all parts, the first returned."""
        if self.everything is not None:
            return self.everything
        if isinstance(condition, Any):
            owners = [self.find(part) for part in condition.parts]
            return owners[0] if owners and all(o is not None for o in owners) else None
        if isinstance(condition, All):
            for part in condition.parts:
                owner = self.find(part)
                if owner is not None:
                    return owner
            return self._compared(condition)
        if isinstance(condition, Match):
            owners = [self._pattern(condition, pattern) for pattern in condition.patterns]
            if owners and all(owner is not None for owner in owners):
                return owners[0]
            return None
        return self._compared(condition)

    def _pattern(self, part: Match, pattern: Pattern) -> int | None:
        """What covers one pattern of a match."""
        value, text = part.value, pattern.text
        if not pattern.ignore_case and pattern.kind in ("exact", "prefix"):
            if pattern.kind == "exact" and (value, text) in self.exact:
                return self.exact[value, text]
            for length in self.lengths.get(value, ()):
                if length <= len(text) and (value, text[:length]) in self.prefix:
                    return self.prefix[value, text[:length]]
        return self._compared(Match(value, (pattern,)))

    def _compared(self, condition: Condition) -> int | None:
        """One of the conditions without index that covers this one."""
        for wide, owner in self.others[-COMPARED:]:
            if covers(wide, condition):
                return owner
        return None


COMPARED = 100
"""Conditions without index that are compared at most; bounds the time to linear."""
