"""A request on its way to one socket, and the answer."""

from steelyard.core.record import frozen
from steelyard.dialects.sandbox import Endpoint
from steelyard.forecast.routing.request import Request
from steelyard.prove.behaviour import REQUEST_HEADER
from steelyard.prove.proxy_header import proxy_line

TIMEOUT = 5.0
LONGEST_BODY = 1 << 20
SECURE = ("https", "wss", "tls")
_OF_THE_CONNECTION = ("connection", "keep-alive", "proxy-connection", "transfer-encoding",
                      "upgrade", "host")  # fmt: skip


@frozen
class Call:
    """One request to an endpoint.

    Its scheme says whether TLS is spoken, its version whether HTTP/2 is.
    ``identity`` is what a stand-in knows it by.  ``proxied``: a PROXY header goes
    first, with the request's own source and destination.  ``hello``: send only the
    first message of TLS, for a listener that passes it through.  ``certificate``: the
    path of what the client shows of itself when it is asked, certificate and key.
    """

    request: Request
    endpoint: Endpoint
    identity: str = ""
    proxied: bool = False
    hello: bool = False
    timeout: float = TIMEOUT
    certificate: str = ""

    @property
    def secure(self) -> bool:
        """Whether TLS is spoken with the listener."""
        return self.request.scheme in SECURE and not self.hello

    @property
    def http2(self) -> bool:
        """Whether HTTP/2 is spoken."""
        return self.request.version.partition(".")[0] == "2" and not self.hello

    def preface(self) -> bytes:
        """The PROXY header, or nothing."""
        if not self.proxied:
            return b""
        one, end = self.request, self.endpoint
        port = end.port if one.port is None else one.port
        return proxy_line(one.source, one.source_port, one.address or end.address, port)

    def shares_connection(self, other: "Call") -> bool:
        """Whether another call may use the connection of this one."""
        return self.endpoint == other.endpoint and _way(self) == _way(other)


@frozen
class Answer:
    """What came back.

    ``status`` None: there was no answer; ``closed`` then says that the peer ended the
    connection (or let none be made), else it was silent for too long.  With an answer
    ``closed`` says that the connection ends with it.  ``server`` is ``pool/index`` of
    the stand-in that gave it, "" for others, ``why`` what the peer did instead.
    """

    status: int | None
    headers: tuple[tuple[str, str], ...] = ()
    body_start: bytes = b""
    closed: bool = False
    seconds: float = 0.0
    server: str = ""
    why: str = ""

    @property
    def late(self) -> bool:
        """Whether nothing came in time."""
        return self.status is None and not self.closed

    def header(self, name: str) -> str:
        """The first value of a header, "" when there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


def raw(request: Request, identity: str) -> bytes:
    """The bytes of a request of HTTP/1, exactly as it says; only the identity is added."""
    lines = [f"{request.method} {request.target} HTTP/{request.version}"]
    lines += [f"{name}: {value}" for name, value in request.headers]
    if identity:
        lines.append(f"{REQUEST_HEADER}: {identity}")
    return encoded("\r\n".join([*lines, "", ""])) + body(request, chunked=True)


def body(request: Request, *, chunked: bool) -> bytes:
    """The body that the headers announce, so that nobody waits for it in vain."""
    if chunked and any("chunked" in value.lower() for value in request.header("transfer-encoding")):
        return b"0\r\n\r\n"
    length = next((v for v in request.header("content-length") if v.isdecimal()), "0")
    return b"x" * min(int(length), LONGEST_BODY)


def fields(request: Request, identity: str) -> list[tuple[bytes, bytes]]:
    """The header fields of a request of HTTP/2: Host becomes ``:authority``."""
    secure = request.scheme in SECURE
    pairs = [(":method", request.method), (":scheme", "https" if secure else "http")]
    pairs += [(":authority", host) for host in request.header("host")[:1]]
    pairs.append((":path", request.target))
    pairs += [
        (name.lower(), value)
        for name, value in request.headers
        if name.lower() not in _OF_THE_CONNECTION
    ]
    if identity:
        pairs.append((REQUEST_HEADER.lower(), identity))
    return [(encoded(name), encoded(value)) for name, value in pairs]


def encoded(text: str) -> bytes:
    """Text as the configuration's own bytes."""
    return text.encode("utf-8", "surrogateescape")


def _way(call: Call) -> tuple[object, ...]:
    """All that is settled when a connection is made."""
    return call.secure, call.request.server_name, call.http2, call.hello, call.preface()
