"""Which groups can be asked for behind a condition, for all requests at once.

The counterpart of what `steelyard.forecast.routing.evaluate` does on the way:
an expression that matches leaves its groups, and a test that `clears` leaves
none where it is not true.
"""

from collections.abc import Sequence

from steelyard.forecast.routing.space.environment import (
    Captures,
    Environment,
    not_followed,
)
from steelyard.model.conditions import All, Any, Condition, InTable, Match, Not
from steelyard.model.values import Pattern


def behind(environment: Environment, condition: Condition, truth: bool) -> Environment:
    """The environment behind a condition, as a route has it, that was true or was not."""
    match condition:
        case Match():
            if not _has_expression(condition):
                return environment
            if truth:
                return _found(environment, condition, condition.patterns)
            return environment.captured(None) if condition.clears else environment
        case InTable():
            if truth and _has_expression(condition):
                patterns = tuple(entry.pattern for entry in condition.table.entries)
                return _found(environment, condition, patterns)
            return environment
        case Not():
            return behind(environment, condition.part, not truth)
        case All() | Any():
            if truth is isinstance(condition, All) or len(condition.parts) == 1:
                for part in condition.parts:
                    environment = behind(environment, part, truth)
            elif _has_expression(condition):
                hidden = not_followed("an expression", "whether it matched is not certain")
                environment = environment.captured(hidden)
    return environment


def _found(
    environment: Environment, condition: "Match | InTable", patterns: Sequence[Pattern]
) -> Environment:
    """The environment behind a test one of whose patterns matched."""
    if len(patterns) > 1:
        hidden = not_followed("the last expression", "it is not certain which matched")
        return environment.captured(hidden)
    flags = "i" if patterns[0].ignore_case else ""
    value = environment.value(condition.value)
    return environment.captured(Captures(value, patterns[0].text, flags))


def _has_expression(condition: Condition) -> bool:
    """Whether a regular expression is searched for in it."""
    match condition:
        case Match():
            return any(pattern.kind == "regex" for pattern in condition.patterns)
        case InTable():
            return any(entry.pattern.kind == "regex" for entry in condition.table.entries)
        case All() | Any():
            return any(_has_expression(part) for part in condition.parts)
        case Not():
            return _has_expression(condition.part)
    return False
