"""A gateway: the whole configuration of one load balancer, as read."""

from steelyard.core.place import NOWHERE, Place
from steelyard.core.record import field, record
from steelyard.model.notice import Notice, OpaqueText
from steelyard.model.pool import Pool, Setting
from steelyard.model.routing import Chain, Route
from steelyard.model.values import Value


@record
class Bind:
    """An address that a listener accepts connections on.

    ``address`` is "" for all addresses, a path for UNIX sockets; ``transport``
    ``tcp``, ``udp`` or ``unix``.  ``reads_proxy``: the PROXY protocol is
    expected.  ``shared`` means that the kernel may spread connections over
    several listeners on the same port (reuseport) on purpose.
    ``settings``: ``proxy-destination`` where the PROXY header replaces the
    destination too (HAProxy).  ``entry``: the chain that requests to this
    socket start in, "" when it is the listener's.
    """

    address: str
    port: int | None
    place: Place
    transport: str = "tcp"
    tls: bool = False
    protocols: tuple[str, ...] = ()
    reads_proxy: bool = False
    default: bool = False
    shared: bool = False
    settings: dict[str, Setting] = field(default_factory=dict)
    entry: str = ""


@record
class ClientAddress:
    """A rule that replaces the client's address by what a header or PROXY says.

    ``trusted`` are the networks believed; () means anybody is.
    """

    value: Value
    trusted: tuple[str, ...]
    place: Place


@record
class Listener:
    """Where requests come in.

    ``entry`` is the chain that a request starts in.  ``kind``: the dialect's
    own word (``frontend``, ``server``).  ``protocol``: ``http``, ``tcp`` or
    ``udp``.  ``names`` are the host names it is for, where the dialect chooses
    by name (NGINX server blocks share a socket); the choice itself stands in
    the socket's chain.
    ``timeouts``: ``client`` (silence of the client), ``request`` (whole request
    head), ``keep-alive``, ``tunnel``; ``limits``: ``max-connections``, ``rate``,
    ``connections-per-key`` (a limit for each client, not for the listener).
    ``client_addresses``: what it believes about the client's address.
    ``by_name``: it may share its sockets with others of its protocol; the
    host's name tells them apart.
    """

    name: str
    place: Place
    binds: list[Bind]
    entry: str
    kind: str = ""
    protocol: str = "http"
    names: tuple[str, ...] = ()
    timeouts: dict[str, Setting] = field(default_factory=dict)
    limits: dict[str, Setting] = field(default_factory=dict)
    settings: dict[str, Setting] = field(default_factory=dict)
    client_addresses: list[ClientAddress] = field(default_factory=list)
    internal: bool = False
    disabled: bool = False
    by_name: bool = False
    comment: str = ""


@record
class Named:
    """A named thing of the configuration, and every place that uses it.

    ``kind``: ``acl``, ``map``, ``resolver``, ``table``, ``defaults``,
    ``cache``, ``variable``, ``limit`` (a rate or connection limit), ...
    ``settings``: of a resolver ``hold-obsolete`` (seconds that a server missing
    from an answer is kept), of a limit ``per`` (``source``: the client's address,
    ``peer``: the address that connected).
    """

    kind: str
    name: str
    place: Place
    uses: list[Place] = field(default_factory=list)
    settings: dict[str, Setting] = field(default_factory=dict)


@record
class SourceFile:
    """A file that took part, with its lines, so that a finding can be drawn."""

    path: str
    text: str
    _lines: list[str] | None = None

    def line(self, number: int) -> str:
        """The text of line ``number`` (from 1), "" beyond the end."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""


@record
class Gateway:
    """Everything that was read of one load balancer.

    ``path`` is what the user named.  ``version`` is the target version as a
    tuple, ``version_stated`` False when it is the dialect's assumption.
    ``workers``: processes or threads with balancing state of their own, None
    when the machine decides (``auto``).  ``settings`` of the whole process by
    neutral name: ``max-connections``, ``drain-limit`` (seconds an old process
    may live after a reload), ``state-file``, ``worker-connections``, ...
    ``complete`` is False when a file that it includes is missing.
    ``headers_read`` are the request headers, in lower case, that texts outside
    the chains read (a header passed on, a limit's key), each with a place;
    what is only logged does not count.
    """

    path: str
    dialect: str
    version: tuple[int, ...]
    place: Place = NOWHERE
    version_stated: bool = False
    listeners: list[Listener] = field(default_factory=list)
    pools: dict[str, Pool] = field(default_factory=dict)
    chains: dict[str, Chain] = field(default_factory=dict)
    named: list[Named] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    opaque: list[OpaqueText] = field(default_factory=list)
    files: dict[str, SourceFile] = field(default_factory=dict)
    settings: dict[str, Setting] = field(default_factory=dict)
    timeouts: dict[str, Setting] = field(default_factory=dict)
    workers: int | None = 1
    complete: bool = True
    headers_read: dict[str, Place] = field(default_factory=dict)

    def routes(self) -> "list[tuple[Chain, Route]]":
        """Every route of every chain, in the order of the file they stand in."""
        return [(chain, route) for chain in self.chains.values() for route in chain.routes]
