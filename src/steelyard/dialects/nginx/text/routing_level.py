"""Blocks within blocks: what holds at a level, and what it takes over.

``http`` > ``server`` > ``location`` (nested) > ``if`` or ``limit_except``.  A
directive of an inner level replaces that of the outer ones as a whole
(the merge functions of each module).
"""

from steelyard.core.place import Place
from steelyard.core.record import identity
from steelyard.dialects.nginx.text.syntax import Directive, expanded


@identity
class Level:
    """One block, its directives in order and by name.

    ``location`` is the innermost location's name, "" outside any; ``place`` is
    where the block begins.
    """

    directive: Directive
    parent: "Level | None"
    items: list[Directive]
    own: dict[str, list[Directive]]
    location: str
    place: Place

    def scopes(self) -> list[Directive]:
        """The blocks around and this one, outermost first."""
        found: list[Directive] = []
        level: Level | None = self
        while level is not None:
            found.append(level.directive)
            level = level.parent
        return found[::-1]

    def nearest(self, name: str) -> list[Directive]:
        """The directives of that name at the innermost level that has any."""
        level: Level | None = self
        while level is not None:
            if name in level.own:
                return level.own[name]
            level = level.parent
        return []

    def nearest_of(self, names: frozenset[str]) -> list[Directive]:
        """Likewise for several names that replace one another, in order of the text."""
        level: Level | None = self
        while level is not None:
            if not names.isdisjoint(level.own):
                return [item for item in level.items if item.words[0] in names]
            level = level.parent
        return []

    def first(self, name: str) -> Directive | None:
        """This level's own first directive of that name."""
        found = self.own.get(name)
        return found[0] if found else None


def level_of(directive: Directive, parent: Level | None = None) -> Level:
    """The level that a block opens."""
    items = expanded(directive.body or [])
    location = parent.location if parent else ""
    return Level(directive, parent, items, directive.by_name(), location, directive.place())


def shorten(directive: Directive) -> str:
    """The directive in one short line, for people."""
    text = directive.text()
    return text if len(text) <= 100 else text[:97] + "..."
