"""routing/dead-map-key: a line of a map whose keys lines before it take.

HAProxy manual 7.3.1, map: where texts are searched by their end, a part or an
expression the first line counts; NGINX manual, ngx_http_map_module, likewise
for expressions.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.shadows import reach
from steelyard.lint.ways import ways
from steelyard.model.conditions import Match
from steelyard.model.values import Literal, Opaque, Table, TableEntry

report = Reporter(__name__, Severity.WARNING)

ORDERED = frozenset({"suffix", "contains", "segment", "domain", "regex"})
"""Kinds of keys that are tried in the order of the lines."""

MOST = 1_000
"""Lines of a map that are looked at."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each map, at its first dead line."""
    for table, route in ways(subject).lookups.values():
        found = _first_dead(subject, table)
        if found is not None:
            entry, taker = found
            yield report(
                entry.place,
                table.name,
                f"{entry.pattern.text!r} in {table.name} never counts: {taker.pattern.text!r} "
                f"(line {taker.place.line}) takes all its keys",
                f"those requests go by {_shown(taker)}, not by {_shown(entry)}",
                "put the narrower key above the wider one",
                related=((taker.place, "the line that counts"), (route.place, "where it decides")),
                identity=entry.pattern.text,
            )


def _first_dead(subject: Subject, table: Table) -> tuple[TableEntry, TableEntry] | None:
    """The first line that never counts, with the last of those that take its keys."""
    entries = table.entries[:MOST]
    if sum(entry.pattern.kind in ORDERED for entry in entries) < 1 or len(entries) < 2:
        return None
    key = Opaque(f"a key of {table.name}", "it may be any text")
    guards = [Match(key, (entry.pattern,)) for entry in entries]
    asked = [index for index, entry in enumerate(entries) if entry.pattern.kind in ORDERED]
    for index, takers in reach(subject).hidden(guards, asked):
        if all(entries[number].value != entries[index].value for number in takers):
            return entries[index], entries[max(takers)]
    return None


def _shown(entry: TableEntry) -> str:
    """The value for people."""
    return repr(entry.value.text) if isinstance(entry.value, Literal) else "another value"
