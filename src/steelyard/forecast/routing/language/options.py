"""Options that an expression sets within itself (pcre2pattern, "Internal option setting")."""

import re

from steelyard.core.record import frozen, replace
from steelyard.forecast.routing.language.refused import Inexpressible


@frozen
class Options:
    """What changes the meaning of what follows; PCRE2's letters are i, s, m and x."""

    ignore_case: bool = False
    dot_all: bool = False
    multi_line: bool = False
    extended: bool = False


SETTING = re.compile(rb"\(\?([imsxnUJ]*)(?:-([imsxnUJ]*))?([:)])")
"""A setting: letters to set, letters to clear, ``:`` for a group of its own."""

_FIELDS = {"i": "ignore_case", "s": "dot_all", "m": "multi_line", "x": "extended"}


def changed(options: Options, setting: re.Match[bytes]) -> Options:
    """The options after a setting; n, U and J do not change what is matched."""
    for letters, value in ((setting[1], True), (setting[2] or b"", False)):
        if b"xx" in letters:
            raise Inexpressible("option xx is not modelled")
        fields = [_FIELDS[letter] for letter in letters.decode() if letter in _FIELDS]
        options = replace(options, **dict.fromkeys(fields, value))
    return options
