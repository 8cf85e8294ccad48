"""What the parts of one boxing share: what is read, where they stand, what they found."""

import os
from collections.abc import Callable

from steelyard.core.place import Place
from steelyard.core.record import field, identity, record
from steelyard.core.secrets import masked
from steelyard.core.source import SourceTree
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.sandbox import Endpoint, Refusal, Rewrite, Room, Sandbox
from steelyard.model.gateway import Gateway

_LONGEST = 200
"""Characters of a directive that are shown."""


@identity
class Level:
    """A block whose directives are being looked at.

    ``context`` is its letter in `steelyard.dialects.nginx.text.directives`,
    ``scopes`` the blocks around and itself, outermost first; ``servers`` counts
    the server lines of an upstream met so far.
    """

    context: str
    scopes: tuple[Directive, ...] = ()
    servers: int = 0

    @property
    def block(self) -> Directive:
        """The block itself."""
        return self.scopes[-1]

    @property
    def stream(self) -> bool:
        """Whether it is inside ``stream``."""
        return bool(self.scopes) and self.scopes[0].words[0] == "stream"


@record
class Work:
    """One configuration on its way into the sandbox.

    ``prefix`` is the directory that relative names of files belong to.
    ``stated``: in which blocks (``http``, ``stream``) the sandbox has clients
    state their address in a PROXY header.  ``maps`` are blocks to put at the end
    of ``http`` or ``stream``, by that name, ``ports`` the original port of
    sockets, by block, ``asked`` the blocks that ask for it; ``modules`` are the
    stock modules that are needed, ``caches`` counts the caches.
    """

    tree: SourceTree
    gateway: Gateway
    room: Room
    prefix: str
    box: Sandbox = field(default_factory=Sandbox)
    stated: set[str] = field(default_factory=set)
    maps: dict[str, list[str]] = field(default_factory=dict)
    ports: dict[str, dict[Endpoint, int]] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)
    caches: int = 0

    def path(self, name: str) -> str:
        """A path below the room's folder."""
        return os.path.join(self.room.folder, name)

    def original(self, name: str) -> str:
        """Where a file that the configuration names lies on this machine."""
        found = self.tree.resolve(name, self.prefix)
        return os.path.abspath(os.path.join(self.tree.within or "", found))

    def exists(self, name: str) -> bool:
        """Whether a file that the configuration names exists."""
        return self.tree.exists(self.tree.resolve(name, self.prefix))

    def rewrite(self, kind: str, item: Directive, new: str, old: str = "") -> None:
        """Note a change; ``old`` is the directive's own text unless given."""
        shown = masked(old or item.text())[:_LONGEST]
        self.box.rewrites.append(Rewrite(item.place(), kind, shown, new))

    def refuse(self, place: Place, why: str) -> None:
        """Note what cannot be run, once."""
        refusal = Refusal(place, why)
        if refusal not in self.box.refused:
            self.box.refused.append(refusal)

    def doubt(self, place: Place, why: str) -> None:
        """Note what differs from the original although it runs, once."""
        found = Refusal(place, why)
        if found not in self.box.doubts:
            self.box.doubts.append(found)


Handler = Callable[[Work, Directive, Level], list[str]]
"""What becomes of a simple directive: the statements in its place."""


def dropped(kind: str) -> Handler:
    """A handler that leaves a directive out."""

    def drop(work: Work, item: Directive, level: Level) -> list[str]:
        work.rewrite(kind, item, "")
        return []

    return drop


def hidden(kind: str) -> Handler:
    """A handler that leaves a directive out and tells nothing but its name."""

    def drop(work: Work, item: Directive, level: Level) -> list[str]:
        work.rewrite(kind, item, "", item.words[0])
        return []

    return drop
