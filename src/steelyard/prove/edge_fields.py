"""A witness with one thing changed: a field set to a text, or something left out."""

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import quote

from steelyard.core.record import replace
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.example import sendable
from steelyard.forecast.routing.space.variables import Variable
from steelyard.model.values import Field
from steelyard.prove.question import Question

_HOST = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?(:[0-9]+)?")
_METHOD = re.compile(r"(?!CONNECT)[A-Z]{3,7}")
_PLAIN = re.compile(r"[!-~]([ -~]*[!-~])?|")
_FREE = ("connection", "content-length", "transfer-encoding", "upgrade", "expect", "te", "host")
"""Headers that say how a request is sent, not what is asked."""


def beside(one: Question) -> Iterator[Request]:
    """The witness with one thing left out or added, whatever is compared."""
    request = one.request
    yield replace(request, source="198.51.100.88")
    if one.door.listener.protocol != "http":
        return
    for index, (name, _) in enumerate(request.headers):
        if name.lower() not in _FREE:
            kept = request.headers[:index] + request.headers[index + 1 :]
            yield replace(request, headers=kept)
    if request.target.startswith("/"):
        path, mark, query = request.target.partition("?")
        for other in (f"{path}x", path.swapcase(), f"{path.rstrip('/')}/", path[:-1], f"{path}/x"):
            if other.startswith("/"):
                yield replace(request, target=other + mark + query)
        yield replace(request, target=path if mark else f"{path}?k=1")
    for method in ("POST", "HEAD", "GET"):
        yield replace(request, method=method)
    if not request.server_name and request.version in ("1.0", "1.1"):
        kept = tuple(pair for pair in request.headers if pair[0].lower() != "host")
        yield replace(request, headers=kept, version="1.0")
    for host in request.header("host")[:1]:
        for other in (host.swapcase(), f"x.{host}", f"{host}:81", host.partition(".")[2]):
            made = _host(one, other)
            if made is not None:
                yield made


def with_field(one: Question, field: Field, text: str | None) -> Request | None:
    """The witness with the field set to a text, None to leave it out; None: it cannot be sent."""
    request = one.request
    name = field.name
    if name == "source":
        return replace(request, source=text) if text and _address(text) else None
    if name == "server-name":
        return _server_name(one, text)
    if one.door.listener.protocol != "http" or (text is not None and not _PLAIN.fullmatch(text)):
        return None
    if name in ("host", "header", "header-item") and (name == "host" or _is_host(field)):
        return None if text is None else _host(one, text)
    if name in ("header", "header-item"):
        return _header(request, field.argument, text)
    if name == "method":
        return replace(request, method=text) if text and _METHOD.fullmatch(text) else None
    if name in ("cookie", "cookie-any-case"):
        return _cookie(request, field.argument, text)
    if name == "version":
        known = text in ("1.0", "1.1") and request.version in ("1.0", "1.1")
        return replace(request, version=text) if known and text is not None else None
    return _target(request, field, text)


def _is_host(field: Field) -> bool:
    return field.argument.lower() == "host"


def _host(one: Question, host: str) -> Request | None:
    """Another host, which TLS names too."""
    request = one.request
    if not _HOST.fullmatch(host) or not request.header("host"):
        return None
    lines = [(n, host if n.lower() == "host" else v) for n, v in request.headers]
    name = host.partition(":")[0].lower() if request.server_name else ""
    if name and ipaddress_like(name):
        return None
    return replace(request, headers=tuple(lines), server_name=name)


def _server_name(one: Question, text: str | None) -> Request | None:
    request = one.request
    if not request.server_name or text is None or not _HOST.fullmatch(text) or ":" in text:
        return None
    if one.door.listener.protocol == "http":
        return _host(one, text)
    return replace(request, server_name=text.lower())


def _header(request: Request, name: str, text: str | None) -> Request | None:
    if name.lower() in _FREE or (text is not None and not text):
        return None
    kept = tuple(pair for pair in request.headers if pair[0].lower() != name.lower())
    added = () if text is None else ((name, text),)
    if text is not None and not sendable(Variable("header", name.lower()), text):
        return None
    return replace(request, headers=kept + added)


def _cookie(request: Request, name: str, text: str | None) -> Request | None:
    if text is not None and not sendable(Variable("cookie", name), text):
        return None
    kept = tuple(pair for pair in request.headers if pair[0].lower() != "cookie")
    added = () if text is None else (("Cookie", f"{name}={text}"),)
    return replace(request, headers=kept + added)


def _target(request: Request, field: Field, text: str | None) -> Request | None:
    """The path, the query or one of its arguments."""
    if not request.target.startswith("/"):
        return None
    path, mark, query = request.target.partition("?")
    name = field.name
    target = None
    if name in ("path", "clean-path"):
        asked = quote(text or "", safe="/%:@!$&'()*+,;=~-._") if name == "clean-path" else text
        target = f"{asked}{mark}{query}" if asked else None
    elif name == "target":
        target = text
    elif name == "query":
        target = f"{path}?{text}" if text else path
    elif name in ("parameter", "parameter-any-case"):
        pairs = [p for p in query.split("&") if p and p.partition("=")[0] != field.argument]
        pairs += [] if text is None else [f"{field.argument}={text}"]
        target = f"{path}?{'&'.join(pairs)}" if pairs else path
    if not target or not target.startswith("/") or not sendable(Variable("target"), target):
        return None
    return replace(request, target=target)


def _address(text: str) -> bool:
    """Whether it is an address that a client may have."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not (found.is_unspecified or found.is_multicast)


def ipaddress_like(name: str) -> bool:
    """Whether TLS would not send it as a name."""
    return name.rpartition(".")[2].isdecimal()
