"""Settings that changed: time limits, retries, persistence, health checks, limits, listeners."""

from collections.abc import Iterator, Mapping

from steelyard.compare.difference import OtherChange
from steelyard.compare.doors import door_pairs
from steelyard.compare.members import lines, listener_members, pool_members
from steelyard.compare.tables import NONE, table
from steelyard.core.place import NOWHERE, Place
from steelyard.model.gateway import Gateway, Listener
from steelyard.model.pool import HealthCheck, Persistence, Pool, Retry

Said = tuple[str, Place]


def setting_changes(old: Gateway, new: Gateway, twins: Mapping[str, str]) -> Iterator[OtherChange]:
    """What changed besides routes and shares, gateway first, then listeners and pools."""
    yield from table("", old.settings, new.settings)
    yield from table("time limit", old.timeouts, new.timeouts)
    yield from _listeners(old, new)
    for name, pool in new.pools.items():
        twin = twins.get(name)
        if twin is not None:
            yield from pool_changes(old.pools[twin], pool)
            yield from pool_members(old.pools[twin], pool)
    if old.workers != new.workers:
        words = [str(side.workers or "as many as cores") for side in (old, new)]
        yield OtherChange("workers", words[0], words[1], new.place)
    yield from lines(old, new)


def pool_changes(old: Pool, new: Pool) -> Iterator[OtherChange]:
    """What changed of one pool besides its shares."""
    of = f"of pool {new.name}"
    for what, before, after in (
        ("persistence", _persistence(old), _persistence(new)),
        ("retry", _retry(old.retry), _retry(new.retry)),
        ("health check", _check(old.check), _check(new.check)),
    ):
        yield from _said(f"{what} {of}", before, after, new.place)
    yield from table(f"time limit {of}", old.timeouts, new.timeouts)
    yield from table(f"limit {of}", old.limits, new.limits)
    before, after = (
        (old.balance.written, old.balance.place),
        (new.balance.written, new.balance.place),
    )
    if before[0] == after[0] and old.balance.options != new.balance.options:
        words = [_options(pool.balance.options) for pool in (old, new)]
        yield OtherChange(f"balancing {of}", words[0], words[1], new.balance.place)
    if old.balance.algorithm != new.balance.algorithm or before[0] != after[0]:
        yield from _said(f"balancing {of}", before, after, new.place)


def _listeners(old: Gateway, new: Gateway) -> Iterator[OtherChange]:
    """Sockets that came, went or changed, and the limits of listeners of the same name."""
    for pair in door_pairs(old, new):
        if pair.old is None and pair.new is not None:
            yield OtherChange(f"listener on {pair.name}", NONE, "added", pair.new.bind.place)
        elif pair.new is None and pair.old is not None:
            yield OtherChange(f"listener on {pair.name}", "there", "removed", pair.old.bind.place)
        elif pair.old is not None and pair.new is not None:
            before, after = pair.old.bind, pair.new.bind
            for what, was, now in (
                ("TLS", before.tls, after.tls),
                ("PROXY protocol", before.reads_proxy, after.reads_proxy),
            ):
                if was != now:
                    words = ("on" if was else "off", "on" if now else "off")
                    yield OtherChange(f"{what} on {pair.name}", *words, after.place)
    known: dict[str, Listener] = {listener.name: listener for listener in old.listeners}
    for listener in new.listeners:
        twin = known.pop(listener.name, None)
        if twin is not None:
            of = f"of {listener.kind or 'listener'} {listener.name}"
            yield from table(f"time limit {of}", twin.timeouts, listener.timeouts)
            yield from table(f"limit {of}", twin.limits, listener.limits)
            yield from listener_members(twin, listener)


def _options(options: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(options.items())) or NONE


def _said(what: str, old: Said, new: Said, otherwise: Place) -> Iterator[OtherChange]:
    if old[0] != new[0]:
        place = new[1] if new[1].file else otherwise
        yield OtherChange(what, old[0] or NONE, new[0] or NONE, place)


def _persistence(pool: Pool) -> Said:
    found = []
    place = NOWHERE
    for entry in pool.persistence:
        found.append(_kept(entry))
        place = entry.place
    return " and ".join(found), place


def _kept(entry: Persistence) -> str:
    """``cookie SRV (insert, expires after 3600 s)``."""
    settings = [f"{name} {setting.value}" for name, setting in sorted(entry.settings.items())]
    named = f"{entry.kind} {entry.name or entry.written}".strip()
    if entry.conditional:
        settings.append("under a condition")
    return f"{named} ({', '.join(settings)})" if settings else named


def _retry(retry: Retry | None) -> Said:
    if retry is None:
        return "", NOWHERE
    attempts = "every server" if retry.attempts == 0 else f"{retry.attempts} attempts"
    where = "another server" if retry.another else "the same server"
    words = [attempts, where, "on " + ", ".join(sorted(retry.on)) if retry.on else ""]
    if retry.repeats_writes:
        words.append("writes too")
    return ", ".join(word for word in words if word), retry.place


def _check(check: HealthCheck | None) -> Said:
    if check is None:
        return "", NOWHERE
    words = [
        f"{check.kind} {check.method} {check.path}".strip(),
        check.expect,
        f"every {check.interval:g} s, up after {check.rise}, down after {check.fall}",
        "" if check.timeout is None else f"within {check.timeout:g} s",
        "" if check.port is None else f"on port {check.port}",
    ]
    return ", ".join(word for word in words if word), check.place
