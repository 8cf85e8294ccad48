"""``global``: what the process needs from its machine is left out (manual 3; management 3)."""

from steelyard.dialects.haproxy.live.files import copy_named
from steelyard.dialects.haproxy.live.statement import Statement
from steelyard.dialects.haproxy.live.work import Work
from steelyard.dialects.haproxy.text import quantities

MAX_CONNECTIONS = 4000
"""Connections that a user without rights may count on having files for."""

_KINDS: dict[str, tuple[str, ...]] = {
    # 3.1, 3.2: keywords that are left out, by kind of rewrite
    "process": (
        "user", "group", "uid", "gid", "chroot", "daemon", "master-worker",
        "mworker-max-reloads", "nbproc", "pidfile", "log", "unix-bind", "setcap", "ulimit-n",
        "fd-hard-limit", "cpu-map", "cpu-set", "cpu-policy", "numa-cpu-mapping",
        "busy-polling", "prealloc-fd", "strict-limits", "set-dumpable", "zero-warning",
        "quiet", "localpeer", "external-check", "insecure-fork-wanted",
        "insecure-setuid-wanted", "server-state-file", "server-state-base", "stats-file",
        "shm-stats-file", "ssl-engine", "ssl-provider", "ssl-provider-path", "ssl-propquery",
        "trace", "traces", "default-path", "log-send-hostname", "force-cfg-parser-pause",
    ),
    "certificate": (
        "crt-base", "ca-base", "key-base", "ssl-dh-param-file", "issuers-chain-path",
        "ocsp-update.mode", "ocsp-update.disable", "ocsp-update.httpproxy", "acme.scheduler",
        "httpclient.ssl.ca-file", "httpclient.ssl.verify",
    ),
}  # fmt: skip

DROPPED = {keyword: kind for kind, keywords in _KINDS.items() for keyword in keywords}
"""Keywords that are left out, with the kind of rewrite."""

REFUSED: dict[str, str] = {
    # 3.1, 3.5 and later: what brings in code of its own
    "lua-load": "It runs a Lua script.",
    "lua-load-per-thread": "It runs a Lua script.",
    "lua-prepend-path": "It runs Lua scripts.",
    "module-load": "It loads a module, which may do anything.",
    "module-path": "It loads modules, which may do anything.",
}
_DETECTORS = ("51degrees-", "deviceatlas-", "wurfl-")


def rewrite_global(work: Work, statement: Statement) -> None:
    """A line of a ``global`` section."""
    keyword = statement.text(0)
    if keyword in ("no", "default"):
        keyword = statement.text(1)
    if keyword in REFUSED:
        work.refuse(statement, REFUSED[keyword])
    elif keyword.startswith(_DETECTORS):
        work.refuse(statement, "It needs a library and data of another vendor.")
    elif keyword in DROPPED:
        work.leave_out(statement, DROPPED[keyword])
    elif keyword == "stats" and statement.text(1) in ("socket", "bind-process"):
        statement.leave_out()
        work.tell(statement, "process", f"stats {statement.text(1)}")
    elif keyword == "maxconn":
        _lower(work, statement)
    elif keyword == "h1-case-adjust-file":
        _adjustments(work, statement)


def _lower(work: Work, statement: Statement) -> None:
    """``maxconn``: each connection takes two files."""
    written = statement.text(1)
    if quantities.leading_integer(written) > MAX_CONNECTIONS:
        statement.set(1, str(MAX_CONNECTIONS))
        work.tell(statement, "process", f"maxconn {written}", f"maxconn {MAX_CONNECTIONS}")
        for pool in work.gateway.pools.values():
            growing = any("min-connections" in server.limits for server in pool.servers)
            if growing and "full-connections" not in pool.limits:
                work.doubt(statement, f"The limits of {pool.name} grow with this number (minconn).")


def _adjustments(work: Work, statement: Statement) -> None:
    """``h1-case-adjust-file``: how header names are spelled towards old programs."""
    name = statement.text(1)
    copied = copy_named(work, name)
    if copied is None:
        work.leave_out(statement, "file")
    elif copied != name:
        statement.set(1, copied)
        work.tell(statement, "file", name, copied)


def preamble(work: Work, states_maxconn: bool) -> str:
    """The text of a file of our own, read ahead of the others: the one runtime socket."""
    socket = f"{work.room.folder}/admin.sock"
    work.sandbox.administration = socket
    lines = ["global", "no strict-limits", f"stats socket unix@{socket} mode 600 level admin"]
    if not states_maxconn:
        lines.append(f"maxconn {MAX_CONNECTIONS}")
    return "\n    ".join(lines) + "\n"
