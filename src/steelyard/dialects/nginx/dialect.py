"""What NGINX offers to the rest of the house: see `steelyard.dialects.contract`."""

import gc
import re

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.model.gateway import Gateway

# Each dialect is asked whether a text is its own: what reads one is imported only then.

# At the beginning of a line or behind another directive; no part of a sign runs
# over a second delimiter, so that the search stays linear.
_START = r"(?:^|[;{}])[ \t]*"
_SIGNS = tuple(
    (re.compile(_START + sign, re.M), score)
    for sign, score in (
        (r"(?:http|events|stream)\s*\{", 95),
        (r"upstream[ \t]+[^\s;{}\"']+\s*\{", 90),
        (r"server\s*\{", 85),
        (r"location[ \t]+[^\n;{}]*\{", 85),
        (r"(?:map|geo|split_clients)[ \t]+[^\n;{}]*\$\w+\s*\{", 80),
        (r"(?:worker_processes|proxy_pass|server_name|fastcgi_pass)[ \t][^\n;{}]*;", 70),
        (r"(?:include|server|listen)[ \t]+[^\n;{}:=]+[^\n;{}]*;[ \t]*(?:#.*)?$", 30),
    )
)


def recognise(path: str, sample: str) -> int:
    """How sure it is, 0..100, that the text is its own."""
    for sign, score in _SIGNS:
        if sign.search(sample):
            return score
    return 10 if path.endswith("nginx.conf") else 0


def read(tree: SourceTree, options: ReadOptions) -> Gateway:
    """The gateway that ``tree.path`` describes."""
    from steelyard.dialects.nginx.text.build import build
    from steelyard.dialects.nginx.text.tree import read_configuration

    # Nearly every object that reading makes stays: the collector would walk
    # through all of them again and again for nothing, a third of the time.
    collects = gc.isenabled()
    gc.disable()
    try:
        return build(read_configuration(tree, options.version), tree)
    finally:
        if collects:
            gc.enable()


def reprint(text: str) -> str:
    """``text`` through tokens and tree and back: equal, byte for byte."""
    from steelyard.dialects.nginx.text import parse as parser

    return parser.reprint(parser.parse(text, ""))
