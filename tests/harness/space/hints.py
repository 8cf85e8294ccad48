"""Edges: from what one predicate names to texts on both sides of its border."""

import ipaddress
import re
from random import Random
from re import _constants, _parser  # the parser that `re` itself uses
from typing import NamedTuple

from tests.harness.space.words import HOSTS, SEGMENTS


class Hint(NamedTuple):
    """One predicate, without its truth: what it looks at, and the text that it compares with.

    `part`: path, target, host, base, method, header, argument, cookie, source, query.
    `kind`: exact, prefix, suffix, contains, regex, network, any.
    """

    part: str
    name: str
    kind: str
    text: str = ""


def inside(hint: Hint, rng: Random) -> str:
    """Return a text that most likely satisfies the predicate."""
    text = hint.text
    if hint.kind == "regex":
        return sample(text, rng)
    if hint.kind == "network":
        network = ipaddress.ip_network(text, strict=False)
        return str(network[rng.randrange(min(network.num_addresses, 1 << 40))])
    more = rng.choice(("", "", "x", "/", "/a", "1", "." + rng.choice(SEGMENTS)))
    if hint.part == "host":
        more = rng.choice(("", "x", "ex", "test", "a.ex", ":80"))
    if hint.kind == "prefix":
        return text + more
    if hint.kind in ("suffix", "contains"):
        before = rng.choice(("", "/", "x", "/a", "www.", "a."))
        if hint.part == "host":
            before = rng.choice(("", "x", "a", "www", "a.b", "a."))
        return before + text + (more if hint.kind == "contains" else "")
    return text


def edge(hint: Hint, rng: Random) -> str:
    """Return a text close to the border of the predicate, on either side."""
    if hint.kind == "network":
        return _neighbour(hint.text, rng)
    text = inside(hint, rng) if rng.random() < 0.6 else hint.text
    if hint.kind == "regex" and text == hint.text:
        text = inside(hint, rng)
    some = rng.randrange(len(text)) if text else 0
    return rng.choice(
        (
            lambda: text,
            lambda: text[:-1],
            lambda: text[1:],
            lambda: text + "x",
            lambda: "x" + text,
            lambda: text + "/",
            lambda: text.rstrip("/"),
            lambda: text + rng.choice(("a", "1", "-", ".", ".x", "/a", "/v1/1")),
            lambda: text.swapcase(),
            lambda: text.upper(),
            lambda: text[:some] + text[some : some + 1].swapcase() + text[some + 1 :],
            lambda: text[:some] + text[some + 1 :],
            lambda: text[:some] + rng.choice("ax1-.") + text[some:],
            lambda: text[:some] + rng.choice("ax1-.") + text[some + 1 :],
            lambda: text.replace("/", "//", 1),
            lambda: text.replace("/", "-", 1),
            lambda: text.replace(".", "x", 1),
            lambda: text.replace(".", "-"),
        )
    )()


def spelled(path: str, rng: Random) -> str:
    """Return a path written in another way: some servers take it for the same."""
    some = rng.randrange(len(path)) if path else 0
    return rng.choice(
        (
            lambda: path[:some] + f"%{ord(path[some]):02x}" + path[some + 1 :] if path else "/",
            lambda: path.replace("/", "//", 1),
            lambda: "/." + path,
            lambda: path + "/../" + rng.choice(SEGMENTS),
            lambda: path + "/./",
            lambda: path.replace("/", "%2F").replace("%2F", "/", 1),
            lambda: path + "%20",
            lambda: path + "//",
        )
    )()


def host(text: str, rng: Random) -> str:
    """Return a host in another dress."""
    return rng.choice(
        (
            lambda: text + ":80",
            lambda: text + ":8080",
            lambda: text.upper(),
            lambda: text.capitalize(),
            lambda: text + ".",
            lambda: text + ".:80",
            lambda: "www." + text,
            lambda: "x." + text,
            lambda: text.partition(".")[2] or text,
            lambda: text + ".ex",
            lambda: "x" + text,
            lambda: rng.choice(HOSTS),
            lambda: "none.example",
        )
    )()


def sample(pattern: str, rng: Random) -> str:
    """Return a text in which the expression is found (anchors are taken at their word)."""
    return _sampled(_parser.parse(pattern), rng)


def _sampled(tokens: _parser.SubPattern, rng: Random) -> str:
    out = ""
    for code, value in tokens:
        if code is _constants.LITERAL:
            out += chr(value)
        elif code is _constants.NOT_LITERAL:
            out += rng.choice([c for c in "abx1-" if ord(c) != value])
        elif code is _constants.ANY:
            out += rng.choice("abx1-./")
        elif code is _constants.IN:
            out += rng.choice(_members(value))
        elif code is _constants.SUBPATTERN:
            out += _sampled(value[3], rng)
        elif code is _constants.BRANCH:
            out += _sampled(rng.choice(value[1]), rng)
        elif code in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            least, most, inner = value
            count = rng.randint(int(least), min(int(most), int(least) + 2))
            out += "".join(_sampled(inner, rng) for _ in range(count))
    return out


def _members(parts: list[tuple[object, object]]) -> str:
    """The characters of a class, or some that are not in it."""
    expression = ""
    for code, value in parts:
        if code is _constants.NEGATE:
            expression += "^"
        elif code is _constants.LITERAL:
            expression += re.escape(chr(int(str(value))))
        elif code is _constants.RANGE:
            low, high = value  # type: ignore[misc]
            expression += f"{re.escape(chr(low))}-{re.escape(chr(high))}"
        else:
            expression += {"CATEGORY_DIGIT": r"\d", "CATEGORY_WORD": r"\w"}[str(value)]
    usual = "abcdexyzABZ0129-._~"
    return "".join(c for c in usual if re.match(f"[{expression}]", c)) or "/"


def _neighbour(text: str, rng: Random) -> str:
    """The first or last address of a network, or the one beside it."""
    network = ipaddress.ip_network(text, strict=False)
    first, last = int(network[0]), int(network[-1])
    number = rng.choice((first, last, first - 1, last + 1, (first + last) // 2))
    return str(
        ipaddress.ip_address(number) if network.version == 4 else ipaddress.IPv6Address(number)
    )
