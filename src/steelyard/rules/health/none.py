"""health/none: nobody notices that a server died.

HAProxy configuration manual 5.2 (``check``); measured: a dead server without
check keeps its share.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.members import actives, counts_failures, is_checked, names
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed, share_text

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool of several servers with one that nothing watches."""
    for pool, promise in subject.pools():
        if len(pool.servers) < 2 or pool.check is not None:
            continue  # with a check described, health/check-ignored speaks
        servers = actives(subject, pool)
        blind = [
            server
            for server in servers
            if not is_checked(server)
            and not counts_failures(server)
            and "max-fails" not in server.passive  # health/passive-off speaks
        ]
        if len(servers) < 2 or not blind:
            continue
        all_blind = len(blind) == len(servers)
        lost = sum(promise.share_of(server.name) or 0.0 for server in blind) / len(blind)
        fast = (
            "; a server that fails at once is the least busy and draws even more"
            if pool.balance.algorithm.startswith("least")
            else ""
        )
        yield report(
            blind[0].place,
            pool.name,
            (
                f"no server of pool {pool.name} is checked"
                if all_blind
                else f"{listed(names(blind))} of pool {pool.name} "
                f"{'is' if len(blind) == 1 else 'are'} not checked"
            ),
            f"a dead server goes on getting its share, {share_text(lost)} of the requests{fast}",
            "check every server: the word check on its line, and option httpchk for HTTP",
            related=tuple((server.place, "likewise") for server in blind[1:6]),
        )
