"""pool/swapped: two pools that carry each other's name, in their servers or their rules."""

import re
from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import names
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.ways import target, ways
from steelyard.lint.words import listed
from steelyard.model.pool import Pool
from steelyard.model.routing import Route

report = Reporter(__name__, Severity.WARNING)

NUMBER = re.compile(r"[-_.]?\d+$")
"""What tells servers of one pool apart."""

SHORTEST = 3
"""Letters of a pool's name from which on its presence in a rule says something."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each two reached pools that seem to have each other's servers or rules."""
    yield from _by_rules(subject)
    called: dict[str, str] = {}
    pools = {pool.name: pool for pool, _ in subject.pools() if pool.servers}
    for pool in pools.values():
        stem = NUMBER.sub("", pool.servers[0].name)
        if stem != pool.name and stem in pools and _all_named(pool, stem):
            called[pool.name] = stem
    for name, other in called.items():
        if called.get(other) == name and name < other:
            one, two = pools[name], pools[other]
            yield report(
                one.place,
                name,
                f"the servers of pool {name} are named {listed(names(one.servers))}, those of "
                f"pool {other} {listed(names(two.servers))}",
                f"if the names are right, requests meant for {name} reach the servers of {other}, "
                "and the other way round",
                "give each pool its own servers back, or rename the servers",
                related=((two.place, f"pool {other}"),),
            )


def _all_named(pool: Pool, stem: str) -> bool:
    """Whether all servers are named ``stem`` and a number."""
    return all(
        NUMBER.sub("", server.name) == stem and server.name != stem for server in pool.servers
    )


def _by_rules(subject: Subject) -> Iterator[Finding]:
    """Two rules of a chain, each of which asks for the name of the other's pool."""
    asked: dict[int, dict[str, tuple[list[str], Route]]] = {}
    for chain, route, match in ways(subject).matches:
        pool = target(subject.gateway, route)
        if len(pool) >= SHORTEST and pool in subject.gateway.pools:
            found = asked.setdefault(id(chain), {})
            words, _ = found.get(pool, ([], route))
            words += [match.name, *(pattern.text for pattern in match.patterns)]
            found[pool] = (words, route)
    for found in asked.values():
        if len(found) < 2:
            continue
        mentioned = _mentioned(
            {name: " ".join(words).lower() for name, (words, _) in found.items()}
        )
        for name, others in mentioned.items():
            for other in others:
                crossed = name in mentioned[other] and other not in mentioned[other]
                if name < other and crossed and name not in others:
                    yield _crossed(name, found[name][1], other, found[other][1])


def _mentioned(texts: dict[str, str]) -> dict[str, list[str]]:
    """For each pool the pools whose names its text holds, in any case.

    Every stretch of a text that begins like a name is looked up: the work is in
    proportion to the text, whatever the number of names.
    """
    spelled: dict[str, list[str]] = {}
    lengths: dict[str, set[int]] = {}
    for name in texts:
        spelled.setdefault(name.lower(), []).append(name)
        lengths.setdefault(name.lower()[:SHORTEST], set()).add(len(name.lower()))
    return {
        name: list(
            dict.fromkeys(
                other
                for at in range(len(text))
                for length in lengths.get(text[at : at + SHORTEST], ())
                for other in spelled.get(text[at : at + length], ())
            )
        )
        for name, text in texts.items()
    }


def _crossed(name: str, route: Route, other: str, its: Route) -> Finding:
    """The finding at the first of the two rules."""
    return report(
        route.place,
        name,
        f"{route.text!r} asks for {other} and leads to {name}; {its.text!r} asks for {name} and "
        f"leads to {other}",
        f"if the rules' names are right, requests for {name} reach {other} and the other way round",
        "exchange the pools of the two rules, or rename the tests",
        related=((its.place, f"leads to {other}"),),
    )
