"""The ``global`` sections -> settings of the whole process (manual 3)."""

from steelyard.dialects.haproxy.text.keywords import OPAQUE_GLOBALS
from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.dialects.haproxy.text.syntax import Line
from steelyard.model.pool import Setting

NUMBERS: dict[str, str] = {
    # 3.1, 3.2: HAProxy's word and ours
    "maxconn": "max-connections",
    "maxconnrate": "connection-rate",
    "maxsessrate": "session-rate",
    "maxsslconn": "max-tls-connections",
    "nbthread": "threads",
    "nbproc": "processes",
    "thread-groups": "thread-groups",
    "ulimit-n": "max-files",
    "tune.bufsize": "buffer-size",
}
TEXTS: dict[str, str] = {
    "server-state-file": "state-file",
    "server-state-base": "state-base",
    "default-path": "default-path",
    "crt-base": "certificate-base",
    "ca-base": "ca-base",
    "user": "user",
    "group": "group",
    "chroot": "chroot",
    "localpeer": "local-peer",
}
DURATIONS: dict[str, str] = {
    "hard-stop-after": "drain-limit",
    "grace": "grace",
    "close-spread-time": "close-spread",
}
_LEVELS = {"user": 0, "operator": 1, "admin": 2}


def read_globals(reading: Reading) -> None:
    """Settings, workers and opaque globals of the gateway."""
    gateway = reading.gateway
    for section in reading.configuration.named("global"):
        for line in section.lines:
            keyword = line.words[0]
            if keyword in NUMBERS:
                value = reading.number(line, 1, "global")
            elif keyword in DURATIONS:
                value = reading.seconds(line, 1, "global")
            elif keyword in TEXTS:
                text = "".join(line.words[1:2])
                value = Setting(text, text, line.place(1))
            else:
                _other(reading, line)
                continue
            name = NUMBERS.get(keyword) or DURATIONS.get(keyword) or TEXTS[keyword]
            if value is not None:
                gateway.settings[name] = value
    gateway.workers = _workers(reading)


def _other(reading: Reading, line: Line) -> None:
    """Sockets, scripts; everything else in ``global`` leaves the traffic's way alone."""
    words = line.words
    if words[0] in OPAQUE_GLOBALS:
        reading.opaque(line, OPAQUE_GLOBALS[words[0]], "gateway")
    elif words[0] == "stats" and words[1:2] == ["socket"] and len(words) > 2:
        _socket(reading, line)


def _socket(reading: Reading, line: Line) -> None:
    """``stats socket ADDRESS [level L] ...``; the most powerful one is kept."""
    words = line.words
    level = "operator"
    if "level" in words[3:-1]:
        level = words[words.index("level", 3) + 1]
    settings = reading.gateway.settings
    known = settings.get("stats-socket-level")
    if known is None or _LEVELS.get(level, 0) > _LEVELS.get(str(known.value), 0):
        settings["stats-socket"] = Setting(words[2], words[2], line.place(2))
        settings["stats-socket-level"] = Setting(level, level, line.place())


def _workers(reading: Reading) -> int | None:
    """States of balancing: processes up to 2.4, thread groups from 3.2 (3.2)."""
    settings = reading.gateway.settings
    processes = settings.get("processes")
    if processes is not None and reading.version < (2, 5):
        return max(int(processes.value), 1)
    if reading.version < (3, 2):
        return 1
    groups = settings.get("thread-groups")
    if groups is not None:
        return max(int(groups.value), 1)
    threads = settings.get("threads")
    if reading.version < (3, 3) or (threads is not None and int(threads.value) == 1):
        return 1
    # Since 3.3 the machine's processors decide (cpu-policy performance).
    return None
