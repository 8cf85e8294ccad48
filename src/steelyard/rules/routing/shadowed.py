"""routing/shadowed: routes that can never decide anything.

The founding incident with wrong routing rules: a rule that is too wide stands
above the ones for other pools and takes their requests.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.constant import is_always
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.shadows import answers, shadows, unions
from steelyard.lint.ways import pool_words, target
from steelyard.lint.words import listed
from steelyard.model.conditions import Always
from steelyard.model.routing import Route

report = Reporter(__name__, Severity.ERROR)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each route that takes all requests of others.

    Where an answer of the gateway itself takes everything, routing/deny-all speaks.
    """
    for _, taker, losers in shadows(subject):
        if not (isinstance(taker.condition, Always) and answers(taker)):
            yield _finding(subject, taker, losers)
    for _, takers, loser in unions(subject):
        yield _together(subject, takers, loser)


def _together(subject: Subject, takers: tuple[Route, ...], loser: Route) -> Finding:
    """The finding at a route whose requests several others take."""
    gateway = subject.gateway
    pool = target(gateway, loser)
    winners = {target(gateway, taker) for taker in takers}
    lines = listed([f"line {taker.place.line}" for taker in takers])
    severity = Severity.WARNING if all(answers(taker) for taker in takers) else Severity.ERROR
    gets = f"pool {pool} gets nothing by this line" if pool else "the rule is dead"
    return report(
        loser.place,
        pool or loser.kind,
        f"{loser.text!r} never applies: {lines} together take all its requests",
        gets,
        "put it above them, make one of them narrower, or delete it",
        severity=Severity.NOTE if pool and winners == {pool} else severity,
        related=tuple((taker.place, f"{taker.text!r} takes some") for taker in takers[:5]),
        identity=loser.text,
        losing=[pool] if pool and winners != {pool} else [],
    )


def _finding(subject: Subject, taker: Route, losers: list[Route]) -> Finding:
    """The finding at the route that takes the requests."""
    gateway = subject.gateway
    winner = target(gateway, taker)
    pools = [pool for route in losers if (pool := target(gateway, route)) and pool != winner]
    pools = list(dict.fromkeys(pools))
    same = winner and all(target(gateway, route) == winner for route in losers)
    lines = listed([f"line {route.place.line}" for route in losers])
    who = pool_words(subject, winner) if winner else repr(taker.text or taker.kind)
    if pools:
        way = f"go to {who}" if winner else "end earlier"
        message = f"requests for {listed(pools)} {way}: {taker.text!r} stands above {lines}"
    else:
        verb = "applies" if len(losers) == 1 else "apply"
        message = f"{lines} never {verb}: {taker.text!r} stands above and takes those requests"
    if is_always(taker.condition) and not isinstance(taker.condition, Always):
        message += ", for its test holds for every request"
    return report(
        taker.place,
        pools[0] if pools else winner or taker.kind,
        message,
        f"{listed(pools)} get{'s' if len(pools) == 1 else ''} nothing by {lines}"
        if pools
        else "the rule is dead",
        "put the narrower rule above the wider one, or make the wider one narrower",
        severity=Severity.NOTE if same else Severity.WARNING if answers(taker) else Severity.ERROR,
        related=tuple((route.place, f"{route.text!r} never applies") for route in losers[:5]),
        identity=taker.text,
        pool=winner,
        losing=pools,
    )
