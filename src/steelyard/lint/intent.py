"""What was meant: drains, canaries and standby sides that somebody declared.

A server at rest is no fault when the configuration or the policy says that it
rests.  A comment counts when it speaks of resting; a comment that only says
what the server is does not.
"""

import re
from collections.abc import Sequence

from steelyard.lint.rule import Subject
from steelyard.model.pool import Pool, Server

RESTING = re.compile(
    r"\b(drain\w*|maint(enance)?|disabled|removed|retire\w*|decommission\w*|decom|at rest|resting|"
    r"idle(?! ?time)|stand-?by|spare|broken|(being|to be|awaiting) (repair|replac|upgrad)\w*|"
    r"under repair|offline|out of (rotation|service)|taken out|out (from|since|until)|parked|"
    r"canary|blue|green|until|on purpose|back (by|on)|being migrated)\b",
    re.IGNORECASE,
)
"""Words of people who take a server out on purpose."""

TICKET = re.compile(r"\b[A-Z]{2,}-\d{2,}\b")
"""The number of a ticket, such as OPS-231."""

CANARY = re.compile(r"canary|beta|pilot|preview|trial|experiment", re.IGNORECASE)
"""Words for a server that gets little on purpose."""

STANDBY = re.compile(r"stand-?by|idle side|not live|inactive side", re.IGNORECASE)
"""Words for a pool that gets nothing now."""

ORDER = re.compile(
    r"stand-?bys?\b|\b(leader|primary|master|singleton|fail-?over|one at a time|only one may|"
    r"take over|in order|apology|sorry)\b",
    re.IGNORECASE,
)
"""Words for a pool in which one server works and others wait on purpose."""

SIDE = re.compile(r"(^|[-_.])(blue|green)\d*($|[-_.])", re.IGNORECASE)
"""Names of the two sides of a blue/green pair."""


def says_resting(subject: Subject, pool: Pool, server: Server) -> bool:
    """Whether somebody declared that this server gets nothing on purpose."""
    for about in (f"{pool.name}/{server.name}", pool.name):
        if subject.policy.declared(about, subject.today) is not None:
            return True
    return bool(RESTING.search(server.comment) or TICKET.search(server.comment))


def undeclared(subject: Subject, pool: Pool, resting: Sequence[Server]) -> list[Server]:
    """Those of ``resting`` whose rest nobody declared.

    A comment above a server also speaks of the resting servers that follow it
    without a comment of their own.
    """
    wanted = {id(server) for server in resting}
    found: list[Server] = []
    spoken = False
    for server in pool.servers:
        if id(server) not in wanted:
            spoken = False
        elif says_resting(subject, pool, server):
            spoken = not _on_its_line(subject, server)
        elif not (spoken and not server.comment):
            spoken = False
            found.append(server)
    return found


def _on_its_line(subject: Subject, server: Server) -> bool:
    """Whether the server's comment stands on its own line, so that it means no other."""
    file = subject.gateway.files.get(server.place.file)
    return file is None or "#" in file.line(server.place.line)


def standby_pool(subject: Subject, pool: Pool) -> bool:
    """Whether the pool as a whole is a declared idle side."""
    if subject.policy.declared(pool.name, subject.today) is not None:
        return True
    return side_of_pair(pool.name) or bool(STANDBY.search(pool.comment))


def says_order(subject: Subject, pool: Pool) -> bool:
    """Whether somebody declared that one server of the pool works and the others wait."""
    if standby_pool(subject, pool) or ORDER.search(pool.comment):
        return True
    return any(ORDER.search(server.comment) for server in pool.servers)


def says_canary(subject: Subject, pool: Pool, server: Server) -> bool:
    """Whether somebody declared that this server gets little on purpose."""
    for about in (f"{pool.name}/{server.name}", pool.name):
        if subject.policy.declared(about, subject.today) is not None:
            return True
    texts = (server.name, server.comment, pool.name, pool.comment)
    return any(CANARY.search(text) for text in texts)


def side_of_pair(name: str) -> bool:
    """Whether a name is that of one side of a blue/green pair."""
    return bool(SIDE.search(name))


def colour(name: str) -> str:
    """``blue`` or ``green`` when the name says so, else nothing."""
    found = SIDE.search(name)
    return found[2].lower() if found is not None else ""
