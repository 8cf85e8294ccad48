"""health/passive-off: failed attempts are not counted, and nothing else watches.

NGINX ngx_http_upstream_module (``max_fails=0``); measured: 500 of 1,500
attempts go to the dead server.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives, counts_failures, is_checked, names
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed, share_text

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool of several servers with the counting switched off."""
    for pool, promise in subject.pools():
        servers = actives(subject, pool)
        if len(servers) < 2:
            continue
        blind = [
            server
            for server in servers
            if "max-fails" in server.passive
            and not counts_failures(server)
            and not is_checked(server)
        ]
        if blind:
            setting = blind[0].passive["max-fails"]
            yield report(
                setting.place if setting.place.line else blind[0].place,
                pool.name,
                f"failures of {listed(names(blind))} of pool {pool.name} are not counted "
                "(max_fails=0), and nothing else watches",
                f"a dead server keeps its share of the attempts, "
                f"{share_text(promise.share_of(blind[0].name))}, for ever",
                "count failures: max_fails=3 fail_timeout=10s",
            )
