"""The end of a block of Lua code, which is not written in NGINX's tokens.

``*_by_lua_block { ... }`` of lua-nginx-module: braces are counted outside of
strings, long brackets and comments (ngx_http_lua_lex.c).
"""

import re

from steelyard.core.errors import InputError
from steelyard.core.place import Place

_STEP = re.compile(
    r"[^\[\]{}\"'\-]++"
    r"|--(?!\[=*\[)[^\n]*+"
    r'|"(?:[^"\\\n]++|\\[\s\S])*+"'
    r"|'(?:[^'\\\n]++|\\[\s\S])*+'"
    r"|(?:--)?\[(=*)\["
    r"|([{}])"
    r"|[\s\S]"
)


def end_of_lua(text: str, position: int, file: str, line: int) -> int:
    """Where the block that starts at ``position`` ends, behind its ``}``."""
    depth = 1
    start = position
    while position < len(text):
        match = _STEP.match(text, position)
        assert match is not None
        position = match.end()
        brace = match[2]
        if brace == "{":
            depth += 1
        elif brace == "}":
            depth -= 1
            if depth == 0:
                return position
        elif match[1] is not None:
            closing = f"]{match[1]}]"
            end = text.find(closing, position)
            if end < 0:
                break
            position = end + len(closing)
    message = f'unexpected end of file, expecting "}}": the block of Lua code in line {line}'
    raise InputError(f"{message} is not closed", Place(file, line + text.count("\n", start)))
