"""Reading ``where = {...}`` of an expectation: keys become conditions over the request."""

import ipaddress
from collections.abc import Callable, Mapping

from steelyard.core.errors import PolicyError
from steelyard.forecast.routing.patterns import matches
from steelyard.forecast.routing.regex import Undecided
from steelyard.lint.expectations import Where
from steelyard.model.conditions import ALWAYS, All, Condition, Match, Not
from steelyard.model.values import Field, Pattern

Table = Mapping[str, object]
Refuse = Callable[[str, str], PolicyError]
"""Makes an error of a message, at the line of a key."""

NAMED = {"header": "header", "query": "parameter", "cookie": "cookie"}
"""Keys with a name of their own, and the field that they ask."""

SOCKET = ("scheme", "port", "listener", "plainly")
"""Keys that speak of the socket or the spelling: not within ``not``."""

PATHS = {"path": "exact", "path_prefix": "prefix", "path_suffix": "suffix", "path_regex": "regex"}
KEYS = ("host", *PATHS, "method", *NAMED, "source", "server_name")
WAYS = ("prefix", "suffix", "contains", "regex")
"""How a header may be compared but by its whole value."""

NOT_HTTP = frozenset({"source", "server_name"})
"""What a TCP listener knows too."""


def read_where(value: object, refuse: Refuse) -> Where:
    """The table as a `Where`."""
    if not isinstance(value, dict):
        raise refuse("write where = { host = 'shop.example', path_prefix = '/api/' }", "where")
    known = (*KEYS, *SOCKET, "not")
    parts, http = _parts(value, known, refuse)
    excluded = value.get("not", [])
    for table in excluded if isinstance(excluded, list) else [excluded]:
        if not isinstance(table, dict) or not table:
            raise refuse("write not = { path_prefix = '/internal/' }", "not")
        inner, asks = _parts(table, KEYS, refuse)
        http = http or asks
        parts.append(Not(_all(inner)))
    schemes = _listed(value, "scheme", "http or https", refuse)
    if not set(schemes) <= {"http", "https"}:
        raise refuse("scheme should be http or https", "scheme")
    plainly = value.get("plainly", False)
    if not isinstance(plainly, bool):
        raise refuse("plainly should be true or false", "plainly")
    return Where(
        _all(parts),
        schemes,
        whole_numbers(value, "port", 1, 65535, refuse),
        _listed(value, "listener", "a listener's name", refuse),
        plainly,
        http or bool(schemes) or plainly,
    )


def _parts(table: Table, known: tuple[str, ...], refuse: Refuse) -> tuple[list[Condition], bool]:
    """The conditions of a table, and whether they ask for something of HTTP."""
    parts: list[Condition] = []
    http = False
    for key, value in table.items():
        if key not in known:
            hint = "; header, query and cookie need a name: header.x-tier" if "." in key else ""
            raise refuse(f"unknown key {key!r} in where; there are: {', '.join(known)}{hint}", key)
        if key not in KEYS:
            continue
        http = http or key not in NOT_HTTP
        parts += _named(key, value, refuse) if key in NAMED else [_plain(key, value, refuse)]
    return parts, http


def _plain(key: str, value: object, refuse: Refuse) -> Condition:
    """A key without a name of its own."""
    found = texts(value, key, "a text", refuse, some=True)
    if key == "source":
        patterns = tuple(Pattern("network", network(text, key, refuse)) for text in found)
        return Match(Field("source"), patterns)
    if key == "method":
        return Match(Field("method"), tuple(Pattern("exact", text.upper()) for text in found))
    if key in ("host", "server_name"):
        field = Field("host") if key == "host" else Field("server-name")
        return Match(field, tuple(_host(text, key, refuse) for text in found))
    kind = PATHS[key]
    for text in found:
        if kind in ("exact", "prefix") and not text.startswith("/"):
            raise refuse(f"{key} should start with '/': {text!r} never would", key)
        if kind != "regex" and "?" in text:
            raise refuse(f"{key}: the path ends before the '?'; write query.NAME = '...'", key)
    return Match(Field("path"), tuple(_pattern(kind, text, key, refuse) for text in found))


def _host(text: str, key: str, refuse: Refuse) -> Pattern:
    """A host's name, or all below one."""
    name = text.lower().removesuffix(".")
    below = name.startswith("*.")
    bare = name[2:] if below else name
    port = ":" in bare and not bare.startswith("[")
    if not bare or set(bare) & set("/*@ ") or port:
        raise refuse(
            f"{key}: {text!r} is no host; write 'shop.example' or '*.shop.example', and a port "
            "as port = 8080",
            key,
        )
    return Pattern("suffix", f".{bare}") if below else Pattern("exact", name)


def _named(key: str, value: object, refuse: Refuse) -> list[Condition]:
    """``header.NAME`` and its like."""
    if not isinstance(value, dict) or not value:
        raise refuse(f"write {key}.NAME = 'value'", key)
    return [_by_name(key, name, wanted, refuse) for name, wanted in value.items()]


def _by_name(key: str, name: str, wanted: object, refuse: Refuse) -> Condition:
    said = f"{key}.{name}"
    if key == "header" and name.lower() == "host":
        raise refuse("write host = 'shop.example' instead of header.host", key)
    field = Field(NAMED[key], name.lower() if key == "header" else name)
    there = Match(field, (Pattern("exists"),))
    if isinstance(wanted, bool):
        return there if wanted else Not(there)
    if isinstance(wanted, dict):
        if len(wanted) != 1 or not set(wanted) <= set(WAYS):
            raise refuse(f"{said}: write {{ prefix = '...' }}; there are: {', '.join(WAYS)}", key)
        ((kind, inner),) = wanted.items()
    else:
        kind, inner = "exact", wanted
    found = texts(inner, said, "a text, true or false", refuse, some=True)
    return Match(field, tuple(_pattern(kind, text, key, refuse) for text in found))


def _pattern(kind: str, text: str, key: str, refuse: Refuse) -> Pattern:
    pattern = Pattern(kind, text)
    if kind == "regex":
        try:
            matches(pattern, "")
        except Undecided as undecided:
            raise refuse(f"{key}: {undecided}", key) from None
    return pattern


def _all(parts: list[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else All(tuple(parts)) if parts else ALWAYS


def _listed(table: Table, key: str, what: str, refuse: Refuse) -> tuple[str, ...]:
    return texts(table[key], key, what, refuse, some=True) if key in table else ()


def texts(
    value: object, key: str, what: str, refuse: Refuse, *, some: bool = False
) -> tuple[str, ...]:
    """A text or a list of texts; ``some``: at least one."""
    found = value if isinstance(value, list) else [value]
    good = all(isinstance(text, str) and text and text.isprintable() for text in found)
    if not good or (some and not found):
        raise refuse(f"{key} should be {what}, or a list of such", key.partition(".")[0])
    return tuple(found)


def whole_numbers(table: Table, key: str, low: int, high: int, refuse: Refuse) -> tuple[int, ...]:
    """A whole number or a list of such; () when it is not there."""
    if key not in table:
        return ()
    value = table[key]
    found = value if isinstance(value, list) else [value]
    for number in found:
        if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
            raise refuse(f"{key} should be a whole number from {low} to {high}", key)
    if not found:
        raise refuse(f"{key} should not be empty", key)
    return tuple(found)


def network(text: str, key: str, refuse: Refuse) -> str:
    """A network or an address, in its usual form."""
    try:
        return str(ipaddress.ip_network(text))
    except ValueError as error:
        raise refuse(f"{key}: {error}; write '10.0.0.0/8' or '10.0.0.1'", key) from None
