"""``redirect`` and ``http-request redirect`` (configuration manual 4.2, "redirect")."""

from collections.abc import Sequence

from steelyard.core.place import Place
from steelyard.dialects.haproxy.text.samples import Context
from steelyard.dialects.haproxy.text.samples_format import read_format
from steelyard.model.conditions import Condition, Match
from steelyard.model.routing import Redirect
from steelyard.model.values import Apply, Field, Join, Literal, Pattern, Value

_CODES = ("301", "302", "303", "307", "308")
_PATH = Field("path")
_PATH_AND_QUERY = Apply("uri-part", Field("target"), ("", "", "1", "1"))
_HOST = Field("header-item", "host")


def read_redirect(
    words: Sequence[str], place: Place, context: Context, *, formats: bool
) -> tuple[Redirect, Condition | None] | None:
    """The redirect, and what must hold besides; None when it is not understood.

    ``formats``: expressions are evaluated, as in ``http-request redirect``; the
    plain ``redirect`` line takes its text literally.
    """
    kind = target = ""
    status = 302
    flags: set[str] = set()
    index = 0
    while index < len(words):
        word = words[index]
        following = words[index + 1] if index + 1 < len(words) else ""
        if word in ("location", "prefix", "scheme"):
            kind, target = word, following
            index += 1
        elif word == "code":
            if following not in _CODES:
                return None
            status = int(following)
            index += 1
        elif word in ("set-cookie", "clear-cookie", "set-cookie-fmt"):
            index += 1
        else:
            flags.add(word)
        index += 1
    if not kind:
        return None
    value = read_format(target, place, context) if formats else Literal(target)
    needs: Condition | None = None
    if "ignore-empty" in flags and kind == "location":
        needs = Match(value, (Pattern("length", "1:"),), place)
    if kind != "location":
        value = _join(kind, value, target, flags)
    return Redirect(status, value), needs


def _join(kind: str, value: Value, target: str, flags: set[str]) -> Value:
    """Where a prefix or scheme leads: the request's path and query behind it."""
    rest: Value = _PATH if "drop-query" in flags else _PATH_AND_QUERY
    if "append-slash" in flags:
        rest = Apply("substitute", rest, ("([^/])$", "\\1/"))
    if kind == "scheme":
        return Join((value, Literal("://"), _HOST, rest))
    return rest if target == "/" else Join((value, rest))
