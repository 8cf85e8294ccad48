"""health/one-request-empties: one poisonous request takes every server out.

NGINX ngx_http_upstream_module (``max_fails``), ngx_http_proxy_module
(``proxy_next_upstream``); measured: after one request on which the servers
close the connection, the next 20 get 502 "no live upstreams".
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import seconds

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each HTTP pool where one failure marks a server and all are tried."""
    for pool, _ in subject.pools():
        servers, retry = actives(subject, pool), pool.retry
        if len(servers) < 2 or pool.protocol != "http" or retry is None:
            continue
        if retry.attempts != 0 and retry.attempts < len(servers):
            continue
        if not {"empty", "timeout"} & retry.on or any(s.check is not None for s in servers):
            continue
        marks = [server.passive.get("max-fails") for server in servers]
        if not all(mark is not None and mark.value == 1 for mark in marks):
            continue
        pause = servers[0].passive.get("fail-timeout")
        wait = f" for {seconds(float(pause.value))}" if pause is not None else ""
        yield report(
            servers[0].place,
            pool.name,
            f"one failure marks a server of pool {pool.name}, and a failing request is tried on "
            f"all {len(servers)}",
            f"one request that makes its server close the connection or time out takes all "
            f"{len(servers)} out{wait}: everybody else gets 502",
            "allow more failures (max_fails=3 or more) and fewer tries "
            "(proxy_next_upstream_tries 2)",
        )
