"""The directives that variables are about: found once per block, asked for by several readers.

Of a large file few lines say anything about variables; walking through all of
them for each question was a third of the reading.
"""

from collections.abc import Iterator

from steelyard.dialects.nginx.text.syntax import Directive

_NAMES = frozenset({"map", "geo", "split_clients", "set", "upstream", "internal"}) | {
    "rewrite",
    "try_files",
    "error_page",
}
"""Directives that count even where no variable stands in them."""

_MARKS = ("$", "(?", "request_uri", "http_")
"""Variables, named groups, and what scripts call the variables that are asked for."""


def every(body: list[Directive]) -> Iterator[Directive]:
    """Every directive below, those of included files too, in the order of the text."""
    stack = [iter(body)]
    while stack:
        for directive in stack[-1]:
            if directive.included:
                stack += [iter(part) for part in reversed(directive.included)]
                break
            yield directive
            if directive.body:
                stack.append(iter(directive.body))
                break
        else:
            stack.pop()


def mentions(block: Directive) -> list[Directive]:
    """What stands below the block and may define, change or use a variable, in order.

    With it the ``upstream`` blocks and the ``internal`` marks.
    """
    if block.mentions is None:
        block.mentions = [
            directive
            for directive in every(block.body or [])
            if directive.words[0] in _NAMES
            or (directive.words[0] != "server" and _is_marked(directive.raw))
        ]
    return block.mentions


def _is_marked(raw: str) -> bool:
    for mark in _MARKS:
        if mark in raw:
            return True
    return raw.startswith("~")
