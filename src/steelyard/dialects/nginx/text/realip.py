"""What is believed about the client's address.

ngx_http_realip_module.c, ngx_stream_realip_module.c: the address is replaced
only when the connection comes from a ``set_real_ip_from`` network.
"""

from collections.abc import Sequence

from steelyard.dialects.nginx.text.inherit import inherited, inherited_all
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.model.gateway import Bind, ClientAddress
from steelyard.model.values import Apply, Field, Opaque, Value

EVERYBODY = ("0.0.0.0/0", "::/0")
"""Networks that hold every address."""

Networks = dict[int, tuple[str, ...]]
"""The networks of a list of ``set_real_ip_from``, which many servers take over, made once."""


def client_addresses(
    scopes: Sequence[Directive], binds: list[Bind], known: Networks
) -> list[ClientAddress]:
    """The rules that replace the client's address; at most one in NGINX."""
    networks = inherited_all(scopes, "set_real_ip_from")
    if not networks:
        return []
    trusted = known.get(id(networks))
    if trusted is None:
        trusted = tuple(item.words[1] for item in networks if len(item.words) > 1)
        known[id(networks)] = trusted
    header = inherited(scopes, "real_ip_header")
    stream = bool(scopes) and scopes[0].words[0] == "stream"
    if stream and not any(bind.reads_proxy for bind in binds):
        return []
    name = "proxy_protocol" if stream else "X-Real-IP"
    if header is not None and len(header.words) > 1:
        name = header.words[1]
    place = networks[0].place() if header is None else header.place()
    for item in networks:
        if item.words[1:2] and item.words[1] in EVERYBODY:
            place = item.place(1)
            break
    recursive = inherited(scopes, "real_ip_recursive")
    walks = recursive is not None and recursive.words[1:] == ["on"]
    return [ClientAddress(_value(name, walks, trusted), trusted, place)]


def _value(name: str, walks: bool, trusted: tuple[str, ...]) -> Value:
    """The address that a header gives: the last one; of ``X-Forwarded-For`` all lines count.

    With ``real_ip_recursive`` it is the last one that is not itself trusted.
    """
    if name == "proxy_protocol":
        return Opaque("$proxy_protocol_addr", "the address that the PROXY protocol gives")
    lines: Value = Field("header", name.lower())
    if name.lower() != "x-forwarded-for":
        lines = Apply("first", lines)
    return Apply("forwarded-address", lines, trusted if walks else ())
