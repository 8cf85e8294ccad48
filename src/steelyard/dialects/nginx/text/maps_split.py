"""``split_clients`` blocks: a variable by the hash of a key.

ngx_http_split_clients_module.c: the 32-bit MurmurHash2 of the key falls below
the first edge that exceeds it; each part moves the edge up by its hundredths of
a percent times 0xffffffff, divided by 10000 without rest.  ``*`` takes what is
left; without it the value is empty there (measured on 1.22.1).
"""

import re

from steelyard.dialects.nginx.text.syntax import Directive, expanded
from steelyard.dialects.nginx.text.variables import Scope, read_text, weigh
from steelyard.model.values import Literal, Opaque, Split, Value

_PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{0,2}))?%")


def hundredths(text: str) -> int | None:
    """``0.5%`` as hundredths of a percent (50); None for what NGINX refuses."""
    match = _PERCENT.fullmatch(text)
    if match is None:
        return None
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))


def read_split(directive: Directive, scope: Scope) -> Value:
    """The value of the variable that a ``split_clients`` defines."""
    if len(directive.words) != 3 or directive.body is None:
        return Opaque(directive.text(), "split_clients has a key, a variable and a block")
    place = directive.place()
    parts: list[tuple[int, Value]] = []
    rest: Value = Literal("")
    edge = 0
    for line in expanded(directive.body):
        if len(line.words) != 2:
            continue
        if line.words[0] == "*":
            rest = Literal(line.words[1])
            break
        percent = hundredths(line.words[0])
        if percent:
            edge += percent * 0xFFFFFFFF // 10000
            parts.append((edge, Literal(line.words[1])))
    scope.weights[directive.words[2].lstrip("$").lower()] = 1 + weigh(directive.words[1], scope)
    return Split("murmur2", read_text(directive.words[1], scope, place), tuple(parts), rest, place)
