"""The balancing method of an ``upstream`` block.

The modules ngx_http_upstream_*_module.c and ngx_stream_upstream_*_module.c.
Each method installs itself, so the last one written counts; before 1.29.7
``keepalive`` wraps what stands before it, and a method after it throws it away.
"""

from collections.abc import Callable

from steelyard.core.place import Place
from steelyard.dialects.nginx.text.notices import rejected
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.model.notice import Notice
from steelyard.model.pool import Balance, HashKey, Server
from steelyard.model.values import Field, Literal, Value

METHODS = frozenset({"ip_hash", "hash", "least_conn", "random", "least_time"})
"""Directives that choose how servers are picked."""

WITHOUT_BACKUP = frozenset({"ip_hash", "hash", "random"})
"""Methods that refuse ``backup`` on the server lines after them."""

NEWER = {"least_time": (1, 31, 0), "sticky": (1, 29, 6)}
"""Directives that open source NGINX learnt later; NGINX Plus had them before."""

KEEPALIVE_ORDERED_UNTIL = (1, 29, 7)
"""From here on ``keepalive`` may stand anywhere in the block: the CHANGES file."""

LARGE_RING = 10_000
"""Sum of weights above which building the ring of ``hash ... consistent`` takes long."""

ReadValue = Callable[[str, Place], Value]
"""Makes the value of a text with variables; the block's scope is already in it."""


def balance_of(
    pool: Directive, methods: list[Directive], servers: list[Server], read_value: ReadValue
) -> Balance:
    """How a server is chosen; ``methods`` are the block's method directives in order."""
    if not methods:
        balance = Balance("smooth-rotation", "", pool.place(), implicit=True)
    else:
        balance = _balance(methods[-1], read_value)
    if len(servers) == 1 and servers[0].addresses == 1 and not servers[0].backup:
        balance.algorithm = "single"
    return balance


def _balance(directive: Directive, read_value: ReadValue) -> Balance:
    """The method of one directive."""
    words = directive.words
    written = directive.text()
    place = directive.place()
    if words[0] == "ip_hash":
        key = HashKey(Field("source"), "address", "rotate", True, "the client's address")
        return Balance("address-walk", written, place, key)
    if words[0] == "least_conn":
        return Balance("least-ratio", written, place)
    if words[0] == "random":
        two = words[1:2] == ["two"]
        how = words[2] if len(words) > 2 else "least_conn"
        options: dict[str, int | str | bool] = {"draws": 2 if two else 1}
        options["least"] = two and how == "least_conn"
        known = how == "least_conn"
        return Balance("weighted-draws" if known else "unknown", written, place, None, options)
    if words[0] == "hash" and len(words) > 1:
        text = words[1]
        value = read_value(text, directive.place(1))
        key = HashKey(value, "text", "rotate", not isinstance(value, Literal), text)
        ring = words[2:3] == ["consistent"]
        return Balance("ketama-ring" if ring else "key-walk", written, place, key)
    return Balance("unknown", written, place)


def method_notices(
    name: str, directives: list[Directive], version: tuple[int, ...], version_stated: bool
) -> list[Notice]:
    """Methods that replace one another, or throw ``keepalive`` away.

    ``directives`` are the method and ``keepalive`` directives in order.
    """
    found: list[Notice] = []
    last: Directive | None = None
    ordered = not version_stated or version < KEEPALIVE_ORDERED_UNTIL
    for directive in directives:
        is_method = directive.words[0] in METHODS
        if is_method and last is not None:
            found.append(_replaced(name, last, directive))
        if is_method or (ordered and directive.words[0] == "keepalive"):
            last = directive
    for directive in directives:
        since = NEWER.get(directive.words[0])
        if since and version_stated and version < since:
            number = ".".join(map(str, since))
            message = f'"{directive.words[0]}" exists since NGINX {number} (and in NGINX Plus).'
            remedy = f"Choose another method, or run NGINX {number} or newer."
            found.append(rejected(directive.place(), name, message, remedy))
    return found


def _replaced(name: str, old: Directive, new: Directive) -> Notice:
    """A method that takes the place of what stood before it."""
    what = old.text()
    if old.words[0] == "keepalive":
        consequence = (
            "NGINX warns and goes on without keepalive: it opens a new connection for "
            "every request to this upstream. (From 1.29.7 on the order does not matter.)"
        )
        remedy = f'Write "{what}" after "{new.words[0]}".'
    else:
        consequence = f'NGINX warns and balances by "{new.text()}" alone; "{what}" does nothing.'
        remedy = "Keep the one that is meant and remove the other."
    return Notice(
        rule="syntax/last-wins",
        place=new.place(),
        subject=name,
        message=f'"{new.text()}" replaces "{what}" in upstream "{name}".',
        consequence=consequence,
        remedy=remedy,
        related=((old.place(), "what it replaces"),),
    )


def ring_notice(name: str, balance: Balance, servers: list[Server]) -> Notice | None:
    """Weights that make the ring of ``hash ... consistent`` slow to build."""
    total = sum(server.applied_weight for server in servers)
    if not balance.written.endswith(" consistent") or total <= LARGE_RING:
        return None
    return Notice(
        rule="limits/ring-too-large",
        place=balance.place,
        subject=name,
        message=f'The weights of upstream "{name}" add up to {total}: the ring of '
        f'"{balance.written}" gets {160 * total} points.',
        consequence="Every start, reload and check builds it anew: seconds of computing and "
        f"{12 * 160 * total >> 20} MiB or more per worker, in which a reload stands still.",
        remedy="Divide all weights by their greatest common divisor, or scale them to a sum "
        "below 1000.",
        detail={"weight": total},
    )
