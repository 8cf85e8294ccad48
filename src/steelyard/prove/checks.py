"""How a stand-in answers its health checks, so that it counts as healthy."""

import re

from steelyard.model.pool import HealthCheck, Pool
from steelyard.prove.behaviour import Behaviour

_STATUS = re.compile(r"\bstatus\s+(\d{3})\b")


def answering(pool: Pool, index: int) -> Behaviour | None:
    """The behaviour towards checks of a server; None where a plain 200 will do."""
    check = pool.servers[index].check or pool.check
    status = wanted_status(check)
    return None if status in (None, 200) else Behaviour(status=status or 200)


def wanted_status(check: HealthCheck | None) -> int | None:
    """The status that a check is content with, None where 200 will do or it asks for none."""
    if check is None or check.kind != "http" or "!" in check.expect:
        return None
    found = _STATUS.search(check.expect)
    return int(found[1]) if found is not None else None
