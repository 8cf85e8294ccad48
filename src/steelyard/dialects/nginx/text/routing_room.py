"""What all parts of the routing reader share while a gateway is built."""

from steelyard.core.place import NOWHERE, Place
from steelyard.core.record import field, identity
from steelyard.dialects.nginx.text.routing_level import Level
from steelyard.dialects.nginx.text.upstreams import pool_for
from steelyard.dialects.nginx.text.variables import Scope
from steelyard.model.conditions import ALWAYS, Condition
from steelyard.model.gateway import Gateway
from steelyard.model.notice import Notice
from steelyard.model.routing import Action, Chain, Route
from steelyard.model.values import Pattern

INTERNAL = "internal request"
"""The variable that says that NGINX itself changed the URI (``r->internal``)."""

IN_ERROR = "error page"
"""The variable that says that an ``error_page`` is being served."""


MOVED = "moved request"
"""The variable that says that a ``break`` at server level took the URI off its location."""


@identity
class Room:
    """One gateway in the making.

    ``upstreams`` are the names of the upstream blocks, in lower case, with
    their own spelling.  ``has_internal`` and ``has_moves`` say whether the
    configuration needs to know how a request came to a location.  ``copies`` are the variables that
    ``set`` takes each variable from, ``assigned`` the texts it may give them.
    """

    gateway: Gateway
    scope: Scope
    version: tuple[int, ...]
    upstreams: dict[str, str] = field(default_factory=dict)
    has_internal: bool = False
    has_moves: bool = False
    copies: dict[str, list[str]] = field(default_factory=dict)
    assigned: dict[str, "set[str] | None"] = field(default_factory=dict)
    said: set[tuple[str, Place]] = field(default_factory=set)
    names: dict[str, int] = field(default_factory=dict)
    networks: dict[int, tuple[Pattern, ...]] = field(default_factory=dict)

    def chain(self, name: str, place: Place) -> Chain:
        """A new chain; a name that is taken gets a number."""
        if name in self.gateway.chains:
            count = self.names.get(name, 1)
            while f"{name} ({count + 1})" in self.gateway.chains:
                count += 1
            self.names[name] = count + 1
            name = f"{name} ({count + 1})"
        made = Chain(name, place=place)
        self.gateway.chains[name] = made
        return made

    def pool(self, address: str, place: Place, level: Level, directive: str) -> str:
        """The name of the pool that a passing directive names."""
        return pool_for(self.gateway, address, place, level.scopes(), directive).name

    def notice(self, notice: Notice) -> None:
        """Says something once per place."""
        key = (notice.rule, notice.place)
        if key not in self.said:
            self.said.add(key)
            self.gateway.notices.append(notice)


def always(action: Action, place: Place = NOWHERE, text: str = "", kind: str = "") -> Route:
    """A route that every request takes; implicit when it has no place."""
    return Route(ALWAYS, (action,), place, text, kind, implicit=place is NOWHERE)


def implicit(condition: Condition, *actions: Action, kind: str = "", text: str = "") -> Route:
    """A route that no line states."""
    return Route(condition, actions, NOWHERE, text, kind, implicit=True)
