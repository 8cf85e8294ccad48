"""Texts worth a try for a test, so that most questions need no automaton."""

from collections.abc import Sequence

from steelyard.model.values import Apply, Field, Join, Literal, Pattern, Value

MOST = 3
"""Patterns of one test that texts are made of."""


def suggestions(value: Value, patterns: Sequence[Pattern]) -> list[str]:
    """Texts of the variable for which the test may hold; whether it does is to be tried."""
    found: list[str] = []
    for pattern in patterns[:MOST]:
        for text in _matching(pattern, _leads(value)):
            through = _through(value, text)
            if through is not None:
                found.append(through)
    return found


def _leads(value: Value) -> str:
    """What a text of the value usually starts with."""
    if isinstance(value, Field):
        return "/" if value.name in ("path", "clean-path", "target") else ""
    if isinstance(value, Apply):
        return _leads(value.value)
    return ""


def _matching(pattern: Pattern, lead: str) -> list[str]:
    """Texts that probably match the pattern."""
    text = pattern.text
    match pattern.kind:
        case "exact":
            return [text]
        case "prefix":
            return [text, f"{text}a", f"{text}/a"]
        case "suffix" | "contains" | "segment" | "domain":
            start = "" if text.startswith(lead) else lead
            return [start + text, f"{lead}a{text}", f"{lead}a/{text}"]
        case "exists":
            return [f"{lead}a"]
        case "range":
            edges = [edge for edge in text.split(":") if edge.lstrip("-").isdigit()]
            return [str(int(edge) + more) for edge in edges for more in (0, 1, -1)]
    return []


def _through(value: Value, text: str) -> str | None:
    """The text of the variable that probably gives the value this text."""
    if isinstance(value, Field):
        if value.name in ("parameter", "parameter-any-case"):
            return f"/?{value.argument}={text}"
        return f"/?{text}" if value.name == "query" else text
    if isinstance(value, Apply):
        if value.function in ("lower", "first", "last", "strip-port", "split", "upper", "integer"):
            return _through(value.value, text)
        if value.function == "drop-prefix":
            return _through(value.value, "/" * int(value.arguments[0]) + text)
        return None
    if isinstance(value, Join):
        parts = list(value.parts)
        if isinstance(parts[0], Literal):
            text = text.removeprefix(parts.pop(0).text)  # type: ignore[union-attr]
        if parts and isinstance(parts[-1], Literal):
            text = text.removesuffix(parts.pop().text)  # type: ignore[union-attr]
        return _through(parts[0], text) if len(parts) == 1 else None
    return None
