"""The head of a request, as a stand-in reads it."""

from steelyard.core.record import frozen
from steelyard.prove.behaviour import REQUEST_HEADER

_IDENTITY = REQUEST_HEADER.lower()


@frozen
class Head:
    """The head of one HTTP/1 request, and what it says about what follows."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    identity: str
    length: int
    chunked: bool
    expects: bool
    connection: str
    """The header of this name in the answer; "" for a connection of HTTP/1.1 that stays."""


def read_head(data: bytes) -> Head | None:
    """The head in ``data`` (without the empty line); None when it is no HTTP/1."""
    lines = data.decode("utf-8", "surrogateescape").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or words[2] not in ("HTTP/1.1", "HTTP/1.0"):
        return None
    identity, length, chunked, expects, options = "", 0, False, False, ""
    headers = []
    for line in lines[1:]:
        name, _, value = line.partition(":")
        value = value.strip(" \t")
        headers.append((name, value))
        lowered = name.lower()
        if lowered == _IDENTITY:
            identity = value
        elif lowered == "content-length":
            length = int(value) if value.isdecimal() else 0
        elif lowered == "transfer-encoding":
            chunked = value.lower().endswith("chunked")
        elif lowered == "expect":
            expects = value.lower() == "100-continue"
        elif lowered == "connection":
            options += f",{value.lower()}"
    connection = _connection(words[2], options)
    return Head(words[0], words[1], tuple(headers), identity, length, chunked, expects, connection)


def _connection(version: str, options: str) -> str:
    """What the answer says of the connection: kept by default since HTTP/1.1, not before."""
    if "close" in options:
        return "close"
    if version == "HTTP/1.1":
        return ""
    return "keep-alive" if "keep-alive" in options else "close"


def may_be_http(data: bytes | bytearray) -> bool:
    """Whether a head of HTTP/1 may begin so: a method, a target, a version."""
    line, end, _ = data[:65536].partition(b"\n")
    if not end:
        return line[:1].isalpha() and len(line) < 65536
    return line.rstrip(b"\r").endswith((b" HTTP/1.1", b" HTTP/1.0"))
