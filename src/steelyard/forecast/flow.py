"""Traffic as a flow: listener, route, pool, server; nodes and links that can be drawn.

A link keeps two things apart.  ``share`` is what is known: the part of what
enters its source that takes it.  ``amount`` is the part of everything that it
is drawn with, which must be some number where nothing is known; ``basis`` says
what that number rests on.  Nodes of the same key in two flows are the same thing.
"""

from collections.abc import Mapping

from steelyard.core.exactness import Exactness
from steelyard.core.place import NOWHERE, Place
from steelyard.core.record import field, frozen, record

COLUMNS = ("listener", "route", "pool", "server")
"""The columns, in the direction of the traffic."""

PROMISED = "promised"
"""Basis: the configuration promises this share."""
COUNTED = "counted"
"""Basis: requests of a log, sent through the configuration."""
ALIKE = "alike"
"""Basis: not known, so all of the same source are given the same."""
UNKNOWN = "unknown"
"""Basis: it cannot be said; what is left is divided evenly."""


@frozen
class Node:
    """One thing that traffic passes.

    ``words`` are short and shown, ``details`` long (assumptions, further
    routes).  ``share`` is what is known of it: of a server its part of the
    pool, of others their part of all requests.  ``amount`` is the part of
    everything that it is drawn with.  ``mark``: ``everything``, ``nothing``,
    ``unreached``, ``unknown``, or "" when nothing is remarkable.  ``end``: no
    pool, the gateway answers by itself.
    """

    key: str
    column: str
    name: str
    place: Place = NOWHERE
    words: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    share: float | None = None
    amount: float = 0.0
    mark: str = ""
    exactness: Exactness | None = None
    end: bool = False


@frozen
class Link:
    """Traffic from one node to another; see the module."""

    source: str
    target: str
    amount: float
    share: float | None = None
    basis: str = PROMISED


@record
class Flow:
    """Nodes by key, in the order of the configuration, and the links between them.

    ``weighed``: a log says how much each pool gets.  ``notes`` say what the
    numbers rest on.
    """

    nodes: dict[str, Node] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    weighed: bool = False
    notes: list[str] = field(default_factory=list)

    def column(self, name: str) -> list[Node]:
        """The nodes of one column."""
        return [node for node in self.nodes.values() if node.column == name]


@record
class Weights:
    """Requests of a log: by pool, and by what happens to those that reach none.

    ``listeners`` has the same, of each listener by name, where that is known:
    by pool's name or by end.
    """

    pools: Mapping[str, float]
    ends: Mapping[str, float] = field(default_factory=dict)
    listeners: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """All requests."""
        return sum(self.pools.values()) + sum(self.ends.values())
