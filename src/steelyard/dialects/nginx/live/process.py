"""Process level: users, pid files, logs, paths that NGINX writes to.

Nothing may be written outside of the room's folder, and nothing may need root.
"""

import re

from steelyard.dialects.nginx.live.statement import statement
from steelyard.dialects.nginx.live.work import Handler, Level, Work, dropped
from steelyard.dialects.nginx.text.inherit import inherited
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.units import parse_number

MOST_CONNECTIONS = 4096
"""Connections of a worker; more file descriptors need rights that nobody has."""

TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
"""What NGINX makes a folder for at its start: ``*_temp_path``."""

_LEVELS = frozenset({"debug", "info", "notice", "warn", "error", "crit", "alert", "emerg"})
_KEYS_ZONE = re.compile(r"keys_zone=([^:]+):.*")
_GONE = (
    "user pid lock_file daemon master_process working_directory worker_cpu_affinity"
    " worker_priority worker_rlimit_nofile worker_rlimit_core google_perftools_profiles"
    " debug_points ssl_engine load_module use debug_connection access_log log_format"
    " open_log_file_cache"
)
_WRITES = ("dav_methods", "create_full_put_path", "dav_access", "proxy_store", "fastcgi_store")


def main_lines(work: Work) -> list[str]:
    """What every sandbox says in its main context."""
    user = [statement("user", work.room.user)] if work.room.user else []
    return [
        *user,
        "daemon off;",
        statement("pid", work.path("nginx.pid")),
        statement("lock_file", work.path("nginx.lock")),
    ]


def http_lines(work: Work) -> list[str]:
    """What every sandbox says in ``http``: no logs, temporary files in its own folder."""
    paths = [statement(f"{name}_temp_path", work.path(f"temp-{name}")) for name in TEMPORARY]
    return ["access_log off;", *paths]


def error_log(work: Work, item: Directive, level: Level) -> list[str]:
    """Errors go to the terminal, as severe as before."""
    severity = [word for word in item.words[2:3] if word in _LEVELS]
    new = statement("error_log", "stderr", *severity)
    work.rewrite("process", item, new)
    return [new]


def _connections(work: Work, item: Directive, level: Level) -> list[str]:
    """No more than a plain user may have open."""
    number = parse_number(item.words[1]) if len(item.words) == 2 else None
    if number is None or number <= MOST_CONNECTIONS:
        return [item.raw]
    new = statement("worker_connections", str(MOST_CONNECTIONS))
    work.rewrite("process", item, new)
    return [new]


def _cache(work: Work, item: Directive, level: Level) -> list[str]:
    """A cache in the room, small."""
    work.caches += 1
    words = [item.words[0], work.path(f"cache-{work.caches}")]
    for word in item.words[2:]:
        if word.startswith(("max_size=", "min_free=")):
            continue
        words.append(_KEYS_ZONE.sub(r"keys_zone=\1:1m", word))
    new = statement(*words, "max_size=16m")
    work.rewrite("process", item, new)
    return [new]


def _caching(work: Work, item: Directive, level: Level) -> list[str]:
    """What is answered from a cache reaches no server: here every request does."""
    if item.words[1:] == ["off"]:
        return [item.raw]
    work.rewrite("directive", item, f"{item.words[0]} off;")
    work.doubt(item.place(), f"{item.words[0]} is off here: every request reaches a server.")
    return [f"{item.words[0]} off;"]


def _writing(work: Work, item: Directive, level: Level) -> list[str]:
    """Files of the original are read, never written."""
    work.rewrite("directive", item, "", item.words[0])
    if item.words[1:2] not in (["off"], []):
        why = f"{item.words[0]} is left out: the sandbox writes no file outside of its folder."
        work.doubt(item.place(), why)
    return []


def _limit(work: Work, item: Directive, level: Level) -> list[str]:
    """Limits stay; a quick series of requests may meet them."""
    name = item.words[0]
    work.doubt(item.place(), f"{name} holds here too: many requests at once may be refused by it.")
    return [item.raw]


def _relative(work: Work, item: Directive, level: Level) -> list[str]:
    """Folders with files are read where they are; a relative one is below NGINX's own folder."""
    if len(item.words) == 2 and not item.words[1].startswith(("/", "$")):
        why = f"{item.words[0]} is relative to NGINX's own folder, so its files are not found here."
        work.doubt(item.place(), why)
    return [item.raw]


def _passwords(work: Work, item: Directive, level: Level) -> list[str]:
    """The file of ``auth_basic``, by its full path."""
    if len(item.words) != 2 or "$" in item.words[1]:
        return [item.raw]
    if not work.exists(item.words[1]):
        why = "The file of auth_basic_user_file does not exist here: nobody passes it."
        asked = inherited(level.scopes, "auth_basic")
        if asked is None or asked.words[1:] != ["off"]:
            work.doubt(item.place(), why)
    return [statement(item.words[0], work.original(item.words[1]))]


def _resolver(work: Work, item: Directive, level: Level) -> list[str]:
    """Names are asked of nobody."""
    options = [word for word in item.words[1:] if word.startswith(("valid=", "ipv4=", "ipv6="))]
    new = statement("resolver", str(work.room.nobody()), *options)
    work.rewrite("name", item, new)
    return [new]


PROCESS: dict[str, Handler] = {
    **dict.fromkeys(_GONE.split(), dropped("process")),
    **{f"{name}_temp_path": dropped("process") for name in TEMPORARY},
    **{f"{name}_cache_path": _cache for name in TEMPORARY[1:]},
    **{f"{name}_cache": _caching for name in ("proxy", "fastcgi", "uwsgi", "scgi")},
    **{f"{name}_bind": dropped("server") for name in (*TEMPORARY[1:], "grpc", "memcached")},
    **dict.fromkeys((*_WRITES, "uwsgi_store", "scgi_store"), _writing),
    "error_log": error_log,
    "worker_connections": _connections,
    "limit_req": _limit,
    "limit_conn": _limit,
    "root": _relative,
    "alias": _relative,
    "auth_basic_user_file": _passwords,
    "resolver": _resolver,
}
"""Directives of the process and of files, and what becomes of them."""
