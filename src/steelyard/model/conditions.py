"""Conditions over a request, in three-valued logic: true, false, unknown."""

from dataclasses import dataclass

from steelyard.core.place import NOWHERE, Place
from steelyard.model.values import Pattern, Table, Value


@dataclass(slots=True, frozen=True)
class Always:
    """True for every request."""


@dataclass(slots=True, frozen=True)
class Never:
    """False for every request; ``reason`` says why it was found to be so."""

    reason: str = ""


@dataclass(slots=True, frozen=True)
class Match:
    """True when any text of ``value`` matches any of ``patterns``.

    ``name`` is the name that the configuration gave to this test, if any
    (an ACL), ``place`` where it stands.
    """

    value: Value
    patterns: tuple[Pattern, ...]
    place: Place = NOWHERE
    name: str = ""


@dataclass(slots=True, frozen=True)
class InTable:
    """True when any text of ``value`` has an entry in ``table`` (a list from a file)."""

    value: Value
    table: Table
    place: Place = NOWHERE
    name: str = ""


@dataclass(slots=True, frozen=True)
class All:
    """True when every part is."""

    parts: "tuple[Condition, ...]"


@dataclass(slots=True, frozen=True)
class Any:
    """True when at least one part is."""

    parts: "tuple[Condition, ...]"


@dataclass(slots=True, frozen=True)
class Not:
    """True when ``part`` is false."""

    part: "Condition"


@dataclass(slots=True, frozen=True)
class OpaqueCondition:
    """A test that is kept but not understood: it may be true or false."""

    text: str
    reason: str
    place: Place = NOWHERE


Condition = Always | Never | Match | InTable | All | Any | Not | OpaqueCondition

ALWAYS = Always()
