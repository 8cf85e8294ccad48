"""Sets of bytes as whole numbers: bit n is set when byte n is in the set.

The named sets are those of PCRE2 without UTF in the "C" locale (pcre2pattern,
"Generic character types" and "POSIX character classes").
"""

from collections.abc import Iterable, Iterator

ANY = (1 << 256) - 1


def of(members: Iterable[int]) -> int:
    """The set of these bytes."""
    mask = 0
    for byte in members:
        mask |= 1 << byte
    return mask


def span(first: int, last: int) -> int:
    """The bytes from ``first`` to ``last``, both included."""
    return (1 << (last + 1)) - (1 << first)


def negated(mask: int) -> int:
    """All other bytes."""
    return ANY & ~mask


def members(mask: int) -> Iterator[int]:
    """The bytes of a set, in order."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


NEWLINE = 1 << 10
NOT_NEWLINE = negated(NEWLINE)
DIGIT = span(0x30, 0x39)
UPPER = span(0x41, 0x5A)
LOWER = span(0x61, 0x7A)
ALPHA = UPPER | LOWER
WORD = ALPHA | DIGIT | 1 << 0x5F
SPACE = of(b"\t\n\v\f\r ")
HORIZONTAL = of(b"\t \xa0")
VERTICAL = of(b"\n\v\f\r\x85")
PRINTABLE = span(0x21, 0x7E)

POSIX = {
    "alpha": ALPHA,
    "lower": LOWER,
    "upper": UPPER,
    "alnum": ALPHA | DIGIT,
    "ascii": span(0, 127),
    "blank": of(b"\t "),
    "cntrl": span(0, 31) | 1 << 127,
    "digit": DIGIT,
    "graph": PRINTABLE,
    "print": PRINTABLE | 1 << 0x20,
    "punct": PRINTABLE & negated(ALPHA | DIGIT),
    "space": SPACE,
    "word": WORD,
    "xdigit": DIGIT | of(b"abcdefABCDEF"),
}


def folded(mask: int) -> int:
    """The set together with the other case of its ASCII letters."""
    return mask | (mask & UPPER) << 32 | (mask & LOWER) >> 32


def partition(masks: Iterable[int]) -> list[int]:
    """The coarsest division of all bytes of which every given set is a union."""
    parts = [ANY]
    for mask in dict.fromkeys(masks):
        parts = [cut for part in parts for cut in (part & mask, part & ~mask) if cut]
    return parts


def numbered(parts: Iterable[int]) -> bytes:
    """For each byte the number of the part it is in."""
    classes = bytearray(256)
    for number, part in enumerate(parts):
        for byte in members(part):
            classes[byte] = number
    return bytes(classes)
