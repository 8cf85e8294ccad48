"""What the parts of one server block's lowering share."""

from steelyard.core.record import field, frozen, identity
from steelyard.dialects.nginx.text.locations import Group, Location
from steelyard.dialects.nginx.text.routing_level import Level, shorten
from steelyard.dialects.nginx.text.routing_room import Room
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.variables import Scope


@identity
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


@frozen
class Passing:
    """One ``proxy_pass`` (or its like) at the place where it takes effect."""

    plan: Plan
    location: Location | None
    level: Level
    directive: Directive
    moved: bool

    @property
    def name(self) -> str:
        """The directive's name."""
        return self.directive.words[0]

    @property
    def text(self) -> str:
        """The directive in short."""
        return shorten(self.directive)


def has_resolver(level: Level) -> bool:
    """Whether names can be looked up while running."""
    return any(len(item.words) > 1 for item in level.nearest("resolver"))
