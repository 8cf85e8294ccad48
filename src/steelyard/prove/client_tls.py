"""TLS as a client that believes everybody."""

import contextlib
import errno
import ssl
from collections.abc import Iterator
from functools import lru_cache

HTTP1, HTTP2 = "http/1.1", "h2"


@lru_cache(maxsize=16)
def context(protocol: str, certificate: str = "") -> ssl.SSLContext:
    """For one application protocol; certificates are not looked at.

    ``certificate``: the file of the client's own, with its key; "" for none.
    """
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    made.set_alpn_protocols([protocol])
    if certificate:
        made.load_cert_chain(certificate)
    return made


def client_hello(server_name: str) -> bytes:
    """The first message of a TLS client that asks for a server by this name."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    with named():
        talk = context(HTTP1).wrap_bio(incoming, outgoing, server_hostname=server_name or None)
    with contextlib.suppress(ssl.SSLWantReadError):
        talk.do_handshake()
    return outgoing.read()


@contextlib.contextmanager
def named() -> Iterator[None]:
    """What cannot be a server name cannot be asked for: an error as if the network had it."""
    try:
        yield
    except ValueError as error:
        raise OSError(errno.EINVAL, f"no server name: {error}") from None
