"""Where a redirect leads, as the client of the original reads it.

A program that names its own address or port in a location names the sandbox's.
A location without a host is one of whom the client talks to.
"""

from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from steelyard.dialects.sandbox import Endpoint
from steelyard.prove.question import Question

_USUAL = {"http": 80, "https": 443}


def original(location: str, endpoint: Endpoint, question: Question) -> str:
    """A location that came from ``endpoint``, with the original's address and port in it."""
    try:
        parts = urlsplit(location)
        port = parts.port
    except ValueError:
        return location
    host = parts.hostname or ""
    if host != endpoint.address and port != endpoint.port:
        return location
    if host == endpoint.address:
        host = _address(question)
    if port == endpoint.port:
        port = question.door.bind.port
    if port is not None and port != _USUAL.get(parts.scheme):
        host += f":{port}"
    return urlunsplit(parts._replace(netloc=host))


def leads_to(location: str, question: Question) -> str:
    """The URL that a client goes to; raises `ValueError` when it is none.

    The client is at the socket that it asks, whatever port its Host names.
    """
    request, bind = question.request, question.door.bind
    authority = (request.header("host") or [""])[0] or _address(question)
    if bind.port is not None:
        port = urlsplit(f"{request.scheme}://{authority}").port
        authority = authority.removesuffix(":" if port is None else f":{port}")
        authority = f"{authority.removesuffix(':')}:{bind.port}"
    found = urlsplit(urljoin(f"{request.scheme}://{authority}{request.target}", location))
    return urlunsplit(found._replace(netloc=_netloc(found), path=found.path or "/"))


def _netloc(parts: SplitResult) -> str:
    """Host and port; a port that the scheme means anyway is not named."""
    host = parts.netloc.lower()
    usual = _USUAL.get(parts.scheme)
    return host if parts.port is None or parts.port != usual else host.removesuffix(f":{usual}")


def _address(question: Question) -> str:
    """Where the client is connected to in the original."""
    address = question.request.address or question.door.bind.address or "localhost"
    return f"[{address}]" if ":" in address else address
