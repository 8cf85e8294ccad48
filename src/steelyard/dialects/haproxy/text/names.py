"""Which names HAProxy takes (configuration manual 2.1, ``invalid_char``)."""

import re

_GOOD = re.compile(r"[A-Za-z0-9_.:-]*")


def bad_character(name: str) -> str:
    """The first character that no name may have, "" when there is none."""
    if name.isascii() and name.isalnum():
        return ""
    match = _GOOD.match(name)
    assert match is not None
    return name[match.end() : match.end() + 1]
