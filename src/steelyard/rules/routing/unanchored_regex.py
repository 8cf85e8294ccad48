"""routing/unanchored-regex: an expression for hosts that matches strangers too.

HAProxy manual 7.1.3 and NGINX manual, "Server names": expressions are searched
for anywhere in the text, and a dot stands for any character.
"""

import re
from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.ways import leaves, pool_words, target, ways
from steelyard.model.values import Apply, Field, Pattern, Value

report = Reporter(__name__, Severity.WARNING)

HOSTS = (
    Field("host"),
    Field("header", "host"),
    Field("header-item", "host"),
    Field("server-name"),
)
"""The fields that hold a request's host."""

_BARE_DOT = re.compile(r"(?<![\\\]])[a-z0-9]\.[a-z]{2,}(?![\w]*[+*{])", re.IGNORECASE)
"""A dot between letters as in a name, not escaped and not repeated."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each rule that chooses a pool by such an expression."""
    said: set[int] = set()
    for _, route, match in ways(subject).matches:
        if id(route) in said or _bare(match.value) not in HOSTS or not leaves(route):
            continue
        for pattern in match.patterns:
            fault = _fault(pattern)
            pool = target(subject.gateway, route) if fault else ""
            if pool:
                said.add(id(route))
                yield report(
                    route.place,
                    pool,
                    f"the host expression {pattern.text!r} {fault}",
                    f"other hosts that contain it reach {pool_words(subject, pool)} too",
                    "compare the host exactly, or write ^ and $ and \\. for a dot",
                    identity=pattern.text,
                )
                break


def _bare(value: Value) -> Value:
    """The field under changes of case and port."""
    while isinstance(value, Apply) and value.function in ("lower", "strip-port", "field"):
        value = value.value
    return value


def _fault(pattern: Pattern) -> str:
    """What makes the expression too wide, "" when nothing plainly does."""
    text = pattern.text
    if pattern.kind != "regex":
        return ""
    if not text.startswith(("^", "(^")) and not text.rstrip(")").endswith("$"):
        return "is anchored neither at its start nor at its end"
    if _BARE_DOT.search(text):
        return "holds a dot that stands for any character"
    return ""
