"""Log-format strings -> values: text with ``%[expression]`` and ``%alias`` in it.

Configuration manual 8.2.6 (custom log format).
"""

import re

from steelyard.core.place import Place
from steelyard.dialects.haproxy.text.samples import Context, read_expression
from steelyard.model.values import Apply, Field, Join, Literal, Opaque, Value

_ALIASES: dict[str, Value] = {
    "ci": Field("source"),
    "cp": Field("source-port"),
    "f": Field("listener"),
    "fi": Field("destination"),
    "fp": Field("destination-port"),
    "HM": Field("method"),
    "HU": Field("target"),
    "HP": Field("path"),
    "HPO": Field("path"),
    "HV": Join((Literal("HTTP/"), Field("version"))),
}
"""Aliases of which the value is known while a request is routed."""

_PIECE = re.compile(r"%(?:%|(?:\{([^}]*)\})?(?:\[|([A-Za-z]+)))")


def read_format(text: str, place: Place, context: Context) -> Value:
    """The value of a log-format string; an expression without result counts as empty."""
    if "%" not in text:
        return Literal(text)
    parts: list[Value] = []
    plain: list[str] = []
    index = 0
    while index < len(text):
        found = _PIECE.search(text, index)
        if found is None:
            plain.append(text[index:])
            break
        plain.append(text[index : found.start()])
        index = found.end()
        if found[0] == "%%":
            plain.append("%")
            continue
        if found[0].endswith("["):
            end = _closing(text, index)
            if end < 0:
                return Opaque(text, "a %[ is not closed", place)
            part = read_expression(text[index:end].strip(), place, context, every=False).value
            index = end + 1
        else:
            part = _alias(found[2], place)
        _append(parts, plain, _flagged(part, found[1] or "", place))
    _flush(parts, plain)
    return parts[0] if len(parts) == 1 else Join(tuple(parts)) if parts else Literal("")


def _append(parts: list[Value], plain: list[str], part: Value) -> None:
    _flush(parts, plain)
    parts.extend(part.parts if isinstance(part, Join) else [part])


def _flush(parts: list[Value], plain: list[str]) -> None:
    joined = "".join(plain)
    plain.clear()
    if joined:
        parts.append(Literal(joined))


def _closing(text: str, index: int) -> int:
    """Where the bracket closes, outside parentheses; -1 when it does not."""
    depth = 0
    for position in range(index, len(text)):
        character = text[position]
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif character == "]" and depth <= 0:
            return position
    return text.find("]", index)


def _alias(name: str, place: Place) -> Value:
    known = _ALIASES.get(name)
    return known or Opaque(f"%{name}", "this log variable is not modelled", place)


def _flagged(part: Value, flags: str, place: Place) -> Value:
    """``%{+Q}``: between quotes; other flags only matter to logs."""
    if flags in ("", "-Q", "+M"):
        return part
    if flags in ("Q", "+Q"):
        return Join((Literal('"'), part, Literal('"')))
    return Opaque(f"%{{{flags}}}", "this flag is not modelled", place)


def is_dynamic(text: str) -> bool:
    """Whether a name holds an expression rather than being one."""
    return "%" in text


def rewritten(value: Value, regex: str, replacement: str) -> Value:
    """What ``replace-path`` and its kin make of a text (the whole of it is replaced)."""
    return Apply("rewrite", value, (regex, replacement))
