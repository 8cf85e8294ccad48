"""``map`` blocks: a variable whose value depends on that of others.

Precedence (ngx_http_map_module.c, ngx_hash_find_combined, measured on 1.22.1):
exact text in any case; with ``hostnames`` the longest ``*.x`` or ``.x``, then the
longest ``x.*``; regular expressions in order; ``default``, else the empty text.
An empty text is not searched for expressions (ngx_http_map_find).
"""

import re
from collections.abc import Iterator

from steelyard.core.place import Place
from steelyard.core.record import field, record
from steelyard.dialects.nginx.text.expressions import Undecided, groups_of
from steelyard.dialects.nginx.text.syntax import Directive, expanded
from steelyard.dialects.nginx.text.variables import Scope, read_value, weigh
from steelyard.model.values import (
    Apply,
    Field,
    Literal,
    Lookup,
    Opaque,
    Pattern,
    Table,
    TableEntry,
    Value,
)

GROUP_NAME = re.compile(r"\(\?P?[<']([A-Za-z_]\w*)[>']")
"""A named group of a PCRE pattern; ``(?<=`` and ``(?<!`` are none."""


@record
class MapText:
    """A ``map`` block sorted by kind of entry, before values are made."""

    directive: Directive
    hostnames: bool = False
    default: Directive | None = None
    exact: dict[str, Directive] = field(default_factory=dict)
    heads: dict[str, Directive] = field(default_factory=dict)
    tails: dict[str, Directive] = field(default_factory=dict)
    expressions: list[tuple[str, bool, Directive]] = field(default_factory=list)
    duplicates: list[Directive] = field(default_factory=list)
    complete: bool = True

    def lines(self) -> Iterator[Directive]:
        """Every entry, the default included."""
        yield from self.exact.values()
        yield from self.heads.values()
        yield from self.tails.values()
        yield from (line for _, _, line in self.expressions)
        if self.default is not None:
            yield self.default


def sort_map(directive: Directive) -> MapText:
    """The entries of a ``map`` by kind."""
    text = MapText(directive)
    body = list(expanded(directive.body or []))
    text.hostnames = any(line.words == ["hostnames"] for line in body)
    text.complete = not _missing_include(directive.body or [])
    for line in body:
        if len(line.words) != 2:
            continue
        key = line.words[0]
        if key == "default":
            text.default = line
        elif key.startswith("~"):
            ignore = key.startswith("~*")
            text.expressions.append((key[2:] if ignore else key[1:], ignore, line))
        else:
            _add_name(text, key.removeprefix("\\"), line)
    return text


def _add_name(text: MapText, key: str, line: Directive) -> None:
    """An entry that is not a regular expression."""
    key = key.lower()
    if text.hostnames and key.startswith("*."):
        _put(text, text.heads, key[1:], line)
    elif text.hostnames and key.startswith("."):
        _put(text, text.heads, key, line)
        _put(text, text.exact, key[1:], line)
    elif text.hostnames and key.endswith(".*"):
        _put(text, text.tails, key[:-1], line)
    else:
        _put(text, text.exact, key, line)


def _put(text: MapText, kind: dict[str, Directive], key: str, line: Directive) -> None:
    if key in kind:
        text.duplicates.append(line)
    else:
        kind[key] = line


def _missing_include(body: list[Directive]) -> bool:
    """Whether an included file (no pattern) brought nothing in."""
    return any(
        line.words[0] == "include"
        and not line.included
        and not any(mark in line.text() for mark in "*?[")
        for line in body
    )


def read_map(directive: Directive, scope: Scope) -> Value:
    """The value of the variable that a ``map`` defines."""
    if len(directive.words) != 3 or directive.body is None:
        return Opaque(directive.text(), "a map has a source, a variable and a block")
    text = sort_map(directive)
    place = directive.place()
    key = read_value(directive.words[1], scope, place)
    if text.hostnames:
        key = Apply("trim-end", key, (".",))
    default: Value = Literal("")
    if text.default is not None:
        default = read_value(text.default.words[1], scope, text.default.place())
    table = _table(text, scope, default)
    name = directive.words[2].lstrip("$").lower()
    heaviest = max((weigh(line.words[1], scope) for line in text.lines()), default=0)
    scope.weights[name] = weigh(directive.words[1], scope) + heaviest
    return Lookup(table, key, default)


def _table(text: MapText, scope: Scope, default: Value) -> Table:
    """The entries in order of precedence."""
    by_exact = {
        key: TableEntry(Pattern("exact", key, True, line.place()), *_right(line, scope))
        for key, line in text.exact.items()
    }
    if "" not in by_exact and any(_takes_nothing(entry) for entry in text.expressions):
        place = (text.default or text.directive).place()
        by_exact[""] = TableEntry(Pattern("exact", "", True, place), default, place)
    entries = list(by_exact.values())
    for kind, names in (("suffix", text.heads), ("prefix", text.tails)):
        for key in sorted(names, key=len, reverse=True):
            line = names[key]
            pattern = Pattern(kind, key, True, line.place())
            entries.append(TableEntry(pattern, *_right(line, scope)))
    for expression, ignore, line in text.expressions:
        pattern = Pattern("regex", expression, ignore, line.place())
        entries.append(TableEntry(pattern, *_right(line, scope, expression)))
    duplicates = tuple(
        TableEntry(Pattern("exact", line.words[0].lower(), True), *_right(line, scope))
        for line in text.duplicates
    )
    return Table(
        f"map {text.directive.words[2]}",
        tuple(entries),
        text.directive.place(),
        text.complete,
        by_exact,
        duplicates,
        on_nothing=True,
    )


def _takes_nothing(entry: tuple[str, bool, Directive]) -> bool:
    """Whether an expression may be found in the empty text."""
    try:
        return groups_of(entry[0], entry[1], "") is not None
    except Undecided:
        return True


def _right(line: Directive, scope: Scope, expression: str = "") -> tuple[Value, Place]:
    """Value and place of an entry; groups named in its own expression are at hand."""
    place = line.place()
    text = line.words[1]
    if "$" not in text:
        return Literal(text), place
    if not expression:
        return read_value(text, scope, place), place
    groups = {name.lower(): name for name in GROUP_NAME.findall(expression)}
    if not groups:
        return read_value(text, scope, place), place
    inner = scope.inside({})
    inner.assigned = {name: at for name, at in scope.assigned.items() if name not in groups}
    inner.overrides = scope.overrides | {
        lower: Field("capture", name) for lower, name in groups.items()
    }
    return read_value(text, inner, place), place
