"""Conditions that hold for every request."""

import pytest

from steelyard.core.place import NOWHERE
from steelyard.lint.constant import is_always
from steelyard.model.conditions import ALWAYS, All, Any, Condition, Match, Never, Not
from steelyard.model.values import Field, Join, Literal, Lookup, Pattern, Table, TableEntry

ON = (Pattern("exact", "on"),)
VARIES = Match(Field("path"), (Pattern("prefix", "/a"),))


def table(entry: str, otherwise: str | None) -> Lookup:
    """A map with one entry and a default."""
    entries = (TableEntry(Pattern("exact", "x"), Literal(entry)),)
    default = None if otherwise is None else Literal(otherwise)
    return Lookup(Table("map", entries, NOWHERE), Field("host"), default)


@pytest.mark.parametrize(
    ("condition", "always"),
    [
        (ALWAYS, True),
        (Never(), False),
        (VARIES, False),
        (Not(Never()), True),
        (Match(Literal("on"), ON), True),
        (Match(Literal("ON"), (Pattern("exact", "on", True),)), True),
        (Match(Literal("off"), ON), False),
        (Not(Match(Literal("off"), ON)), True),
        (Any((VARIES, Not(Match(Literal("off"), ON)))), True),
        (All((VARIES, Match(Literal("on"), ON))), False),
        (Match(table("on", "on"), ON), True),
        (Match(table("on", "off"), ON), False),
        (Match(table("on", None), ON), False),
        (Match(Join((table("1", "1"),)), (Pattern("length", "1:"),)), True),
        (Match(Literal("on"), (Pattern("regex", "o"),)), False),
    ],
)
def test_conditions_that_hold_for_every_request(condition: Condition, always: bool):
    assert is_always(condition) is always
