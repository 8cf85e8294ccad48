"""Which access logs a configuration writes, and whether servers can be counted by them.

ngx_http_log_module: ``access_log`` of an inner block replaces those of the outer ones,
``off`` there switches all off, even beside others (measured on 1.22.1).
"""

from collections.abc import Iterator

from steelyard.core.place import Place
from steelyard.core.record import frozen
from steelyard.dialects.nginx.live.accesslog import NEEDED, RECOMMENDED
from steelyard.dialects.nginx.live.logformat import Format, compiled
from steelyard.dialects.nginx.text.syntax import Directive, expanded
from steelyard.dialects.nginx.text.tree import Configuration

COMBINED = compiled(
    "combined",
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
    '"$http_referer" "$http_user_agent"',
)
"""What NGINX writes where no format is named."""

_PASSES = frozenset(
    {"proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass"}
)


@frozen
class AccessLog:
    """One ``access_log``: ``path`` as written, and ``why`` it does not count servers, or "".

    ``partial``: a condition (``if=``) leaves requests out.  ``late``: lines wait in a
    buffer before they are written.
    """

    path: str
    form: Format
    place: Place
    why: str = ""
    partial: bool = False
    late: bool = False


@frozen
class Uncounted:
    """A place that passes requests on which no usable log tells of; ``why`` in a sentence."""

    place: Place
    why: str


def access_logs(configuration: Configuration) -> tuple[list[AccessLog], list[Uncounted]]:
    """The logs that are in effect where requests are passed on, and places without a usable one.

    Only ``http`` is looked at.  No usable log at all: `RECOMMENDED` says what to write.
    """
    found: dict[Place, AccessLog] = {}
    uncounted: list[Uncounted] = []
    for block in configuration.blocks("http"):
        formats = {"combined": COMBINED}
        for directive in block.named("log_format"):
            words = directive.arguments
            if len(words) > 1:
                texts = words[2:] if words[1].startswith("escape=") else words[1:]
                formats[words[0]] = compiled(words[0], "".join(texts))
        for passing, logs in _passing(block, formats):
            found.update((log.place, log) for log in logs)
            if not any(not log.why and not log.partial for log in logs):
                uncounted.append(Uncounted(passing.place(), _reason(logs)))
    return list(found.values()), uncounted


def _passing(
    block: Directive, formats: dict[str, Format]
) -> Iterator[tuple[Directive, list[AccessLog]]]:
    """Every directive that passes requests on, with the logs in effect there."""
    open_blocks = [(block, [AccessLog("logs/access.log", COMBINED, block.place(), _why(COMBINED))])]
    while open_blocks:
        level, logs = open_blocks.pop()
        own = level.named("access_log")
        if own:
            off = any(item.words[1:2] == ["off"] for item in own)
            logs = [] if off else [_log(item, formats) for item in own if len(item.words) > 1]
        for item in expanded(level.body or []):
            if item.body is not None and item.name not in ("upstream", "map", "geo", "types"):
                open_blocks.append((item, logs))
            elif item.name in _PASSES:
                yield item, logs


def _log(directive: Directive, formats: dict[str, Format]) -> AccessLog:
    """One ``access_log`` directive."""
    path, name, options = directive.words[1], "combined", directive.words[2:]
    if options and "=" not in options[0]:
        name = options[0]
    form = formats.get(name)
    if form is None:
        why = f"There is no log_format {name}."
    elif path.startswith("syslog:"):
        why = "It goes to syslog, not to a file."
    elif "$" in path:
        why = "Its path has variables: each request may go to another file."
    elif any(option.startswith("gzip") for option in options):
        why = "It is compressed: a gzip file cannot be read while it grows."
    else:
        why = _why(form)
    return AccessLog(
        path,
        form or COMBINED,
        directive.place(),
        why,
        partial=any(option.startswith("if=") for option in options),
        late=any(option.startswith(("buffer=", "flush=")) for option in options),
    )


def _why(form: Format) -> str:
    """Why a format tells nothing about servers, "" when it does."""
    lacking = [f"${name}" for name in NEEDED if not form.has(name)]
    if lacking:
        return f"Its format {form.name} has no {' and no '.join(lacking)}."
    doubtful = form.variables and any(not text for text in form.fixed[1:-1])
    return f"In its format {form.name} variables touch one another." if doubtful else ""


def _reason(logs: list[AccessLog]) -> str:
    """Why nothing is counted at a place."""
    if not logs:
        why = "access_log is off here."
    else:
        why = next((log.why for log in logs if log.why), "A condition leaves requests out.")
    return f"{why} Write beside it: {RECOMMENDED}"
