"""Cutting ``Cookie`` lines, as the binaries do.

HAProxy: ``src/http.c``, ``http_extract_cookie_value``.  NGINX:
``ngx_http_parse.c``, ``ngx_http_parse_multi_header_lines``.
"""

from collections.abc import Iterator

_BLANK = " \t"


def pairs(line: str) -> Iterator[tuple[str, str, int]]:
    """HAProxy's cookies of a line: name, value, and how much of the line is left there.

    ``;`` and ``,`` end a cookie; in a value quotes and backslashes protect
    them.  Quotes belong to the value.
    """
    start = 0
    while start < len(line):
        end = _end(line, start)
        name, equals, value = line[start:end].partition("=")
        if equals:
            yield name.strip(_BLANK), value.strip(_BLANK), len(line) - start
        start = end + 1


def values(line: str, name: str) -> list[str]:
    """HAProxy's values of a cookie; an empty one at the very end of a line is missed."""
    return [
        value
        for key, value, left in pairs(line)
        if key == name and not key.startswith("$") and left > len(name) + 1
    ]


def value_any_case(line: str, name: str) -> list[str]:
    """NGINX's value of a cookie, the first: up to ``;``, the name in any case."""
    wanted = name.lower()
    start = 0
    while start < len(line):
        key, equals, rest = line[start:].partition("=")
        if equals and key.rstrip(" ").lower() == wanted:
            return [rest.lstrip(" ").partition(";")[0]]
        ends = [found for found in (line.find(";", start), line.find(",", start)) if found >= 0]
        if not ends:
            break
        start = min(ends) + 1
        while start < len(line) and line[start] == " ":
            start += 1
    return []


def _end(line: str, start: int) -> int:
    """Where the cookie that starts there ends."""
    index, in_value, quoted = start, False, False
    while index < len(line):
        letter = line[index]
        if in_value and letter == "\\":
            index += 1
        elif in_value and letter == '"':
            quoted = not quoted
        elif letter in ";," and not quoted:
            return index
        elif letter == "=":
            in_value = True
        index += 1
    return len(line)
