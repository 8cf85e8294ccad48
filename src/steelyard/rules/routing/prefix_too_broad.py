"""routing/prefix-too-broad: a path prefix in the middle of a word.

HAProxy manual 7.3.6, path_beg; NGINX manual, ngx_http_core_module, location.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.shadows import shadows
from steelyard.lint.ways import PATHS, leaves, pool_words, takes_all, target, ways
from steelyard.model.routing import Chain, Route
from steelyard.model.values import Pattern

report = Reporter(__name__, Severity.NOTE)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each rule, at its first such prefix.

    A note, for the short form is the custom.  A rule that takes others, or
    paths that others name, is for routing/shadowed and routing/partly-shadowed.
    """
    said: set[int] = {id(taker) for _, taker, _ in shadows(subject)}
    otherwise: dict[int, str] = {}
    for chain, route, match in ways(subject).matches:
        if match.value not in PATHS or id(route) in said or not leaves(route):
            continue
        broad = next((p for p in match.patterns if _ends_in_a_word(p)), None)
        if broad is None or any(p.text == f"{broad.text}/" for p in match.patterns):
            continue
        pool = target(subject.gateway, route)
        if id(chain) not in otherwise:
            otherwise[id(chain)] = _otherwise(subject, chain)
        other = otherwise[id(chain)]
        if pool and other and pool != other:
            said.add(id(route))
            yield _finding(subject, route, broad, pool, other)


def _ends_in_a_word(pattern: Pattern) -> bool:
    """Whether the prefix may go on within the same word: not a file, not a well-known path."""
    text = pattern.text
    if pattern.kind != "prefix" or len(text) < 2 or not text[-1].isalnum():
        return False
    return "." not in text.rpartition("/")[2] and not text.startswith("/.well-known/")


def _otherwise(subject: Subject, chain: Chain) -> str:
    """The pool of what no narrower rule of the chain takes."""
    for route in chain.routes:
        if takes_all(route.condition) and leaves(route):
            return target(subject.gateway, route)
    return ""


def _finding(subject: Subject, route: Route, broad: Pattern, pool: str, other: str) -> Finding:
    """The finding at the rule."""
    text = broad.text
    return report(
        route.place,
        pool,
        f"{route.text!r} takes every path that starts with {text}, also {text}x and {text}-more",
        f"those requests reach {pool_words(subject, pool)} instead of pool {other}",
        f"match {text} itself and what begins with {text}/",
        identity=text,
        pool=pool,
        instead_of=other,
    )
