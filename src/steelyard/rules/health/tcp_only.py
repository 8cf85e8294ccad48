"""health/tcp-only: a connection that opens is taken for a server that works.

HAProxy configuration manual 5.2 (``check``: by default only a connection is
tried); measured: a server that accepts and closes fails 33 % of the requests.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives, watches_answers
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each HTTP pool of several servers whose checks only connect."""
    for pool, _ in subject.pools():
        if pool.protocol != "http" or len(pool.servers) < 2:
            continue
        checked = [server for server in actives(subject, pool) if server.check is not None]
        if len(checked) < 2:
            continue
        plain = [
            server
            for server in checked
            if server.check is not None
            and server.check.kind == "connect"
            and not server.check.agent
            and not watches_answers(server)
        ]
        if len(plain) == len(checked):
            yield report(
                plain[0].place,
                pool.name,
                f"the health check of pool {pool.name} only opens a connection",
                f"a server that accepts and then fails stays in: one of {len(checked)} requests "
                "fails",
                "ask for a page that shows that the server works: option httpchk GET /healthz",
            )
