"""What HAProxy offers to the rest of the house; the contract is `steelyard.dialects.contract`."""

import gc
import re

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.model.gateway import Gateway

# Each dialect is asked whether a text is its own: what reads one is imported only then.

# A section's head ends with its line: `listen 80;` belongs to another product.
_HEAD = re.compile(
    r"^[ \t]*(global|defaults|frontend|backend|listen)\b(?![ \t]*[=:{])[^;{}\n#]*(?:#.*)?\r?$", re.M
)
_TYPICAL = re.compile(
    r"^[ \t]*(?:default_backend|use_backend|server[ \t]+\S+[ \t]+\S+|bind[ \t]|balance[ \t]|"
    r"timeout[ \t]+(?:client|server|connect)|mode[ \t]+(?:http|tcp)\b|option[ \t]+\S|"
    r"http-request[ \t]|acl[ \t])",
    re.M,
)


def recognise(path: str, sample: str) -> int:
    """How sure it is, 0..100: section words at line starts, and typical statements."""
    heads = len(_HEAD.findall(sample))
    typical = len(_TYPICAL.findall(sample))
    if not heads:
        return 0
    if re.search(r"[{};][ \t]*$", sample, re.M) and typical < heads:
        return 0
    sure = 30 + 15 * min(heads, 2) + 5 * min(typical, 4)
    return min(sure + 20 * path.endswith(".cfg"), 100)


def read(tree: SourceTree, options: ReadOptions) -> Gateway:
    """The gateway that a file or a directory of ``*.cfg`` describes."""
    from steelyard.dialects.haproxy.text.build import build_gateway
    from steelyard.dialects.haproxy.text.tree import read_configuration

    # Reading makes many objects and hardly any garbage; collecting in between
    # takes as long as the reading itself.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return build_gateway(read_configuration(tree, options), tree)
    finally:
        if collecting:
            gc.enable()


def reprint(text: str) -> str:
    """``text`` through tokens and tree and back."""
    from steelyard.dialects.haproxy.text import tree as text_tree

    return text_tree.reprint(text)
