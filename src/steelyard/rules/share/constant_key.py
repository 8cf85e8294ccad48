"""share/constant-key: a hash over something that never varies, or is never there.

HAProxy configuration manual 4.2 (``balance``), NGINX ngx_http_upstream_hash:
a request without a key rotates; a constant key always meets the same server.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.core.place import Place
from steelyard.forecast.result import PoolForecast
from steelyard.lint.keys import fallback, is_constant, named_header
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.scan import change_place, header_change, headers_read
from steelyard.lint.ways import ways
from steelyard.lint.words import share_text
from steelyard.model.pool import HashKey
from steelyard.model.values import Apply, Join, Lookup, Split, Value

report = Reporter(__name__, Severity.ERROR)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each hashed pool of several servers whose key does not do its work.

    Likewise for tables that bind clients by such a key, and for splits.
    """
    yield from _splits(subject)
    yield from _tables(subject)
    for pool, promise in subject.pools():
        key = pool.balance.key
        if key is None or len(actives(subject, pool)) < 2:
            continue
        value, place = key.value, pool.balance.place
        header = named_header(value)
        change = header_change(subject, pool, header) if header else None
        if change is not None:
            place = change_place(subject, change) or place
            if change.value is None:
                yield _deleted(promise, key, header, place)
                continue
            value = change.value
        finding = _judge(subject, promise, key, value, place)
        if finding is not None:
            yield finding


def _tables(subject: Subject) -> Iterator[Finding]:
    """Pools that bind all clients to one server."""
    for pool, _ in subject.pools():
        for rule in pool.persistence:
            fixed = rule.kind == "table" and rule.key is not None and is_constant(rule.key)
            if fixed and not rule.conditional and len(actives(subject, pool)) > 1:
                yield report(
                    rule.place,
                    pool.name,
                    f"the key '{rule.written}' that binds clients of pool {pool.name} is the same "
                    "for every request",
                    "the first client's server gets everybody: one of "
                    f"{len(actives(subject, pool))} servers takes 100 %, the others get nothing",
                    "bind by what differs from client to client, such as a session cookie",
                )


def _splits(subject: Subject) -> Iterator[Finding]:
    """Splits whose parts are not chosen by anything that varies."""
    said: set[int] = set()
    for _, route, switch in ways(subject).switches:
        for split in _in(switch.value):
            if id(split) not in said and split.parts and is_constant(split.key):
                said.add(id(split))
                yield report(
                    split.place if split.place.line else route.place,
                    route.text,
                    f"the key of the split that '{route.text}' chooses by is the same for every "
                    "request",
                    f"all requests get the same one of {len(split.parts) + 1} parts, whatever "
                    "share is written for it",
                    "split by what differs from client to client, such as the client's address",
                )


def _in(value: Value) -> Iterator[Split]:
    """The splits that a value is made of."""
    if isinstance(value, Split):
        yield value
    elif isinstance(value, Apply):
        yield from _in(value.value)
    elif isinstance(value, Join):
        for part in value.parts:
            yield from _in(part)
    elif isinstance(value, Lookup):
        for one in (*(entry.value for entry in value.table.entries), value.default):
            if one is not None:
                yield from _in(one)


def _judge(
    subject: Subject, promise: PoolForecast, key: HashKey, value: Value, place: Place
) -> Finding | None:
    """The finding about what the key is made of in the end."""
    if not key.varies or is_constant(value):
        return _constant(promise, key, place)
    text = fallback(value)
    if text:
        return _never_empty(subject, promise, key, text, place)
    header = named_header(value)
    if header:
        plain = header.replace("-", "").replace("_", "")
        for other in headers_read(subject):
            if other != header and other.replace("-", "").replace("_", "") == plain:
                return _other_name(subject, promise, header, other, place)
    return None


def _constant(promise: PoolForecast, key: HashKey, place: Place) -> Finding:
    """Every request has the same key."""
    pool = promise.pool
    taking = [entry for entry in promise.servers if entry.share]
    one = taking[0].server.name if len(taking) == 1 and taking[0].share == 1 else ""
    count = len(pool.servers)
    return report(
        place,
        pool.name,
        f"the hash key '{key.written}' of pool {pool.name} is the same for every request: "
        + (
            f"{one} takes 100 %, the other {count - 1} get nothing"
            if one
            else f"one of {count} servers takes 100 %, the others get nothing"
        ),
        f"{one or 'that server'} alone carries the pool; when it fails, the next one alone does",
        "hash what differs from client to client, such as a session cookie or the client's "
        "address, or let the pool rotate",
        shares={entry.server.name: entry.share for entry in promise.servers},
    )


def _never_empty(
    subject: Subject, promise: PoolForecast, key: HashKey, text: str, place: Place
) -> Finding:
    """A literal text makes the key of all requests without the field the same."""
    pool = promise.pool
    count = len(actives(subject, pool))
    return report(
        place,
        pool.name,
        f"the hash key '{key.written}' of pool {pool.name} is never empty: all requests "
        f"without the field have the key '{text}' and meet one server",
        f"one of {count} servers takes all of those instead of {share_text(1 / count)} of "
        "them; without the literal text they would rotate over all",
        "hash the field alone, so that requests without it rotate",
        severity=Severity.WARNING,
    )


def _deleted(promise: PoolForecast, key: HashKey, header: str, place: Place) -> Finding:
    """The header is deleted before the choice."""
    pool = promise.pool
    return report(
        place,
        pool.name,
        f"the header {header} is deleted before pool {pool.name} hashes it",
        "no request has a key: the pool rotates, and nothing stays on its server",
        "set the header to the key, or choose the algorithm that is meant",
        severity=Severity.WARNING,
    )


def _other_name(
    subject: Subject, promise: PoolForecast, header: str, other: str, place: Place
) -> Finding:
    """The rest of the configuration reads a header of nearly that name."""
    pool = promise.pool
    return report(
        place,
        pool.name,
        f"pool {pool.name} hashes the header {header}; everything else here reads {other}",
        f"if nobody sends {header}, no request has a key: the pool rotates, and nothing stays "
        "on its server",
        f"hash {other}",
        severity=Severity.WARNING,
        related=((headers_read(subject)[other], f"reads {other}"),),
    )
