"""Conditions that some request surely meets, without a search: plain texts of host and path."""

import re

from steelyard.model.conditions import All, Condition, Match
from steelyard.model.values import Apply, Field, Pattern

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_PATH = re.compile(r"/[A-Za-z0-9._~-]*(?:/[A-Za-z0-9_~-]+)*/?")


def surely_met(condition: Condition) -> bool:
    """Whether it compares host and path, each once, with texts that a client can send.

    False where that takes a closer look.
    """
    parts = condition.parts if isinstance(condition, All) else (condition,)
    fields = [_field(part) for part in parts]
    return None not in fields and len(set(fields)) == len(fields)


def _field(condition: Condition) -> str | None:
    """``host`` or ``path`` where the condition compares it so, else None."""
    if not isinstance(condition, Match):
        return None
    value = condition.value
    if isinstance(value, Apply) and value.function in ("lower", "first", "strip-port"):
        value = value.value
    if not isinstance(value, Field):
        return None
    if value.name == "path":
        return "path" if any(_plain(one, _PATH) for one in condition.patterns) else None
    host = value.name == "host" or (
        value.name in ("header", "header-item") and value.argument.lower() == "host"
    )
    return "host" if host and any(_plain(one, _HOST) for one in condition.patterns) else None


def _plain(pattern: Pattern, texts: re.Pattern[str]) -> bool:
    return pattern.kind in ("exact", "prefix") and texts.fullmatch(pattern.text) is not None
