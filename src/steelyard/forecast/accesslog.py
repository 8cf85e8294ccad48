"""Requests from access logs: the combined format of NGINX and others, HAProxy's httplog."""

import re
from functools import lru_cache

from steelyard.forecast.routing.request import Request

COMBINED = re.compile(
    r'(?P<source>\S+) \S+ \S+ \[[^\]]*\] "(?P<method>[A-Z]+) (?P<target>\S+) [^"]*" \d{3} '
)
"""``remote_addr - user [time] "request" status`` (ngx_http_log_module, log_format combined)."""

HTTPLOG = re.compile(
    r"(?:^|\s)(?P<source>[0-9a-fA-F.:]+):\d+ \[[^\]\[]*\] (?P<listener>\S+) \S+/\S+ "
)
"""The head of HAProxy's ``option httplog`` (configuration manual 8.2.3)."""

REQUEST = re.compile(r"(?P<method>[A-Z]+) (?P<target>\S+)")
"""What stands between the last two quotes of such a line."""

CAPTURED = re.compile(r"(?:\{(?P<captured>[^{}]*)\} )?(?:\{[^{}]*\} )?$")
"""Before them: the captured request headers, of which the first is taken for the
Host, then those of the response."""

MAX_LINE = 64 * 1024
"""Characters of a line; no load balancer logs longer ones."""


def parse_line(line: str) -> Request | None:
    """The request of one line, None when it is not understood.

    Requests are made so that equal ones compare equal: the client's port is
    not kept.
    """
    line = line.rstrip("\r\n")
    if len(line) > MAX_LINE:
        return None
    found = COMBINED.match(line)
    if found is not None:
        return _request(found["method"], found["target"], found["source"], "", False)
    return _httplog(line)


def _httplog(line: str) -> Request | None:
    """The request of a line of HAProxy."""
    head = HTTPLOG.search(line)
    start = line.rfind('"', 0, -1)
    if head is None or start < head.end() or not line.endswith('"'):
        return None
    found = REQUEST.match(line, start + 1)
    if found is None:
        return None
    captured = CAPTURED.search(line[head.end() : start])
    host = ((captured and captured["captured"]) or "").partition("|")[0]
    secure = head["listener"].endswith("~")
    return _request(found["method"], found["target"].rstrip('"'), head["source"], host, secure)


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
