"""Seeded damage to configurations: the same seed damages in the same way."""

from collections.abc import Callable
from random import Random

TOKENS = [
    b"{", b"}", b";", b'"', b"'", b"\\", b"#", b"\n", b"\r\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf",
    b"$", b"${", b"${A[*]}", b"%", b"%[", b"(", b")", b"((", b"[", b"]", b"*", b"?", b"+", b"~",
    b"~*", b"^~", b"=", b"!", b"||", b"or", b"if", b"unless", b"-", b"--", b"-f", b"-m", b"-i",
    b"0", b"-1", b"1e9", b"0x10", b"1.5", b"99999999999999999999", b"2147483648", b"4294967296",
    b"65536", b"256", b"257", b"1d", b"99999999d", b"10us", b"7y", b"100%", b"101%", b"nan",
    b"::", b":::", b"[::1]:80", b"[::1", b"::ffff:1.2.3.4", b"fe80::1%eth0", b"1.2.3.4:80-90",
    b"0.0.0.0/0", b"::/129", b"10.0.0.0/33", b":0", b":65536", b":-1", b"unix@", b"unix:", b"fd@",
    b"/", b"//", b"/..", b"..", b".", b"\xc3\x28", b"\xed\xa0\x80", b"\xf0\x9f\x92\xa9", b"\t",
    b"weight 99999999999", b"weight=99999999999", b"server-template s 1-1000000 h:80",
    b"server s 1.2.3.4", b"server", b"backend", b"frontend", b"listen", b"defaults", b"upstream",
    b"location", b"include *;", b"include nginx.conf;", b".if true", b".elif", b".else", b".endif",
    b"default-server", b"use_backend %[path,map(a.map)]", b"rewrite ^ / last;", b"return 301 $uri;",
    b"map $a $b {", b"split_clients $a $b {", b"geo {", b"~(a+)+$", b"path_reg (a+)+$", b"hdr(",
    b"regsub(\"a\",\"b\")", b"balance hash", b"balance uri depth -1", b"hash-type consistent",
]  # fmt: skip
"""What is put where it does not belong."""

Damage = Callable[[Random, bytes, list[bytes]], bytes]


def _span(random: Random, data: bytes, longest: int = 200) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.randrange(1, longest))


def flip(random: Random, data: bytes, _: list[bytes]) -> bytes:
    out = bytearray(data or b"x")
    for _number in range(random.choice((1, 3, 30))):
        out[random.randrange(len(out))] = random.randrange(256)
    return bytes(out)


def delete(random: Random, data: bytes, _: list[bytes]) -> bytes:
    start, end = _span(random, data)
    return data[:start] + data[end:]


def truncate(random: Random, data: bytes, _: list[bytes]) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def behead(random: Random, data: bytes, _: list[bytes]) -> bytes:
    return data[random.randrange(len(data) + 1) :]


def repeat(random: Random, data: bytes, _: list[bytes]) -> bytes:
    start, end = _span(random, data)
    return data[:end] + data[start:end] * random.choice((1, 2, 50)) + data[end:]


def splice(random: Random, data: bytes, others: list[bytes]) -> bytes:
    other = random.choice(others)
    start, end = _span(random, other, 2000)
    place = random.randrange(len(data) + 1)
    return data[:place] + other[start:end] + data[place:]


def insert(random: Random, data: bytes, _: list[bytes]) -> bytes:
    for _number in range(random.choice((1, 1, 5))):
        place = random.randrange(len(data) + 1)
        space = random.choice((b"", b" ", b"\n"))
        data = data[:place] + space + random.choice(TOKENS) + space + data[place:]
    return data


def replace_word(random: Random, data: bytes, _: list[bytes]) -> bytes:
    words = data.split(b" ")
    for _number in range(random.choice((1, 1, 5))):
        words[random.randrange(len(words))] = random.choice(TOKENS)
    return b" ".join(words)


def swap_words(random: Random, data: bytes, _: list[bytes]) -> bytes:
    words = data.split(b" ")
    a, b = random.randrange(len(words)), random.randrange(len(words))
    words[a], words[b] = words[b], words[a]
    return b" ".join(words)


def steal_word(random: Random, data: bytes, others: list[bytes]) -> bytes:
    words = data.split(b" ")
    words[random.randrange(len(words))] = random.choice(random.choice(others).split() or [b""])
    return b" ".join(words)


def steal_line(random: Random, data: bytes, others: list[bytes]) -> bytes:
    lines = data.split(b"\n")
    place = random.randrange(len(lines) + 1)
    lines[place:place] = [random.choice(random.choice(others).split(b"\n"))]
    return b"\n".join(lines)


def shuffle_lines(random: Random, data: bytes, _: list[bytes]) -> bytes:
    lines = data.split(b"\n")
    for _number in range(random.choice((1, 5, len(lines)))):
        a, b = random.randrange(len(lines)), random.randrange(len(lines))
        lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


def number(random: Random, data: bytes, _: list[bytes]) -> bytes:
    places = [index for index, byte in enumerate(data) if 0x30 <= byte <= 0x39]
    if not places:
        return data
    place = random.choice(places)
    digits = random.choice((b"-1", b"0", b"99999999999999999999", b"1e9", b"65536", b"", b"2.5"))
    return data[:place] + digits + data[place + 1 :]


def newlines(random: Random, data: bytes, _: list[bytes]) -> bytes:
    return data.replace(b"\n", random.choice((b"\r\n", b"\r", b" ", b"\n\n", b"\\\n", b"")))


DAMAGE: list[Damage] = [
    flip, delete, truncate, behead, repeat, splice, insert, replace_word, swap_words, steal_word,
    steal_line, shuffle_lines, number, newlines,
]  # fmt: skip
"""The ways of damage, all equally likely."""


def mutated(random: Random, data: bytes, others: list[bytes]) -> bytes:
    """One to four kinds of damage, one after the other."""
    for _number in range(random.choice((1, 1, 2, 4))):
        data = random.choice(DAMAGE)(random, data, others)
    return data
