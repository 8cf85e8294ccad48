"""The request that a condition on host and path plainly asks for, without a search."""

from steelyard.forecast.routing.fields import UNSENDABLE
from steelyard.forecast.routing.request import Request
from steelyard.model.conditions import All, Condition, Match
from steelyard.model.values import Apply, Field

_ALIKE = frozenset({"lower", "first", "strip-port"})
"""Functions that leave an ordinary host as it is."""


def plain_request(condition: Condition) -> Request | None:
    """A request with the texts that the condition compares; None where it compares others.

    Whether it meets the condition is for the caller to ask.
    """
    found = {"host": "host.example", "path": "/"}
    for part in condition.parts if isinstance(condition, All) else (condition,):
        name = _field(part)
        if name is None or not isinstance(part, Match):
            return None
        found[name] = part.patterns[0].text
    if not found["path"].startswith("/") or UNSENDABLE.search("".join(found.values())):
        return None
    return Request(target=found["path"], headers=(("Host", found["host"]),))


def _field(condition: Condition) -> str | None:
    """``host`` or ``path`` where the condition compares it with the start of a text, else None."""
    if not isinstance(condition, Match) or condition.patterns[0].kind not in ("exact", "prefix"):
        return None
    value = condition.value
    if isinstance(value, Apply) and value.function in _ALIKE:
        value = value.value
    if not isinstance(value, Field):
        return None
    if value.name == "host" or (
        value.name in ("header", "header-item") and value.argument.lower() == "host"
    ):
        return "host"
    return "path" if value.name in ("path", "clean-path") else None
