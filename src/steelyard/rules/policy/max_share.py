"""policy/max-share: a share above the team's own limit."""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.words import listed, share_text

report = Reporter(__name__, Severity.ERROR)

ROUNDING = 1e-9
"""Shares are sums of floating point numbers."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool with a server above its limit."""
    for name, known in subject.policy.pools.items():
        promise = subject.forecast.pools.get(name)
        if promise is None or known.max_share is None:
            continue
        limit = known.max_share
        above = [e for e in promise.servers if e.share is not None and e.share > limit + ROUNDING]
        if above:
            said = listed([f"{e.server.name} takes {share_text(e.share)}" for e in above])
            yield report(
                above[0].server.place,
                name,
                f"{said} of pool {name}; the policy allows {share_text(limit)}",
                f"when {above[0].server.name} fails, so much of the pool moves at once",
                "level the weights, or raise max_share in the policy",
                shares={e.server.name: e.share for e in promise.servers},
            )
