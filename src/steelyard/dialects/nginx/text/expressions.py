"""Regular expressions that are tried while reading, with a bound."""

from functools import lru_cache
from typing import Any

MATCH_LIMIT = 20_000
"""Steps of the matcher after which an expression is given up."""


class Undecided(Exception):  # noqa: N818 - not an error of anybody: a third answer
    """An expression cannot be compiled or takes too long."""


@lru_cache(maxsize=4096)
def _compiled(expression: str, ignore_case: bool) -> Any:
    import pcre2

    text = f"(*LIMIT_MATCH={MATCH_LIMIT}){expression}".encode("utf-8", "surrogateescape")
    try:
        return pcre2.compile(text, flags=pcre2.I if ignore_case else 0)
    except (pcre2.LibraryError, ValueError, UnicodeError):
        return None


def groups_of(expression: str, ignore_case: bool, text: str) -> list[str] | None:
    """The groups of the first match, the whole first; None for no match.

    Raises `Undecided`.
    """
    import pcre2

    compiled = _compiled(expression, ignore_case)
    if compiled is None:
        raise Undecided(expression)
    try:
        match = compiled.search(text.encode("utf-8", "surrogateescape"))
    except pcre2.LibraryError as error:
        raise Undecided(str(error)) from None
    if match is None:
        return None
    found = (match[number] for number in range(compiled.groups + 1))
    return [(part or b"").decode("utf-8", "surrogateescape") for part in found]
