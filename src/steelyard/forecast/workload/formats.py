"""The log formats: which fact of the request stands where in a line.

The facts are fields of `steelyard.model.values`, and ``request``: the request
line, ``GET /path HTTP/1.1``.
"""

from steelyard.core.record import frozen
from steelyard.forecast.workload.cuts import Cut, Holds, Line, NoDigits, Part
from steelyard.forecast.workload.reads import Reads


@frozen
class Column:
    """One fact of the request and the rule that finds it in a line.

    A ``guard`` is no fact: its text has to be ``argument``, or the line is not read.
    A ``listener`` may be ``required`` likewise.
    """

    name: str
    cut: Cut
    argument: str = ""


@frozen
class Format:
    r"""A log format.

    ``escape``: how bytes that would disturb the line are written: ``x`` (NGINX,
    ``\x22``), ``#`` (HAProxy, ``#22``), "" as they are.
    """

    name: str
    columns: tuple[Column, ...]
    escape: str = ""


COMBINED = Format(
    "combined",
    (
        Column("request", Part(Line(), '"', 2)),
        Column("source", Part(Line(), " ", 1)),
        Column("guard", Holds(('] "', '" ')), "yes"),
    ),
    "x",
)
"""``remote_addr - user [time] "request" status bytes ...`` (ngx_http_log_module)."""

_HEAD = Part(Line(), '"', -3)

HTTPLOG = Format(
    "httplog",
    (
        Column("request", Part(Line(), '"', -2)),
        Column("source", NoDigits(Part(Part(_HEAD, " [", 1), " ", -1))),
        Column("listener", Part(Part(_HEAD, "] ", 2), " ", 1), "required"),
        Column("header", Part(Part(Part(_HEAD, "{", 2), "}", 1), "|", 1), "host"),
        Column("server-name", Part(Part(Part(Line(), '"', -1), " ", -1), "/", 1)),
    ),
    "#",
)
"""HAProxy's ``option httplog`` and ``httpslog`` (configuration manual 8.2.3, 8.2.4),
with or without what syslog puts before it.  The first captured header is taken
for the Host."""


def columns_for(form: Format, reads: Reads) -> tuple[Column, ...]:
    """The columns that matter to what is read, cut down to it: no query that nobody reads."""
    found = []
    for column in form.columns:
        if column.name in ("request", "target") and not reads.query:
            found.append(Column(column.name, Part(column.cut, "?", 1)))
        elif column.name in ("request", "guard") or reads.wants(column.name, column.argument):
            found.append(column)
    return tuple(found)


def missing(form: Format, reads: Reads) -> list[str]:
    """What the configuration reads and this log does not hold, in words."""
    held = {(column.name, column.argument) for column in form.columns}
    held |= {("header-item", argument) for name, argument in held if name == "header"}
    if ("header", "host") in held:
        held.add(("host", ""))
    if ("header", "cookie") in held:
        held |= {name for name in reads.all if name[0].startswith("cookie")}
    words = []
    if not says_scheme(form) and reads.wants("scheme"):
        words.append("whether TLS was used (taken as yes where the gateway has it)")
    for name, argument in sorted(reads.all - held):
        if name in ("host", "source", "server-name"):
            words.append(WORDS[name])
        elif name in ("header", "header-item", "cookie", "cookie-any-case"):
            words.append(f"{name.partition('-')[0]} {argument}")
    return list(dict.fromkeys(words))


def says_scheme(form: Format) -> bool:
    """Whether the log says if TLS was used."""
    return any(column.name in ("scheme", "listener", "destination-port") for column in form.columns)


WORDS = {"host": "the host", "source": "the client's address", "server-name": "the TLS name"}
"""Fields as people call them."""
