"""What a dialect offers to run a candidate where nobody depends on it.

A dialect that can be run has a module ``steelyard.dialects.<name>.live.sandbox``
with the names of `Runnable`; `steelyard.dialects.registry.runnable` finds it.

``box`` makes a copy of a configuration that runs on one loopback address,
without root and without the outside world: listeners move to private sockets,
servers become stand-ins, names need not resolve.  It only makes texts; who
writes them to disk and starts the program is `steelyard.prove`.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from steelyard.core.place import Place
from steelyard.core.record import field, frozen, record
from steelyard.core.source import SourceTree
from steelyard.model.gateway import Gateway


@frozen
class Endpoint:
    """A TCP socket of this machine: an IPv4 loopback address and a port."""

    address: str
    port: int

    def __str__(self) -> str:
        """``127.3.4.5:2001``."""
        return f"{self.address}:{self.port}"


@record
class Room:
    """What a sandbox may use: a folder, a throw-away certificate, sockets of its own.

    ``folder`` is an absolute path without blanks or quotes; all that the program
    writes must lie below it.  ``certificate`` is the path of a PEM file with
    certificate and key, ``take`` hands out a socket that nobody uses.  ``user`` is the
    name of who runs the program when that is root, else "": a program that gives its
    rights away could not enter the folder.  ``environment`` are the variables that the
    configuration was read with.
    """

    folder: str
    certificate: str
    take: Callable[[], Endpoint]
    user: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    listeners: dict[tuple[str, int | None, str], Endpoint] = field(default_factory=dict)
    servers: dict[tuple[str, int], Endpoint] = field(default_factory=dict)
    _nobody: Endpoint | None = None

    def listener(self, address: str, port: int | None, transport: str = "tcp") -> Endpoint:
        """Where the socket of these `steelyard.model.gateway.Bind` fields listens instead."""
        key = (address, port, transport)
        if key not in self.listeners:
            self.listeners[key] = self.take()
        return self.listeners[key]

    def server(self, pool: str, index: int) -> Endpoint:
        """The stand-in of server number ``index`` of the pool, as the model counts them."""
        if (pool, index) not in self.servers:
            self.servers[pool, index] = self.take()
        return self.servers[pool, index]

    def nobody(self) -> Endpoint:
        """Where nobody listens: for loggers, resolvers and peers of the original."""
        if self._nobody is None:
            self._nobody = self.take()
        return self._nobody


@frozen
class Rewrite:
    """One change that the sandbox made to the configuration.

    ``kind``: ``listener``, ``server``, ``name``, ``certificate``, ``process`` (users,
    daemons, pid files, log targets, sockets), ``check`` (a health check that a stand-in
    cannot answer), ``protocol`` (TLS or another protocol towards servers),
    ``client-address`` (how the sandbox learns whom a request comes from),
    ``file`` (a path of the original that does not exist here), ``directive``
    (a line left out; ``new`` is "" then).  ``old`` and ``new`` are texts of the
    file; secrets are never part of them.
    """

    place: Place
    kind: str
    old: str
    new: str


@frozen
class Refusal:
    """Something that cannot be run here, and why, in a sentence."""

    place: Place
    why: str


@record
class Sandbox:
    """A configuration made harmless.

    ``files``: texts by path relative to the room's folder.  ``command`` runs it
    in the foreground, ``check`` asks the program whether it accepts it; both
    without the program's own name, to be run in the folder.  ``proxied``: sockets
    on which the client must begin with a PROXY header (version 1), which also
    carries the original destination; on others the client's address is the real
    one.  ``environment``: variables that the program needs.
    ``administration``: the path of a runtime socket (HAProxy), "" for none.
    ``refused`` is what stands in the way of running it at all; with one of these
    nothing else counts.  ``doubts`` are sentences on what differs from the
    original although it runs, each with its place.
    """

    files: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ()
    check: tuple[str, ...] = ()
    proxied: set[Endpoint] = field(default_factory=set)
    environment: dict[str, str] = field(default_factory=dict)
    administration: str = ""
    rewrites: list[Rewrite] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    doubts: list[Refusal] = field(default_factory=list)


class Runnable(Protocol):
    """The names of module ``steelyard.dialects.<name>.live.sandbox``."""

    PROGRAM: str
    """The program's name, looked up in PATH and the usual folders."""

    VERSION: tuple[str, ...]
    """Arguments that make it print its version."""

    def version(self, printed: str) -> tuple[int, ...]:
        """The version in what it printed; () when there is none."""

    def box(self, tree: SourceTree, gateway: Gateway, room: Room) -> Sandbox:
        """The configuration in ``tree``, which was read as ``gateway``, made harmless."""
