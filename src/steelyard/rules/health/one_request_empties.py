"""health/one-request-empties: one poisonous request takes every server out.

NGINX ngx_http_upstream_module (``max_fails``), ngx_http_proxy_module
(``proxy_next_upstream``); measured: after one request on which the servers
close the connection, the next 20 get 502 "no live upstreams".
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed, seconds
from steelyard.model.pool import Pool

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each pool where failing answers count too, one for all the others.

    Without failing answers it is what NGINX does with every pool that states
    nothing: only a request that breaks its server's connection does harm.
    """
    quiet: list[Pool] = []
    for pool, _ in subject.pools():
        if _empties(subject, pool):
            if pool.retry is not None and any(event.startswith("5") for event in pool.retry.on):
                yield _finding(subject, [pool], answers=True)
            else:
                quiet.append(pool)
    if quiet:
        yield _finding(subject, quiet, answers=False)


def _empties(subject: Subject, pool: Pool) -> bool:
    """Whether one failure marks a server of the HTTP pool and a request is tried on all."""
    servers, retry = actives(subject, pool), pool.retry
    if len(servers) < 2 or pool.protocol != "http" or retry is None:
        return False
    if retry.attempts != 0 and retry.attempts < len(servers):
        return False
    if not {"empty", "timeout"} & retry.on or any(s.check is not None for s in servers):
        return False
    marks = [server.passive.get("max-fails") for server in servers]
    return all(mark is not None and mark.value == 1 for mark in marks)


def _finding(subject: Subject, pools: list[Pool], *, answers: bool) -> Finding:
    """The finding at the first of these pools."""
    servers = actives(subject, pools[0])
    pause = servers[0].passive.get("fail-timeout")
    wait = f" for {seconds(float(pause.value))}" if pause is not None else ""
    several = len(pools) > 1
    what = "is answered with 5xx, " if answers else ""
    return report(
        servers[0].place,
        pools[0].name,
        f"one failure marks a server of {'pools' if several else 'pool'} "
        f"{listed([pool.name for pool in pools])}, and a failing request is tried on "
        f"{'all of a pool' if several else f'all {len(servers)}'}",
        f"one request that {what}breaks its connection or times out takes all "
        f"servers out{wait}: everybody else gets 502",
        "allow more failures (max_fails=3 or more) and fewer tries (proxy_next_upstream_tries 2)",
        related=tuple((pool.place, f"pool {pool.name}") for pool in pools[1:6]),
    )
