"""health/tcp-only: a connection that opens is taken for a server that works.

HAProxy configuration manual 5.2 (``check``: by default only a connection is
tried); measured: a server that accepts and closes fails 33 % of the requests.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives, watches_answers
from steelyard.lint.rule import Reporter, Subject
from steelyard.model.pool import Server

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool of several servers whose checks only connect.

    HTTP pools, and pools whose checks connect to another port than the one that
    serves: who opens that port does not ask what it has to say.
    """
    for pool, _ in subject.pools():
        if len(pool.servers) < 2:
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
        elsewhere = all(_elsewhere(server) for server in checked)
        if len(plain) == len(checked) and elsewhere:
            first = plain[0].check
            yield report(
                plain[0].place,
                pool.name,
                f"the health check of pool {pool.name} only opens a connection to port "
                f"{first.port if first is not None else ''} and asks nothing there",
                "a server stays in as long as that port is open, whatever it would answer: also "
                "one that says that it is no leader, out of step or going away",
                "ask the page that is served there, such as option httpchk GET /",
            )
        elif len(plain) == len(checked) and pool.protocol == "http":
            calls = any(server.protocol == "h2" for server in plain)
            yield report(
                plain[0].place,
                pool.name,
                f"the health check of pool {pool.name} only opens a connection",
                f"a server that accepts and then fails stays in: one of {len(checked)} requests "
                "fails",
                "ask for what shows that the server works, in the protocol it speaks"
                if calls
                else "ask for a page that shows that the server works: option httpchk GET /healthz",
                severity=Severity.NOTE if calls else None,
            )


def _elsewhere(server: Server) -> bool:
    """Whether the check goes to another port than the requests."""
    return server.check is not None and server.check.port not in (None, server.port)
