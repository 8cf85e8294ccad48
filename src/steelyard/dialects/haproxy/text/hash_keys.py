"""What a hashing ``balance`` makes its key of (configuration manual 4.2, balance)."""

import re

from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.dialects.haproxy.text.syntax import Line
from steelyard.model.pool import HashKey, Pool
from steelyard.model.values import Apply, Field, Literal, Opaque, Value, leaves

HASHES_EMPTY = "rotate-only-absent"
"""``url_param`` and ``hash`` hash an empty value (backend.c, measured on 2.6.12)."""

_KINDS = {"ip": "packed", "int": "number"}
"""What a sample of a type is hashed as; bytes of its text otherwise (measured, 2.6.12)."""

_PARENTHESIS = re.compile(r"[a-z-]+\(([^)]+)\)")


def hash_key(reading: Reading, pool: Pool, line: Line) -> HashKey:
    """The key of a ``balance`` line whose method hashes."""
    words = line.words[1:]
    written = " ".join(words)
    method = re.split(r"[(]", words[0])[0]
    if method == "source":
        return HashKey(Field("source"), "address", written=written)
    if method == "uri":
        return HashKey(_uri(reading, pool, line), written=written)
    if method == "hash":
        return _expression(reading, pool, line, written)
    if method == "url_param":
        return HashKey(_parameter(reading, pool, line), absent=HASHES_EMPTY, written=written)
    found = _PARENTHESIS.match(words[0])
    if method == "hdr":
        return HashKey(_header(reading, pool, line, found), written=written)
    name = found[1] if found is not None else "mstshash"
    if found is None and words[0] != "rdp-cookie":
        reading.reject(
            line, pool.name, "balance rdp-cookie names no cookie.", "Write rdp-cookie(NAME).", 1
        )
    return HashKey(Opaque(f"rdp_cookie({name})", "a cookie of the RDP protocol"), written=written)


def _uri(reading: Reading, pool: Pool, line: Line) -> Value:
    """``uri [len N] [depth N] [whole] [path-only]``; depth as written."""
    numbers = {"len": "0", "depth": "0"}
    flags = {"whole": "0", "path-only": "0"}
    words = line.words
    index = 2
    while index < len(words):
        word = words[index]
        if word in flags:
            flags[word] = "1"
        elif word in numbers:
            found = reading.number(line, index + 1, pool.name)
            value = 0 if found is None else int(found.value)
            if value <= 0:
                reading.reject(
                    line,
                    pool.name,
                    f"balance uri: {word} is not a number above 0.",
                    "Write one.",
                    index,
                )
            numbers[word] = str(max(value, 0))
            index += 1
        else:
            reading.reject(
                line,
                pool.name,
                f"balance uri has no argument {word!r}.",
                "It takes len, depth, whole and path-only.",
                index,
            )
        index += 1
    arguments = (numbers["len"], numbers["depth"], flags["whole"], flags["path-only"])
    return Apply("uri-part", Field("target"), arguments)


def _parameter(reading: Reading, pool: Pool, line: Line) -> Value:
    words = line.words
    if len(words) < 3:
        reading.reject(
            line, pool.name, "balance url_param names no parameter.", "Name the parameter."
        )
        return Opaque("url_param", "names no parameter", line.place())
    if len(words) > 3 and words[3] != "check_post":
        reading.reject(
            line,
            pool.name,
            f"balance url_param has no argument {words[3]!r}.",
            "It takes check_post only.",
            3,
        )
    return Apply("first", Field("parameter", words[2]))


def _header(reading: Reading, pool: Pool, line: Line, found: re.Match[str] | None) -> Value:
    words = line.words
    if found is None:
        reading.reject(line, pool.name, "balance hdr names no header.", "Write hdr(NAME).", 1)
        return Opaque(words[1], "names no header", line.place())
    value: Value = Apply("first", Field("header-item", found[1].lower()))
    if words[2:3] == ["use_domain_only"]:
        return Apply("before-last-dot", value)
    if len(words) > 2:
        reading.reject(
            line,
            pool.name,
            f"balance hdr has no argument {words[2]!r}.",
            "It takes use_domain_only only.",
            2,
        )
    return value


def _expression(reading: Reading, pool: Pool, line: Line, written: str) -> HashKey:
    """``hash EXPRESSION`` (2.6): any sample and converters."""
    # Imported late: the routing part is read after the pools.
    from steelyard.dialects.haproxy.text.samples import Context, read_words

    words = line.words
    if len(words) != 3:
        reading.reject(
            line, pool.name, "balance hash takes one expression.", "Write it without blanks.", 1
        )
        return HashKey(Opaque(written, "is not one expression", line.place()), written=written)
    sample, _ = read_words(words[2:3], line.place(2), Context())
    value = sample.value
    kind = _KINDS.get(sample.kind, "text")
    return HashKey(value, kind, HASHES_EMPTY, _varies(value), written)


def _varies(value: Value) -> bool:
    """Whether two requests may give different texts."""
    return any(not isinstance(part, Literal) for part in leaves(value))
