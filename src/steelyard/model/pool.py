"""Pools of servers: who is in, how one is chosen, what keeps a client there."""

from steelyard.core.place import NOWHERE, Place
from steelyard.core.record import field, record
from steelyard.model.values import Value

PERSISTENCE = "(persistence)"
"""The variable by which routes say ``ignore`` (cookies that name a server do not
count) or ``force`` (a stopped server is taken too), as `SetVariable` sets it."""


@record
class Setting:
    """A value as understood, as written, and where.

    ``value`` is a number (durations in seconds, sizes in bytes), a text or a
    bool.  ``implicit`` is True for the binary's default.
    """

    value: float | int | str | bool
    written: str = ""
    place: Place = NOWHERE
    implicit: bool = False


@record
class Server:
    """One member of a pool.

    ``weight`` is as written (None: not written), ``applied_weight`` what the
    binary makes of it before the algorithm scales it (0: gets no new traffic).
    ``admin``: ``ready``; ``drain`` (no new traffic, persistent sessions stay);
    ``out`` (disabled, down: gets nothing).
    ``id`` is the number that orders servers in rings and in `first-available`.
    ``addresses`` is how many peers it stands for: names that resolve to several
    (None: not known before run time).  ``literal`` is the server's text as
    written where hashing uses it.
    ``check`` is None when no active health check watches it.
    ``limits``: ``max-connections``, ``min-connections``, ``max-queue``.
    ``passive``: ``max-fails``, ``fail-timeout`` (NGINX), ``observe``,
    ``error-limit``, ``on-error`` (HAProxy).
    ``comment`` is the text of comments on its line and right above it.
    """

    name: str
    address: str
    port: int | None
    place: Place
    weight: int | None = None
    applied_weight: int = 1
    admin: str = "ready"
    backup: bool = False
    id: int = 0
    literal: str = ""
    addresses: int | None = 1
    check: "HealthCheck | None" = None
    limits: dict[str, Setting] = field(default_factory=dict)
    passive: dict[str, Setting] = field(default_factory=dict)
    slow_start: float = 0.0
    cookie: str | None = None
    tls: bool = False
    protocol: str = ""
    send_proxy: bool = False
    resolver: str = ""
    track: str = ""
    comment: str = ""
    settings: dict[str, Setting] = field(default_factory=dict)


@record
class HealthCheck:
    """An active check. Durations in seconds.

    ``kind``: ``connect`` (a TCP connection), ``http``, ``protocol`` (a dialogue
    of the protocol: SQL, Redis, SMTP, TLS hello), ``agent``, ``external``.
    ``expect`` is the written expectation (``status 200``), "" for the default.
    """

    kind: str
    place: Place
    method: str = ""
    path: str = ""
    host: str = ""
    expect: str = ""
    interval: float = 2.0
    timeout: float | None = None
    rise: int = 2
    fall: int = 3
    port: int | None = None
    agent: bool = False


@record
class HashKey:
    """What a hash is made of.

    ``value`` gives the text; ``kind``: ``text`` (bytes of the text), ``address``
    (the client's address, folded as the algorithm says), ``packed`` (the 4 or 16
    bytes of an address, hashed as they are), ``number`` (8 bytes of a number).
    ``absent``: what happens without a key: ``rotate`` (weighted rotation, for
    the empty text too), ``rotate-only-absent`` (likewise, but the empty text is
    hashed), ``empty`` (both are hashed as the empty key).
    ``varies`` is False when the key is the same for every request.
    """

    value: Value
    kind: str = "text"
    absent: str = "rotate"
    varies: bool = True
    written: str = ""


@record
class Balance:
    """How a server is chosen.

    ``algorithm`` names a module of `steelyard.forecast.balancing`, with hyphens
    for underscores:

    ``fair-rotation``       HAProxy roundrobin (weights x 16, tree order)
    ``slot-map``            HAProxy static-rr (no key) and map-based hashes (key)
    ``avalanche-ring``      HAProxy consistent hashes
    ``ring-draws``          HAProxy random(n): n draws on the ring
    ``least-connections``   HAProxy leastconn
    ``first-available``     HAProxy first
    ``smooth-rotation``     NGINX weighted round robin
    ``least-ratio``         NGINX least_conn
    ``address-walk``        NGINX ip_hash
    ``key-walk``            NGINX hash
    ``ketama-ring``         NGINX hash consistent
    ``weighted-draws``      NGINX random, random two
    ``single``              exactly one address, nothing to choose
    ``unknown``             not understood

    ``options`` hold what the algorithm needs besides, by name; each module
    documents its own: ``function`` (``sdbm`` ``djb2`` ``crc32`` ``wt6``
    ``none``), ``avalanche`` (bool), ``load-factor`` (per cent, 0: none),
    ``draws`` (int), ``ties`` (``queue``/``random``), ``node-keys``
    (``single``/``double``), ``tie-break`` (``latest``: the last draw; ``rate``: the
    lower request rate per weight), ``groups`` (int), ``least`` (bool).
    """

    algorithm: str
    written: str
    place: Place
    key: HashKey | None = None
    options: dict[str, int | str | bool] = field(default_factory=dict)
    implicit: bool = False


@record
class Persistence:
    """What sends a client to the server it had before, ahead of balancing.

    ``kind``: ``cookie`` (the gateway sets or reads a cookie naming the server),
    ``table`` (a stick table keyed by ``key``), ``learned`` (an application
    cookie is learned).  ``settings``: ``size``, ``expire`` (seconds),
    ``max-idle``, ``max-life`` (seconds), ``mode`` (``insert`` ``rewrite``
    ``prefix``), ``indirect``, ``nocache``, ``dynamic`` (the gateway names the
    servers by itself), ``peers`` (the table outlives a reload there).
    ``conditional``: a condition limits it.
    """

    kind: str
    place: Place
    name: str = ""
    key: Value | None = None
    written: str = ""
    settings: dict[str, Setting] = field(default_factory=dict)
    conditional: bool = False


@record
class Retry:
    """What happens when a server fails a request.

    ``attempts``: servers tried at most, the first included; 0: every server of
    the pool once.  ``on``: the events that cause another attempt, in neutral
    words: ``connect``, ``timeout``, ``empty`` (closed without an answer),
    ``invalid``, and status codes as text (``502``).  ``another``: a retry goes
    to another server if there is one.  ``repeats_writes``: also requests that
    are not idempotent and were already sent.  ``budget`` seconds for all tries,
    0 without limit.
    """

    attempts: int
    on: frozenset[str]
    another: bool
    repeats_writes: bool = False
    budget: float = 0.0
    place: Place = NOWHERE
    implicit: bool = True


@record
class Pool:
    """A set of servers that serve the same requests.

    ``protocol``: ``http`` or ``tcp``.  ``implicit`` pools have no block of
    their own: NGINX ``proxy_pass http://10.0.0.1:80``.
    ``state``: where the algorithm's state lives: ``process`` (one for all),
    ``worker`` (each worker its own), ``group`` (each thread group its own);
    ``copies`` is the number of such states, None when not known.
    ``all_backups``: when no active server is left, all backups serve, not just
    the first.  ``chain`` is the chain that a request enters on its way to the
    pool, if the pool has rules of its own.
    ``timeouts`` by neutral name, in seconds: ``connect``, ``response`` (silence
    of the server), ``queue``, ``check``, ``tunnel``, ``send``.
    ``limits``: ``full-connections``, ``max-connections``, ``slots``.
    ``resolves_late``: members come from discovery at run time.
    ``empty_status``: what an HTTP client gets when no server takes the request.
    ``comment``: comments on the head line and right above it.
    """

    name: str
    place: Place
    servers: list[Server]
    balance: Balance
    protocol: str = "http"
    implicit: bool = False
    chain: str = ""
    all_backups: bool = False
    state: str = "process"
    copies: int | None = 1
    persistence: list[Persistence] = field(default_factory=list)
    check: HealthCheck | None = None
    retry: Retry | None = None
    timeouts: dict[str, Setting] = field(default_factory=dict)
    limits: dict[str, Setting] = field(default_factory=dict)
    settings: dict[str, Setting] = field(default_factory=dict)
    resolves_late: bool = False
    disabled: bool = False
    empty_status: int = 503
    comment: str = ""
    unknown: list[str] = field(default_factory=list)
    """Reasons why nothing exact can be said about this pool (opaque settings)."""
