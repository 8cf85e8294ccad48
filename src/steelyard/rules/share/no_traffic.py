"""share/no-traffic: servers in rotation that get nothing.

HAProxy configuration manual 5.2 (``weight``, ``disabled``), NGINX
ngx_http_upstream_module (``down``).
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.forecast.result import PoolForecast, ServerShare
from steelyard.lint.intent import colour, standby_pool, undeclared
from steelyard.lint.members import backups, members, names
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed, share_text
from steelyard.model.pool import Pool
from steelyard.model.routing import ToServer

report = Reporter(__name__, Severity.ERROR)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool with servers that were taken out and nobody says why."""
    for pool, promise in subject.pools():
        resting = members(subject, pool).resting
        if not resting or not promise.serves or standby_pool(subject, pool):
            continue
        serving = [entry for entry in promise.servers if entry.share is None or entry.share > 0]
        if all(entry.server.backup for entry in serving) or _other_side(promise, serving):
            continue
        silent = {id(server) for server in undeclared(subject, pool, resting)}
        starved = [entry for entry in promise.servers if id(entry.server) in silent]
        if starved:
            yield _finding(subject, promise, starved, serving)


def _other_side(promise: PoolForecast, serving: list[ServerShare]) -> bool:
    """Whether one side of a blue/green pair serves and the whole other side rests."""
    live = {colour(entry.server.name) for entry in serving}
    resting = {colour(entry.server.name) for entry in promise.servers if entry.share == 0}
    return len(live) == 1 and len(resting) == 1 and "" not in live | resting and live != resting


def _finding(
    subject: Subject,
    promise: PoolForecast,
    starved: list[ServerShare],
    serving: list[ServerShare],
) -> Finding:
    """The finding, at the first starved server."""
    pool = promise.pool
    idle = listed([entry.server.name for entry in starved])
    verb = "gets" if len(starved) == 1 else "get"
    takes = listed([f"{e.server.name} takes {share_text(e.share)}" for e in serving])
    alone = len(serving) == 1
    spare = backups(subject, pool)
    aimed = _aimed_at(subject, pool, {entry.server.name for entry in starved})
    nothing = f"nothing but what a rule sends to {listed(aimed)}" if aimed else "nothing"
    return report(
        starved[0].server.place,
        pool.name,
        f"{idle} {verb} {nothing}: {takes} of pool {pool.name}",
        f"{serving[0].server.name} carries the whole pool; when it fails "
        + (f"only backups are left: {listed(names(spare))}" if spare else "nothing is left")
        if alone
        else f"the other servers carry what {idle} carried",
        "give every server that should serve its weight back; declare a drain with a comment "
        "on the server's line or in the policy file",
        severity=Severity.ERROR if alone else Severity.WARNING,
        related=tuple((entry.server.place, "gets nothing too") for entry in starved[1:]),
        shares={entry.server.name: entry.share for entry in promise.servers},
    )


def _aimed_at(subject: Subject, pool: Pool, starved: set[str]) -> list[str]:
    """Those of the starved that a rule of the pool names."""
    chain = subject.gateway.chains.get(pool.chain)
    found = [
        action.server
        for route in (chain.routes if chain is not None else ())
        for action in route.actions
        if isinstance(action, ToServer) and action.server in starved
    ]
    return list(dict.fromkeys(found))
