"""Requests from access logs: the combined format of NGINX and others, HAProxy's httplog."""

import re
from functools import lru_cache

from steelyard.forecast.routing.request import DEFAULT_SOURCE, Request

COMBINED = re.compile(
    r'(?P<source>\S+) \S+ \S+ \[[^\]]*\] "(?P<method>[A-Z]+) (?P<target>\S+) [^"]*" \d{3} '
)
"""``remote_addr - user [time] "request" status`` (ngx_http_log_module, log_format combined)."""

HTTPLOG = re.compile(
    r"(?:^|\s)(?P<source>[0-9a-fA-F.:]+):\d+ \[[^\]]*\] (?P<listener>\S+) \S+/\S+ "
    r'.*?(?:\{(?P<captured>[^}]*)\} )?"(?P<method>[A-Z]+) (?P<target>\S+)[^"]*"$'
)
"""HAProxy ``option httplog`` (configuration manual 8.2.3); the first captured
request header is taken for the Host."""


def parse_line(line: str) -> Request | None:
    """The request of one line, None when it is not understood.

    Requests are made so that equal ones compare equal: the client's port is
    not kept.
    """
    line = line.rstrip("\r\n")
    found = COMBINED.match(line) or HTTPLOG.search(line)
    if found is None:
        return None
    groups = found.groupdict()
    host = (groups.get("captured") or "").partition("|")[0]
    secure = (groups.get("listener") or "").endswith("~")
    return _request(
        groups["method"], groups["target"], groups["source"] or DEFAULT_SOURCE, host, secure
    )


@lru_cache(maxsize=65536)
def _request(method: str, target: str, source: str, host: str, secure: bool) -> Request:
    """One request; an absolute target gives the host and scheme."""
    if "://" in target.partition("?")[0]:
        scheme, _, rest = target.partition("://")
        host, slash, path = rest.partition("/")
        target, secure = slash + path or "/", scheme == "https"
    return Request(
        method,
        target,
        (("Host", host),) if host else (),
        source,
        scheme="https" if secure else "http",
        server_name=host.partition(":")[0] if secure else "",
    )
