"""Words and colours of the terminal."""

import re
import shlex
import textwrap
from functools import lru_cache

from steelyard.lint.words import share_text

CODES = {
    "error": "31;1",
    "warning": "33;1",
    "note": "36;1",
    "dim": "2",
    "bold": "1",
    "good": "32;1",
}
"""SGR codes (ECMA-48) by meaning."""


HARMFUL = re.compile(r"\x1b(?!\[[0-9;]*m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]")
"""Characters that command a terminal, but for line feeds, tabs and colours."""


def harmless(text: str) -> str:
    """Text from a configuration with what would command the terminal made visible."""
    return HARMFUL.sub("?", text)


def paint(text: str, style: str, colour: bool) -> str:
    """``text`` in a style, plain without colour."""
    return f"\x1b[{CODES[style]}m{text}\x1b[0m" if colour else text


_SHARE = re.compile(r"(\d) %")
"""A share; its number and sign stay on one line."""


@lru_cache(maxsize=1000)  # A rule says the same of every pool.
def wrap(text: str, width: int, first: str, rest: str) -> tuple[str, ...]:
    """Lines of at most ``width`` columns, the first led by ``first``, others by ``rest``."""
    lines = textwrap.wrap(
        _SHARE.sub("\\1\xa0%", text),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return tuple(line.replace("\xa0%", " %") for line in lines) or (first.rstrip(),)


def plural(number: int, word: str) -> str:
    """``1 error``, ``2 errors``, ``no errors``."""
    count = "no" if number == 0 else str(number)
    return f"{count} {word}" + ("" if number == 1 else "s")


def percent(share: float | None) -> str:
    """A share for people: ``33.3 %``; never 0 or 100 unless it is."""
    if share is None:
        return "?"
    return share_text(share).replace("less than ", "<").replace("more than ", ">")


def command(*words: str) -> str:
    """``steelyard diff OLD NEW``, as a shell takes it."""
    return shlex.join(["steelyard", *words])
