"""What is the same for every request: variables put in, conditions that always hold."""

from steelyard.core.record import replace
from steelyard.lint.rule import Subject
from steelyard.model.conditions import All, Always, Any, Condition, Match, Never, Not
from steelyard.model.routing import SetVariable
from steelyard.model.values import Apply, Field, Join, Literal, Lookup, Pattern, Value


def with_variables(subject: Subject, value: Value, depth: int = 4) -> Value:
    """The value with the variables put in that one line sets, and for every request."""
    if isinstance(value, Field) and value.name == "variable" and depth:
        known = _variables(subject).get(value.argument)
        return value if known is None else with_variables(subject, known, depth - 1)
    if isinstance(value, Apply):
        return replace(value, value=with_variables(subject, value.value, depth))
    if isinstance(value, Join):
        return Join(tuple(with_variables(subject, part, depth) for part in value.parts))
    return value


def _variables(subject: Subject) -> dict[str, Value]:
    """The variables that are set once, without a condition."""
    known = subject.memo.get("variables-set-once")
    if not isinstance(known, dict):
        found: dict[str, Value | None] = {}
        for _, route in subject.gateway.routes():
            for action in route.actions:
                if isinstance(action, SetVariable):
                    free = _is_free(route.condition, action.value)
                    once = free and action.name not in found
                    found[action.name] = action.value if once else None
        known = {name: value for name, value in found.items() if value is not None}
        subject.memo["variables-set-once"] = known
    return known


def _is_free(condition: Condition, value: Value) -> bool:
    """Whether nothing but the value's own existence limits a rule."""
    if isinstance(condition, Match) and condition.value == value:
        return [pattern.kind for pattern in condition.patterns] == ["exists"]
    return isinstance(condition, Always)


def is_always(condition: Condition) -> bool:
    """Whether the condition holds for every request, as what it asks has but good texts."""
    return _outcome(condition) is True


def _outcome(condition: Condition) -> bool | None:
    """What the condition is for every request, None when it varies or is not known."""
    if isinstance(condition, Always):
        return True
    if isinstance(condition, Never):
        return False
    if isinstance(condition, Not):
        inner = _outcome(condition.part)
        return None if inner is None else not inner
    if isinstance(condition, All | Any):
        parts = {_outcome(part) for part in condition.parts}
        decisive = isinstance(condition, Any)
        if decisive in parts:
            return decisive
        return None if None in parts else not decisive
    if isinstance(condition, Match):
        texts = _texts(condition.value)
        found = {_meets(text, condition.patterns) for text in texts or ()}
        return found.pop() if len(found) == 1 else None
    return None


def _texts(value: Value) -> set[str] | None:
    """Every text that the value may have; None when they are not known or there may be none."""
    if isinstance(value, Literal):
        return {value.text}
    if isinstance(value, Join) and len(value.parts) == 1:
        return _texts(value.parts[0])
    if isinstance(value, Lookup) and value.table.complete and value.default is not None:
        found: set[str] = set()
        for one in (*(entry.value for entry in value.table.entries), value.default):
            texts = _texts(one)
            if texts is None:
                return None
            found |= texts
        return found
    return None


def _meets(text: str, patterns: tuple[Pattern, ...]) -> bool | None:
    """Whether the text matches one of the patterns; None for kinds that are not plain."""
    found = {_meets_one(text, pattern) for pattern in patterns}
    return True if True in found else None if None in found else False


def _meets_one(text: str, pattern: Pattern) -> bool | None:
    """Whether the text matches the pattern; None for a kind that is not plain."""
    if pattern.kind == "exists":
        return True
    if pattern.kind == "exact":
        same = text == pattern.text
        return same or (pattern.ignore_case and text.lower() == pattern.text.lower())
    if pattern.kind == "length" and pattern.text.endswith(":"):
        least = pattern.text[:-1]
        return len(text) >= int(least) if least.isdigit() else None
    return None
