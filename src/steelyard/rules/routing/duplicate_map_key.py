"""routing/duplicate-map-key: a key stands twice in a map, with different values.

HAProxy manual 7.3.1, map: the first line of a key counts.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.ways import ways
from steelyard.lint.words import listed
from steelyard.model.values import Literal, Table, TableEntry, Value

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each map, at its first dead line."""
    for table, route in ways(subject).lookups.values():
        lost = _lost(table) if table.duplicates else []
        if not lost:
            continue
        entry, first = lost[0]
        keys = listed([repr(one.pattern.text) for one, _ in lost])
        verb = "stands" if len(lost) == 1 else "stand"
        yield report(
            entry.place,
            table.name,
            f"{keys} {verb} twice in {table.name}: the first line gives {_shown(first.value)}, "
            f"this one {_shown(entry.value)}",
            f"the first line decides and this one is dead: requests go by {_shown(first.value)}",
            "delete the line that is not meant",
            related=((first.place, "the line that counts"), (route.place, "where it decides")),
            identity=entry.pattern.text,
        )


def _lost(table: Table) -> list[tuple[TableEntry, TableEntry]]:
    """The dead lines whose value differs from that of the line that counts."""
    first: dict[str, TableEntry] = {}
    for entry in table.entries:
        first.setdefault(_folded(entry), entry)
    pairs = [(entry, first.get(_folded(entry))) for entry in table.duplicates]
    return [(entry, one) for entry, one in pairs if one is not None and one.value != entry.value]


def _folded(entry: TableEntry) -> str:
    """The key as it is compared."""
    pattern = entry.pattern
    return pattern.text.lower() if pattern.ignore_case else pattern.text


def _shown(value: Value) -> str:
    """The value for people."""
    return repr(value.text) if isinstance(value, Literal) else "another value"
