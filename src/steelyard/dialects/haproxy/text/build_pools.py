"""``backend`` and ``listen`` sections -> pools (manual 4.2)."""

from steelyard.dialects.haproxy.text import addresses, remarks
from steelyard.dialects.haproxy.text.build_balance import read_balance
from steelyard.dialects.haproxy.text.build_checks import pool_check, read_plan
from steelyard.dialects.haproxy.text.build_persistence import read_persistence
from steelyard.dialects.haproxy.text.build_retries import read_retry
from steelyard.dialects.haproxy.text.build_servers import ServerReader
from steelyard.dialects.haproxy.text.profile import Profile
from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.model.pool import Balance, Pool, Server, Setting

TIMEOUTS: dict[str, str] = {
    # 4.2, timeout: HAProxy's word and ours
    "connect": "connect",
    "server": "response",
    "queue": "queue",
    "check": "check",
    "tunnel": "tunnel",
    "server-fin": "server-fin",
    "tarpit": "tarpit",
}
LIMITS: dict[str, str] = {
    "fullconn": "full-connections",
    "max-keep-alive-queue": "max-keep-alive-queue",
}
TEXTS: dict[str, str] = {
    "http-reuse": "connection-reuse",
    "load-server-state-from-file": "state-file",
    "server-state-file-name": "state-file-name",
}
FLAGS: dict[str, str] = {
    "option persist": "persist-to-dead",
    "option prefer-last-server": "prefer-last-server",
    "option redispatch": "redispatch",
    "option abortonclose": "abort-on-close",
    "option log-health-checks": "log-health-checks",
    "force-persist": "force-persist",
    "ignore-persist": "ignore-persist",
    "http-check disable-on-404": "drain-on-404",
}
_RINGS = frozenset({"avalanche-ring", "ring-draws"})


def read_pool(reading: Reading, profile: Profile, protocol: str, disabled: bool) -> Pool:
    """The pool of a section; its chain is added by the routing part."""
    section = profile.section
    pool = Pool(
        section.name,
        section.head.place(1),
        [],
        Balance("fair-rotation", "", section.head.place(), implicit=True),
        protocol,
        implicit=section.keyword == "listen"
        and not {"server", "server-template"} & profile.own.keys(),
        all_backups="option allbackups" in profile.last,
        disabled=disabled,
        comment=section.comment,
    )
    pool.balance = read_balance(reading, profile, pool)
    plan = read_plan(reading, profile)
    pool.check = pool_check(plan)
    _servers(reading, profile, pool, ServerReader(reading, pool, plan))
    pool.persistence = read_persistence(reading, profile, pool)
    pool.retry = read_retry(reading, profile, pool)
    _settings(reading, profile, pool)
    _state(reading, pool)
    _after(reading, profile, pool)
    return pool


def _servers(reading: Reading, profile: Profile, pool: Pool, reader: ServerReader) -> None:
    """The server lines in order, after the inherited default-server lines."""
    chain = []
    level = profile.parent
    while level is not None:
        chain.append(level)
        level = level.parent
    for inherited in reversed(chain):
        for line in inherited.lines("default-server"):
            reader.read(line)
    for line in profile.section.lines:
        if line.words[0] in ("server", "server-template", "default-server"):
            reader.read(line)
    reader.finish()
    for line in profile.lines("dispatch")[-1:]:
        address = addresses.parse("".join(line.words[1:2]))
        if not pool.servers:
            pool.servers.append(Server("dispatch", address.host, address.port, line.place(1), id=1))
            pool.balance = Balance("single", "dispatch", line.place())
    if "option transparent" in profile.last or "transparent" in profile.last:
        pool.unknown.append("requests go where the client meant them to (transparent)")


def _settings(reading: Reading, profile: Profile, pool: Pool) -> None:
    """Timeouts, limits and flags by neutral names."""
    last = profile.last
    for theirs, ours in TIMEOUTS.items():
        line = last.get(f"timeout {theirs}")
        found = None if line is None else reading.seconds(line, 2, pool.name)
        if found is not None:
            pool.timeouts[ours] = found
    for theirs, ours in LIMITS.items():
        line = last.get(theirs)
        found = None if line is None else reading.number(line, 1, pool.name)
        if found is not None:
            pool.limits[ours] = found
    _words(profile, pool)
    redispatch = last.get("option redispatch")
    if redispatch is not None and len(redispatch.words) > 2:
        found = reading.number(redispatch, 2, pool.name)
        if found is not None:
            pool.settings["redispatch"] = found


def _words(profile: Profile, pool: Pool) -> None:
    """Settings that are a word or just stand there."""
    last = profile.last
    for theirs, ours in TEXTS.items():
        line = last.get(theirs)
        if line is not None:
            text = "".join(line.words[1:2])
            pool.settings[ours] = Setting(text, text, line.place(1))
    for theirs, ours in FLAGS.items():
        line = last.get(theirs)
        if line is not None:
            pool.settings[ours] = Setting(True, " ".join(line.words), line.place())


def _state(reading: Reading, pool: Pool) -> None:
    """Where the balancing state lives: processes up to 2.4, thread groups from 3.2."""
    workers = reading.gateway.workers
    if reading.version < (2, 5) and workers != 1:
        pool.state, pool.copies = "worker", workers
    elif reading.version >= (3, 2) and pool.balance.algorithm == "fair-rotation":
        pool.state, pool.copies = "group", workers


def _after(reading: Reading, profile: Profile, pool: Pool) -> None:
    """What shows only when servers and method are both known."""
    algorithm = pool.balance.algorithm
    if pool.balance.algorithm == "slot-map":
        _note_slow_start(reading, profile, pool)
    for line in profile.lines("option allbackups"):
        if pool.servers and not any(server.backup for server in pool.servers):
            reading.gateway.notices.append(
                remarks.ignored(
                    line.place(),
                    pool.name,
                    f"option allbackups has no effect: {pool.name} has no backup server.",
                    "When all its servers are down, nothing takes over: clients get 503.",
                    "Mark the servers that are meant with 'backup', or delete the option.",
                )
            )
    if algorithm in _RINGS:
        for server in pool.servers:
            key = server.settings.get("hash-key")
            if key is not None and key.value != "id":
                pool.unknown.append(
                    f"places on the ring follow {key.value} (hash-key), which is not modelled"
                )
                break


def _note_slow_start(reading: Reading, profile: Profile, pool: Pool) -> None:
    """``slowstart`` on a method with fixed slots (5.2, slowstart)."""
    head = profile.section.head
    for server in pool.servers:
        slow = server.settings.get("slowstart")
        if slow is not None and slow.place.file == head.file and slow.place.line > head.number:
            reading.gateway.notices.append(
                remarks.ignored(
                    slow.place,
                    pool.name,
                    f"slowstart has no effect: {pool.name} balances by a fixed map of slots.",
                    "A server that comes back gets its whole share at once.",
                    "Use roundrobin, leastconn or a consistent hash, or delete slowstart.",
                )
            )
            return
