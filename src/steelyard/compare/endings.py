"""When two ends of ways count as the same."""

from collections.abc import Mapping

from steelyard.forecast.routing.space.ends import End


class Endings:
    """When two ends count as the same.

    ``twins``: for pools of the new gateway the old one's that they stand for.
    ``strangers``: the gateways are of different dialects, which name differently
    what answers; what a client sees of it is its status.
    """

    def __init__(self, twins: Mapping[str, str], strangers: bool) -> None:
        self._twins = twins
        self._strangers = strangers

    def old(self, end: End) -> object:
        """What an end of the old gateway is, apart from texts made of the request."""
        return self._fixed(end, end.pool)

    def new(self, end: End) -> object:
        """Likewise of the new one."""
        return self._fixed(end, self._twins.get(end.pool, f"new {end.pool}") if end.pool else "")

    def _fixed(self, end: End, pool: str) -> object:
        if end.kind == "pool":
            return ("pool", pool, end.server, "" if self._strangers else end.persistence)
        if end.kind == "unknown":
            return ("unknown", end.what)
        if self._strangers and end.kind in ("respond", "reject"):
            return ("answer", end.status)
        return (end.kind, end.status, end.what if end.kind == "respond" else "")
