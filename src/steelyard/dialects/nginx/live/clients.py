"""How the sandbox learns whom a request comes from.

The test client states any address in a PROXY header, and NGINX believes its own
machine (ngx_http_realip_module.c, ngx_stream_realip_module.c, both in the
packages).  A configuration that has rules of its own about this keeps them.
"""

import re

from steelyard.core.place import Place
from steelyard.dialects.nginx.live.work import Work
from steelyard.dialects.nginx.text.syntax import Directive, expanded
from steelyard.dialects.sandbox import Rewrite

_RULES = frozenset({"set_real_ip_from", "real_ip_header", "real_ip_recursive"})
_READS = re.compile(r"\$\{?(?:proxy_protocol_|realip_remote_)")
_LOOPBACK = "set_real_ip_from 127.0.0.0/8;"


def client_lines(work: Work, block: Directive) -> list[str]:
    """What ``http`` or ``stream`` says so that clients may state their address; none if it may not.

    Decides for all sockets of the block.
    """
    name = block.words[0]
    own = _own_rule(block)
    if own is not None:
        why = (
            "The configuration decides itself whom it believes about the client's address: "
            "in the sandbox every client comes from 127.0.0.0/8."
        )
        work.doubt(own, why)
        return []
    work.stated.add(name)
    lines = [_LOOPBACK]
    if name == "http":
        lines.append("real_ip_header proxy_protocol;")
    rewrite = Rewrite(block.place(), "client-address", name, " ".join(lines))
    work.box.rewrites.append(rewrite)
    return lines


def _own_rule(block: Directive) -> Place | None:
    """The first place in a block that says or asks where clients come from."""
    todo = [block.body or []]
    while todo:
        for item in expanded(todo.pop()):
            if item.words[0] in _RULES or _READS.search(item.raw):
                return item.place()
            if item.words[0] == "listen" and "proxy_protocol" in item.words[2:]:
                return item.place()
            if item.body:
                todo.append(item.body)
    return None
