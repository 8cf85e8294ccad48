"""Conditions over a request, in three-valued logic: true, false, unknown."""

from steelyard.core.place import NOWHERE, Place
from steelyard.core.record import frozen
from steelyard.model.values import Pattern, Table, Value


@frozen
class Always:
    """True for every request."""


@frozen
class Never:
    """False for every request; ``reason`` says why it was found to be so."""

    reason: str = ""


@frozen
class Match:
    """True when any text of ``value`` matches any of ``patterns``.

    ``name`` is the name that the configuration gave to this test, if any
    (an ACL), ``place`` where it stands.  ``clears``: when it is not true the
    groups of an expression that matched earlier are forgotten.
    """

    value: Value
    patterns: tuple[Pattern, ...]
    place: Place = NOWHERE
    name: str = ""
    clears: bool = False


@frozen
class InTable:
    """True when any text of ``value`` has an entry in ``table`` (a list from a file)."""

    value: Value
    table: Table
    place: Place = NOWHERE
    name: str = ""


@frozen
class All:
    """True when every part is."""

    parts: "tuple[Condition, ...]"


@frozen
class Any:
    """True when at least one part is."""

    parts: "tuple[Condition, ...]"


@frozen
class Not:
    """True when ``part`` is false."""

    part: "Condition"


@frozen
class OpaqueCondition:
    """A test that is kept but not understood: it may be true or false."""

    text: str
    reason: str
    place: Place = NOWHERE


Condition = Always | Never | Match | InTable | All | Any | Not | OpaqueCondition

ALWAYS = Always()
