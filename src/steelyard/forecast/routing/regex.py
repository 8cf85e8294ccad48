"""Regular expressions as the gateways run them: PCRE2, on bytes, with a bound.

HAProxy and NGINX both use PCRE2.  The match limit keeps a hostile expression
from running for long: it is given up, and the answer is unknown.
"""

import re
from functools import lru_cache
from typing import Any

MATCH_LIMIT = 200_000
"""Steps of PCRE2's matcher before it gives up (PCRE2's own default is 10 million)."""


HEXADECIMAL = re.compile(
    r"\\(?:x\{(?P<braced>[0-9a-fA-F]{1,8})\}|x(?P<bare>[0-9a-fA-F]{0,2})|(?P<other>.))", re.DOTALL
)
"""Escapes; those that the package `pcre2` reads as JavaScript does (PCRE2_ALT_BSUX)."""


class Undecided(Exception):  # noqa: N818 - not an error of anybody: a third answer
    """The expression cannot be compiled or takes too many steps."""


@lru_cache(maxsize=4096)
def _compiled(pattern: str, ignore_case: bool) -> Any:
    """The compiled expression; raises `Undecided` when PCRE2 refuses it."""
    import pcre2

    plain = HEXADECIMAL.sub(_two_digits, pattern)
    text = f"(*LIMIT_MATCH={MATCH_LIMIT}){plain}".encode("utf-8", "surrogateescape")
    try:
        return pcre2.compile(text, flags=pcre2.I if ignore_case else 0)
    except (pcre2.LibraryError, ValueError, UnicodeError) as error:
        raise Undecided(f"PCRE2 refuses {pattern!r}: {error}") from None


def _two_digits(escape: "re.Match[str]") -> str:
    r"""``\x{61}`` and ``\x9`` as ``\x61`` and ``\x09``, which have one reading."""
    if escape["other"] is not None:
        if escape["other"] in "uU":
            raise Undecided(f"PCRE2 refuses the escape {escape[0]!r}")
        return escape[0]
    number = int(escape["braced"] or escape["bare"] or "0", 16)
    if number > 0xFF:
        raise Undecided(f"{escape[0]!r} is no byte")
    return f"\\x{number:02x}"


@lru_cache(maxsize=65536)
def search(pattern: str, ignore_case: bool, text: str) -> "tuple[Groups, int, int] | None":
    """The groups, start and end of the first match (in bytes), or None.

    Raises `Undecided` as above.
    """
    import pcre2

    data = text.encode("utf-8", "surrogateescape")
    compiled = _compiled(pattern, ignore_case)
    try:
        match = compiled.search(data)
    except pcre2.LibraryError as error:
        raise Undecided(f"{pattern!r} on {text[:80]!r}: {error}") from None
    if match is None:
        return None
    numbered = tuple(_text(match[number]) for number in range(compiled.groups + 1))
    named = {name: numbered[number] for name, number in compiled.groupindex.items()}
    return Groups(numbered, named), match.start(), match.end()


class Groups:
    """What the groups of a match hold; "" for a group that took no part."""

    __slots__ = ("named", "numbered")

    def __init__(self, numbered: tuple[str, ...], named: dict[str, str]) -> None:
        """``numbered[0]`` is the whole match."""
        self.numbered = numbered
        self.named = named


def _text(data: bytes | None) -> str:
    """Bytes as text, "" for None."""
    return "" if data is None else data.decode("utf-8", "surrogateescape")
