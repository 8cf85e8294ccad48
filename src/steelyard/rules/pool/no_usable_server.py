"""pool/no-usable-server: requests reach a pool whose servers are all out.

HAProxy: all weights 0 or all disabled, 503; NGINX: all down, 502 (measured;
both accept the file).
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.intent import standby_pool, undeclared
from steelyard.lint.members import actives, backups
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.scan import answers_itself

report = Reporter(__name__, Severity.ERROR)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each reached pool whose servers are all out."""
    for pool, promise in subject.pools():
        if not pool.servers or actives(subject, pool) or backups(subject, pool) or promise.serves:
            continue
        if standby_pool(subject, pool) or answers_itself(subject, pool):
            continue
        if not undeclared(subject, pool, pool.servers):
            continue
        out = [server for server in pool.servers if server.admin != "ready"]
        why = "have weight 0" if not out else "are out"
        if out and len(out) < len(pool.servers):
            why = "are out or have weight 0"
        count = len(pool.servers)
        yield report(
            pool.servers[0].place,
            pool.name,
            f"no server of pool {pool.name} takes requests: "
            + (f"all {count} {why}" if count > 1 else "its only one is out"),
            "every request that reaches it fails (503 or 502)",
            "give the servers that should serve their weight back, or take them out of "
            "maintenance; declare the pool as standby in the policy file if it is one",
            related=tuple((server.place, "takes nothing") for server in pool.servers[1:6]),
        )
