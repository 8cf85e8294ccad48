"""From what was cut out of a line to the request it tells of."""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from steelyard.core.record import field, frozen
from steelyard.forecast.routing.request import DEFAULT_SOURCE, Request
from steelyard.forecast.workload.formats import Column

METHOD = re.compile(r"[A-Z][A-Z_-]*")
"""A method as load balancers log them."""

TARGET = re.compile(r"/|\*$|[A-Za-z][A-Za-z0-9+.-]*://")
"""How a request target starts (RFC 9112 section 3.2); that of CONNECT is an authority."""

ABSOLUTE = re.compile(r"(https?|wss?)://([^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)
"""A target in absolute form (RFC 9112 section 3.2.2)."""

ESCAPES = {
    "x": re.compile(rb"\\x([0-9A-Fa-f]{2})"),
    "#": re.compile(rb"#([0-9A-Fa-f]{2})"),
}
"""How formats write bytes that would disturb the line."""


@frozen
class Making:
    """How the texts of ``columns`` become a request.

    ``escape`` as in `Format`; ``ports``: the ports of listeners by their name;
    ``version``: whether the protocol's version matters.  ``secure``: what is taken
    for a log that does not say whether TLS was used.
    """

    columns: tuple[Column, ...]
    escape: str = ""
    ports: Mapping[str, int] = field(default_factory=dict)
    version: bool = False
    secure: bool = False

    def request(self, texts: Sequence[str]) -> Request | None:
        """The request, None when the line told of none."""
        facts: dict[str, str] = {}
        headers: list[tuple[str, str]] = []
        cookies: list[str] = []
        for column, text in zip(self.columns, texts, strict=True):
            if column.name == "guard":
                if text != column.argument:
                    return None
                continue
            if column.argument == "required" and not text:
                return None
            if self.escape and ("\\" in text or "#" in text):
                data = ESCAPES[self.escape].sub(_byte, text.encode("utf-8", "surrogateescape"))
                text = data.decode("utf-8", "surrogateescape")
            if text in ("", "-"):
                continue
            if column.name == "header":
                headers.append((column.argument.title(), text))
            elif column.name == "cookie":
                cookies.append(f"{column.argument}={text}")
            else:
                facts[column.name] = text
        if cookies:
            headers.append(("Cookie", "; ".join(cookies)))
        return self._request(facts, headers)

    def _request(self, facts: dict[str, str], headers: list[tuple[str, str]]) -> Request | None:
        method, target = facts.get("method", "GET"), facts.get("target", "")
        version = facts.get("version", "")
        if "request" in facts:
            words = facts["request"].split(" ")
            if len(words) < 2:
                return None
            method, target = words[0], words[1]
            version = words[-1] if len(words) > 2 else ""
        if not METHOD.fullmatch(method) or not target:
            return None
        if method != "CONNECT" and not TARGET.match(target):
            return None
        if "query" in facts and "?" not in target:
            target += f"?{facts['query'].removeprefix('?')}"
        listener = facts.get("listener", "")
        scheme = facts.get("scheme", "").lower()
        secure = scheme in ("https", "wss") or listener.endswith("~")
        secure = secure or (self.secure and not scheme)
        absolute = ABSOLUTE.match(target)
        if absolute is not None:
            secure = absolute[1].lower() in ("https", "wss")
            headers = [pair for pair in headers if pair[0] != "Host"]
            headers.insert(0, ("Host", absolute[2]))
            target = absolute[3] if absolute[3].startswith("/") else f"/{absolute[3]}"
        host = next((value for name, value in headers if name == "Host"), "")
        name = facts.get("server-name") or _without_port(host)
        port = facts.get("destination-port", "")
        return Request(
            method,
            target,
            tuple(headers),
            _address(facts.get("source", "")),
            scheme="https" if secure else "http",
            port=int(port) if port.isdecimal() else self.ports.get(listener.removesuffix("~")),
            server_name=name if secure else "",
            version=version.rpartition("/")[2] if version and self.version else "1.1",
        )


def _byte(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _without_port(host: str) -> str:
    """The host's name alone."""
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]


@lru_cache(maxsize=65536)
def _address(text: str) -> str:
    """The client's address without port; a stand-in when there is none."""
    for candidate in (text, text.rstrip(":"), text.rpartition(":")[0].strip("[]")):
        try:
            ipaddress.ip_address(candidate)
        except ValueError:
            continue
        return candidate
    return DEFAULT_SOURCE
