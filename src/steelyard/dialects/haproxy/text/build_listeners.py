"""``frontend`` and ``listen`` sections -> listeners; ``bind`` lines (manual 4.2, 5.1, 11)."""

from steelyard.dialects.haproxy.text import addresses
from steelyard.dialects.haproxy.text.keywords import BIND_OPTIONS
from steelyard.dialects.haproxy.text.profile import Profile
from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.dialects.haproxy.text.syntax import Line
from steelyard.model.gateway import Bind, Listener
from steelyard.model.pool import Setting

TIMEOUTS: dict[str, str] = {
    # 4.2, timeout: HAProxy's word and ours
    "client": "client",
    "http-request": "request",
    "http-keep-alive": "keep-alive",
    "tunnel": "tunnel",
    "client-fin": "client-fin",
    "tarpit": "tarpit",
}


def read_listener(reading: Reading, profile: Profile, protocol: str, disabled: bool) -> Listener:
    """The listener of a section; its chain is added by the routing part."""
    section = profile.section
    listener = Listener(
        section.name,
        section.head.place(1),
        [],
        "",
        section.keyword,
        protocol,
        disabled=disabled,
        comment=section.comment,
    )
    for line in profile.lines("bind"):
        listener.binds.extend(_binds(reading, line, section.name))
    for theirs, ours in TIMEOUTS.items():
        timeout = profile.last.get(f"timeout {theirs}")
        if timeout is not None:
            value = reading.seconds(timeout, 2, section.name)
            if value is not None:
                listener.timeouts[ours] = value
    _limits(reading, profile, listener)
    _pages(profile, listener)
    return listener


def _limits(reading: Reading, profile: Profile, listener: Listener) -> None:
    """``maxconn``, ``backlog``, ``rate-limit sessions``; else the process's maxconn."""
    for key, name in (("maxconn", "max-connections"), ("backlog", "backlog")):
        line = profile.last.get(key)
        if line is not None:
            value = reading.number(line, 1, listener.name)
            if value is not None:
                listener.limits[name] = value
    rate = profile.last.get("rate-limit")
    if rate is not None and rate.words[1:2] == ["sessions"]:
        value = reading.number(rate, 2, listener.name)
        if value is not None:
            listener.limits["rate"] = value
    whole = reading.gateway.settings.get("max-connections")
    if "max-connections" not in listener.limits and whole is not None:
        listener.limits["max-connections"] = Setting(
            whole.value, whole.written, whole.place, implicit=True
        )


def _pages(profile: Profile, listener: Listener) -> None:
    """``monitor-uri`` and the statistics page."""
    monitor = profile.last.get("monitor-uri")
    if monitor is not None and len(monitor.words) > 1:
        listener.settings["monitor-uri"] = Setting(
            monitor.words[1], monitor.words[1], monitor.place(1)
        )
    stats = [line for key, line in profile.last.items() if key.startswith("stats ")]
    if stats:
        uri = profile.last.get("stats uri")
        place = stats[0].place() if uri is None else uri.place(2)
        path = "/haproxy?stats" if uri is None else "".join(uri.words[2:3])
        listener.settings["stats-uri"] = Setting(path, path, place, implicit=uri is None)
    for key, name in (("stats auth", "stats-auth"), ("stats admin", "stats-admin")):
        line = profile.last.get(key)
        if line is not None:
            # The password stays in the file.
            listener.settings[name] = Setting(True, "", line.place())


def _binds(reading: Reading, line: Line, subject: str) -> list[Bind]:
    """The addresses of one ``bind`` line, with its options."""
    words = line.words
    if len(words) < 2:
        reading.reject(line, subject, "bind has no address.", "Write bind ADDRESS:PORT.")
        return []
    settings = _options(reading, line, subject)
    tls = "ssl" in settings
    if "accept-proxy" in settings:
        settings["proxy-destination"] = settings["accept-proxy"]
    place = line.place(1)
    binds = []
    for text in words[1].split(","):
        found = addresses.parse(text)
        problem = found.problem
        if not problem and found.family == "ip" and (not found.port or found.offset):
            problem = "has no port"
        if not problem and found.family == "ip" and ":" in found.host:
            problem = "" if addresses.is_address(found.host) else "is no address"
        if found.odd:
            reading.odd_number(place, subject, "port", found.odd, found.port or 0)
        if problem:
            reading.reject(
                line,
                subject,
                f"The address {text!r} of bind {problem}.",
                "Write ADDRESS:PORT.",
                1,
            )
        own = dict(settings)
        if found.last_port is not None:
            own["last-port"] = Setting(found.last_port, text, place)
        transport = "udp" if found.transport == "quic" else found.transport
        binds.append(
            Bind(
                found.host,
                found.port,
                place,
                "unix" if found.family in ("unix", "abns") else transport,
                tls or found.transport == "quic",
                _protocols(reading, settings, found.transport),
                "accept-proxy" in settings,
                settings=own,
            )
        )
    return binds


def _protocols(reading: Reading, settings: dict[str, Setting], transport: str) -> tuple[str, ...]:
    """What ALPN offers (5.1, alpn): h2 by default for TLS since 2.8."""
    for key in ("proto", "alpn", "npn"):
        if key in settings:
            return tuple(str(settings[key].value).split(","))
    if transport == "quic":
        return ("h3",)
    if "ssl" in settings and reading.version >= (2, 8) and "no-alpn" not in settings:
        return ("h2", "http/1.1")
    return ()


def _options(reading: Reading, line: Line, subject: str) -> dict[str, Setting]:
    """The words after the address; an unknown one is refused."""
    words = line.words
    settings: dict[str, Setting] = {}
    index = 2
    while index < len(words):
        keyword = words[index]
        taken = BIND_OPTIONS.get(keyword)
        if taken is None:
            reading.reject(
                line,
                subject,
                f"{keyword!r} is no option of bind.",
                "Correct or delete it; the options are in section 5.1 of the manual.",
                index,
            )
            reading.opaque(line, f"the bind option {keyword!r} is unknown", f"listener {subject}")
            index += 1
            continue
        value = "".join(words[index + 1 : index + 2]) if taken else ""
        settings[keyword] = Setting(value or True, value, line.place(index))
        index += 1 + taken
    return settings
