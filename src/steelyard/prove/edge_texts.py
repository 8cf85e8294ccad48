"""Texts at the edges of patterns: what just matches, and what just does not."""

import ipaddress
import re
from collections.abc import Iterable, Iterator

from steelyard.forecast.routing.language import combine
from steelyard.forecast.routing.language.patterns import language
from steelyard.forecast.routing.language.refused import Inexpressible, TooLarge
from steelyard.model.values import Pattern
from steelyard.prove.edge_tests import Test

PATTERNS = 40
"""Patterns of one test that texts are made for: the first ones, and the last."""

LONGEST = 300
"""Characters of a text that is made for its length alone."""

STATES = 2_000

SPOKEN = 150
"""Paths, and hosts, of a configuration's text that are asked for at most."""

LONGEST_TEXT = 1 << 18

_PATH = re.compile(r"(?<![\w.:/])/[\w./%-]*")
_NAME = re.compile(r"(?<![\w/.-])(?:[A-Za-z][\w-]*\.)+[a-z]{2,}(?![\w/])")
_PATHS = ("path", "clean-path", "target")


def texts_at(test: Test) -> Iterator[str | None]:
    """Texts of the field for all patterns of a test; None for no text at all."""
    patterns = test.patterns
    if len(patterns) > PATTERNS:
        patterns = (*patterns[: PATTERNS // 2], *patterns[-PATTERNS // 2 :])
    lead = "/" if test.field.name in _PATHS else ""
    rows = [_texts(pattern, lead) for pattern in patterns]
    if test.before:
        rows = [
            [f"{test.before.removeprefix('x')}{text}" for text in row[:3]] + row for row in rows
        ]
        rows = [[f"{test.before}{text}" for text in row[:3]] + row for row in rows]
    for turn in range(max(map(len, rows), default=0)):
        for row in rows:
            if turn < len(row):
                yield row[turn]
    yield None


def spoken(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """The paths and the hosts that a configuration speaks of, wherever they stand in it."""
    paths: dict[str, None] = {}
    hosts: dict[str, None] = {}
    for text in texts:
        found = text[:LONGEST_TEXT]
        paths.update(dict.fromkeys(_PATH.findall(found)))
        hosts.update(dict.fromkeys(_NAME.findall(found)))
    return list(paths)[:SPOKEN], list(hosts)[:SPOKEN]


def _texts(pattern: Pattern, lead: str) -> list[str]:
    """What meets a pattern first, then what lies beside."""
    text = pattern.text
    start = "" if text.startswith(lead) else lead
    match pattern.kind:
        case "exact":
            found = [text, f"{text}x", text.swapcase(), *_within(text, lead)]
        case "prefix":
            found = [text, f"{text}x", text[:-1], f"{text}/x", text.swapcase(), f"x{text}"]
        case "suffix":
            found = [f"{lead}x{text}", start + text, f"{start}{text}x", f"{lead}x{text.swapcase()}"]
        case "contains" | "segment" | "domain":
            found = _inside(text.strip("/.") if pattern.kind == "domain" else text, lead)
            found.append(start + text.swapcase())
        case "regex":
            found = _of_expression(pattern, lead)
        case "network":
            found = _addresses(text)
        case "range":
            found = _numbers(text)
        case "length":
            found = [f"{lead}{'x' * (n - len(lead))}" for n in map(int, _numbers(text)) if n > 0]
        case _:
            found = [f"{lead}a"]
    return [one for one in dict.fromkeys(found) if len(one) <= LONGEST]


def _within(text: str, lead: str) -> list[str]:
    """A text as a part of the field's: its first, its second, its last."""
    if not lead or text.startswith(lead):
        return []
    return [f"/{text}", f"/x/{text}", f"/{text}/x", f"/x/y/{text}"]


def _inside(text: str, lead: str) -> list[str]:
    start = "" if text.startswith(lead) else lead
    found = [start + text, f"{lead}x{text}", f"{start}{text}x"]
    bare = text.strip("/")
    if lead:
        return [*found, f"/x/{bare}/y", f"/{bare}/", f"/x{bare}/"]
    return [*found, f"x.{bare}.y", f"{bare}.x", f"x-{bare}"]


def _of_expression(pattern: Pattern, lead: str) -> list[str]:
    """The shortest text that an expression finds, with a field's lead if it may have one."""
    try:
        wanted = language(pattern, STATES)
        leading = language(Pattern("prefix", lead))
        filled = language(Pattern("regex", "[0-9a-z]{3}"), STATES)
        shortest = combine.witness(wanted, leading, budget=STATES) or combine.witness(
            wanted, budget=STATES
        )
        fuller = combine.witness(wanted, leading, filled, budget=STATES)
    except (Inexpressible, TooLarge):
        return []
    found = []
    for made in (shortest, fuller):
        if made is not None:
            text = made.decode("utf-8", "surrogateescape")
            found += [text, f"{text}x", f"{lead}x{text}", text[:-1], text.swapcase(), f"{text}/y"]
    return found


def _addresses(text: str) -> list[str]:
    """The first and the last address of a network, and those beside."""
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return []
    kind = type(network.network_address)
    numbers = (
        int(network.network_address),
        int(network.broadcast_address),
        int(network.network_address) - 1,
        int(network.broadcast_address) + 1,
    )
    most = (1 << network.max_prefixlen) - 1
    return [str(kind(number)) for number in numbers if 0 < number < most]


def _numbers(text: str) -> list[str]:
    """Whole numbers at the edges of a range."""
    edges = [int(edge) for edge in text.split(":") if edge.lstrip("-").isdecimal()]
    return [str(edge + more) for edge in edges for more in (0, -1, 1)]
