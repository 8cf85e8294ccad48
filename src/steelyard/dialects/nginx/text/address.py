"""Addresses as ngx_parse_url takes them: ngx_inet.c."""

import re
from typing import NamedTuple

_HOST_PORT = re.compile(r"(?:\[([0-9a-fA-F:.%\w]*)\]|([^:/?\[\]]*))(?::([^/?]*))?")
# ngx_inet_addr takes zeros before a number, as many as there are.
_NUMBER = r"0*(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IPV4 = re.compile(rf"(?:{_NUMBER}\.){{3}}{_NUMBER}", re.ASCII)
_PORT = re.compile(r"[0-9]{1,5}", re.ASCII)
_PLAIN = re.compile(rf"({_IPV4.pattern}):([1-9][0-9]{{0,3}}|[1-5][0-9]{{4}})", re.ASCII)


class Address(NamedTuple):
    """Where a server listens.

    ``host`` is a name, an address without brackets, or the path of a UNIX
    socket (``unix`` True).  ``port`` is None when none is written.  ``many``
    is True for a name, which may stand for any number of addresses.
    ``fault`` says why NGINX refuses it, "" when it does not.
    """

    host: str
    port: int | None
    unix: bool = False
    many: bool = False
    fault: str = ""

    @property
    def text(self) -> str:
        """The address with its port, as one would write it."""
        if self.unix:
            return f"unix:{self.host}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"


# Half the time of calling Address; nearly all lines of a large file are plain ones.
_address = tuple.__new__


def parse_address(text: str) -> Address:
    """The address of a ``server`` line or of a passing directive, without scheme and URI."""
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        return _address(Address, (plain[1], int(plain[2]), False, False, ""))
    if text[:5].lower() == "unix:":
        path = text[5:]
        return Address(
            path, None, unix=True, fault="" if path else "no path in the unix domain socket"
        )
    match = _HOST_PORT.fullmatch(text)
    if match is None:
        return Address(text, None, many=True, fault="invalid host")
    bracketed, host, port_text = match.groups()
    port, fault = _port(port_text)
    if bracketed is not None:
        return Address(bracketed, port, fault=fault or ("" if ":" in bracketed else "invalid IPv6"))
    if not host or host == "*":
        return Address(host, port, fault=fault or ("host not found" if host else "no host"))
    return Address(host, port, many=_IPV4.fullmatch(host) is None, fault=fault)


def _port(text: str | None) -> tuple[int | None, str]:
    """The port and what is wrong with it."""
    if text is None:
        return None, ""
    number = int(text) if _PORT.fullmatch(text) else 0
    return (number, "") if 0 < number < 65536 else (None, "invalid port")


def split_target(text: str) -> tuple[str, str, str | None]:
    """Scheme, address and URI of a passing directive's argument.

    The scheme is "" when there is none, the URI None when there is none (which
    differs from ``/``): ngx_http_proxy_module.c, ngx_parse_url.
    """
    scheme, mark, rest = text.partition("://")
    if not mark:
        scheme, rest = "", text
    if rest[:5].lower() == "unix:":
        path, colon, uri = rest[5:].partition(":")
        return scheme.lower(), f"unix:{path}", uri if colon else None
    cut = min((rest.find(mark) for mark in "/?" if mark in rest), default=-1)
    if cut < 0:
        return scheme.lower(), rest, None
    return scheme.lower(), rest[:cut], rest[cut:]
