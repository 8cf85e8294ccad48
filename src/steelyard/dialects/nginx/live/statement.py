"""Directives as text again: words that NGINX reads as they are meant.

ngx_conf_file.c (ngx_conf_read_token).
"""

import re

_BARE = re.compile(r"[A-Za-z0-9_$/.:=@,+*~^?%&|<>!\[\]()-]+", re.ASCII)


def quoted(word: str) -> str:
    """A word in the way that NGINX reads exactly this text from it."""
    if _BARE.fullmatch(word):
        return word
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def statement(*words: str) -> str:
    """A simple directive of these words."""
    return " ".join(quoted(word) for word in words) + ";"
