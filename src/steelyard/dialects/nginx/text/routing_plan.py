"""What the parts of one server block's lowering share."""

from dataclasses import dataclass, field

from steelyard.dialects.nginx.text.locations import Group
from steelyard.dialects.nginx.text.routing_level import Level
from steelyard.dialects.nginx.text.routing_room import Room
from steelyard.dialects.nginx.text.variables import Scope


@dataclass(slots=True, eq=False)
class Plan:
    """One server block in the making.

    ``entry`` is the chain of its server-level rewrites, ``search`` that of its
    location search; ``group`` holds its locations.
    """

    room: Room
    level: Level
    scope: Scope
    label: str
    entry: str
    search: str
    group: Group = field(default_factory=Group)

    def named_chain(self, name: str) -> str | None:
        """The chain of a named location ``@name``."""
        found = self.group.named.get(name)
        return found.chain if found else None
