"""What every rewriter is handed: the sandbox under construction and what stands where."""

from steelyard.core.record import field, record
from steelyard.core.secrets import masked
from steelyard.core.source import SourceTree
from steelyard.dialects.haproxy.live.statement import Statement
from steelyard.dialects.haproxy.text.syntax import Line
from steelyard.dialects.sandbox import Endpoint, Refusal, Rewrite, Room, Sandbox
from steelyard.model.gateway import Bind, Gateway

Where = tuple[str, int]
"""A file and the number of a line in it."""


@record
class Work:
    """The boxing of one configuration.

    ``servers`` and ``binds`` say which of the model's stand on a line; lines of
    branches that are not taken have none.  ``base`` is where relative names
    start.  ``copied`` maps names of files to the names they have in the folder.
    ``keyword`` is that of the section under way, ``kept`` whether it stays.
    """

    tree: SourceTree
    gateway: Gateway
    room: Room
    base: str
    sandbox: Sandbox = field(default_factory=Sandbox)
    servers: dict[Where, list[tuple[str, int]]] = field(default_factory=dict)
    binds: dict[Where, list[Bind]] = field(default_factory=dict)
    tables: set[Where] = field(default_factory=set)
    copied: dict[str, str] = field(default_factory=dict)
    keyword: str = ""
    kept: bool = True

    def tell(self, statement: Statement, kind: str, old: str, new: str = "") -> None:
        """Notes a change; secrets are hidden."""
        self.sandbox.rewrites.append(Rewrite(statement.place(), kind, masked(old), masked(new)))

    def leave_out(self, statement: Statement, kind: str) -> None:
        """Leaves the line out.  Only its first two words are told: the rest may be secret."""
        statement.leave_out()
        self.tell(statement, kind, " ".join(statement.texts[:2]))

    def refuse(self, statement: Statement, why: str) -> None:
        """Notes what cannot be run here; a line that is not taken is left out instead."""
        if not statement.line.active:
            self.leave_out(statement, "directive")
            return
        self.sandbox.refused.append(Refusal(statement.place(), why))

    def doubt(self, line: Statement | Line, why: str) -> None:
        """Notes what differs from the original although it runs."""
        self.sandbox.doubts.append(Refusal(line.place(), why))

    def stand_in(self, statement: Statement) -> list[Endpoint]:
        """Where the servers of a line are; nobody for one that the model does not have."""
        known = self.servers.get(statement.key, [])
        return [self.room.server(pool, index) for pool, index in known] or [self.room.nobody()]


def work_of(tree: SourceTree, gateway: Gateway, room: Room, base: str) -> Work:
    """The work on a gateway, with an index of its binds and servers by line."""
    work = Work(tree, gateway, room, base)
    for pool in gateway.pools.values():
        for index, server in enumerate(pool.servers):
            where = (server.place.file, server.place.line)
            work.servers.setdefault(where, []).append((pool.name, index))
    for listener in gateway.listeners:
        for bind in listener.binds:
            work.binds.setdefault((bind.place.file, bind.place.line), []).append(bind)
    return work
