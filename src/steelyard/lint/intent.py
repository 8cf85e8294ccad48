"""What was meant: drains, canaries and standby sides that somebody declared.

A server at rest is no fault when the configuration or the policy says that it
rests.  A comment counts when it speaks of it; a bare host name does not.
"""

import re

from steelyard.lint.rule import Subject
from steelyard.model.pool import Pool, Server

RESTING = re.compile(
    r"drain|maint|disab|remov|retir|decom|rest|idle|standby|stand-by|spare|repair|broken|"
    r"replac|offline|out of|taken out|rotat|parked|blue|green|canary|warm|cold|disk|upgrade|"
    r"migrat|\b[A-Z]{2,}-\d+|#\d+|until|hold",
    re.IGNORECASE,
)
"""Words of people who take a server out on purpose, and ticket numbers."""

SIDE = re.compile(r"(^|[-_.])(blue|green|a|b|old|new|v\d+|canary|stable|standby)($|[-_.])", re.I)
"""Names of the sides of a blue/green pair."""


def says_resting(subject: Subject, pool: Pool, server: Server) -> bool:
    """Whether somebody declared that this server gets nothing on purpose."""
    for about in (f"{pool.name}/{server.name}", pool.name):
        if subject.policy.declared(about, subject.today) is not None:
            return True
    return bool(RESTING.search(server.comment))


def standby_pool(subject: Subject, pool: Pool) -> bool:
    """Whether the pool as a whole is a declared idle side."""
    if subject.policy.declared(pool.name, subject.today) is not None:
        return True
    return bool(re.search(r"blue|green|standby|canary", pool.comment, re.IGNORECASE))


def side_of_pair(name: str) -> bool:
    """Whether a name is that of one side of a blue/green pair."""
    return bool(SIDE.search(name))
