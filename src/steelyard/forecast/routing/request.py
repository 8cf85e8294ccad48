"""A question: one request, as a client would send it."""

import ipaddress
from urllib.parse import urlsplit

from steelyard.core.errors import UsageError
from steelyard.core.record import field, frozen

DEFAULT_SOURCE = "192.0.2.1"
"""The client's address when the question names none: TEST-NET-1 of RFC 5737."""


@frozen
class Request:
    """One request as it arrives.

    ``target`` is the request target (path and query).  ``headers`` are the
    lines in order, names as sent, Host included.  ``port`` is the port that the
    client connects to, None when the question leaves it open; ``address`` the
    local address, "" likewise.  ``server_name`` is the TLS server name, "" for
    none.  ``settled`` holds what no request decides, by name: the truth of a
    condition that is not understood, a file that exists, a client's counter
    (`steelyard.forecast.routing.evaluate.settled_name`).
    """

    method: str = "GET"
    target: str = "/"
    headers: tuple[tuple[str, str], ...] = ()
    source: str = DEFAULT_SOURCE
    source_port: int = 40000
    scheme: str = "http"
    port: int | None = None
    address: str = ""
    server_name: str = ""
    version: str = "1.1"
    settled: dict[str, str] = field(default_factory=dict, compare=False)

    def header(self, name: str) -> list[str]:
        """The values of a header, one per line."""
        wanted = name.lower()
        return [value for key, value in self.headers if key.lower() == wanted]

    def __str__(self) -> str:
        """``GET http://host/path``, as the question was put."""
        host = (self.header("host") or [""])[0]
        return (
            f"{self.method} {self.scheme}://{host}{self.target}"
            if host
            else (f"{self.method} {self.target}")
        )


def parse_request(
    question: str, headers: tuple[str, ...] = (), source: str = DEFAULT_SOURCE
) -> Request:
    """A `Request` from ``'GET https://shop.example/checkout'`` and ``'Name: value'`` lines.

    The method may be left out; a URL without scheme and host is a path, its host
    comes from a Host header.  Raises `UsageError` with what to write instead.
    """
    words = question.split()
    if not words or len(words) > 2:
        raise UsageError(
            f"{question!r} is not a request; write it as 'GET https://host/path' (quoted)"
        )
    method, url = ("GET", words[0]) if len(words) == 1 else (words[0].upper(), words[1])
    pairs = [_header(line) for line in headers]
    try:
        ipaddress.ip_address(source)
    except ValueError:
        raise UsageError(f"--source {source!r} is not an IP address") from None
    if url.startswith("/") or url == "*":
        return Request(method, url.split("#")[0], tuple(pairs), source)
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"{url!r} is not a URL: {error}") from None
    if parts.scheme not in ("http", "https", "ws", "wss", "tcp", "tls"):
        raise UsageError(f"the scheme of {url!r} should be http or https")
    secure = parts.scheme in ("https", "wss", "tls")
    host = parts.netloc.rpartition("@")[2]
    if not any(name.lower() == "host" for name, _ in pairs):
        pairs.insert(0, ("Host", host))
    return Request(
        method=method,
        target=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        headers=tuple(pairs),
        source=source,
        scheme="https" if secure else "http",
        port=port,
        server_name=(parts.hostname or "") if secure else "",
    )


def _header(line: str) -> tuple[str, str]:
    """``Name: value`` as a pair."""
    name, colon, value = line.partition(":")
    if not colon or not name.strip():
        raise UsageError(f"the header {line!r} should be written as 'Name: value'")
    return name.strip(), value.strip()
