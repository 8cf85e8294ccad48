"""Random regular expressions, texts on the edge of them, and a comparison with PCRE2."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from steelyard.forecast.routing.language import bytesets
from steelyard.forecast.routing.language.automaton import Automaton
from steelyard.forecast.routing.language.expression import expression
from steelyard.forecast.routing.language.refused import Inexpressible

LETTERS = b"ab_A1/.- \n\r\t\xe9\xff\x00"
LITERALS = (
    "a",
    "b",
    "a",
    "b",
    "A",
    "B",
    "_",
    "1",
    "/",
    "-",
    r"\.",
    " ",
    "\n",
    "\xe9",
    r"\n",
    r"\x41",
    r"\/",
)
SETS = (".", r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", r"\h", r"\v", r"\N", r"\H", r"\V")
CLASSES = (
    *("[ab]", "[^a]", "[a-c]", "[^a-zA-Z]", "[]a]", "[^]a]", "[a-]", "[-a]", r"[\d_]", r"[^\w]"),
    *("[[:alpha:]]", "[^[:upper:]]", "[[:^lower:]]", "[[:punct:]b]", r"[\n-\r]", r"[\x80-\xff]"),
    *(r"[\]a]", "[a^]", "[.-/]", r"[\S\n]", "[[:space:]]", "[A-_]", r"[^\n]", "[[a]", "[[:word:]]"),
)
ANCHORS = ("^", "$", "^", "$", r"\n^", "$\n", r"\A", r"\z", r"\Z", r"\b", r"\B")
QUANTIFIERS = (
    "*",
    "+",
    "?",
    "*?",
    "+?",
    "??",
    "{2}",
    "{1,2}",
    "{0,1}",
    "{1,}",
    "{2,3}?",
    "*+",
    "++",
)
OPENINGS = (
    "(",
    "(?:",
    "(?:",
    "(?i:",
    "(?s:",
    "(?m:",
    "(?-i:",
    "(?x: ",
    "(?<n>",
    "(?|",
    "(?=",
    "(?!",
)
SETTINGS = ("(?i)", "(?s)", "(?m)", "(?-i)", "(?ms)", "(?x)", "(?#c)", r"\Qa.\E")


def random_expression(chance: random.Random, depth: int = 3) -> bytes:
    """An expression; now and then one that a slip of the hand has changed."""
    text = _alternatives(chance, depth)
    if chance.random() < 0.4:
        text = chance.choice(("(?m)", "(?m)", "(?ms)", "(?s)", "(?i)", "(?x)")) + text
    if chance.random() < 0.15:
        at = chance.randrange(len(text) + 1)
        cut = at + chance.randrange(2)
        text = text[:at] + chance.choice("()[]{}|?*+^$.\\-:,#Qa1 ") + text[cut:]
    return text.encode("latin-1")


def _alternatives(chance: random.Random, depth: int) -> str:
    count = chance.choice((1, 1, 1, 2, 3))
    return "|".join(_sequence(chance, depth) for _ in range(count))


def _sequence(chance: random.Random, depth: int) -> str:
    return "".join(_item(chance, depth) for _ in range(chance.choice((0, 1, 2, 2, 3, 4))))


def _item(chance: random.Random, depth: int) -> str:
    kind = chance.random()
    if kind < 0.12:
        return chance.choice(ANCHORS)
    if kind < 0.18:
        return chance.choice(SETTINGS)
    if kind < 0.38 and depth:
        opening = chance.choice(OPENINGS)
        item = opening + _alternatives(chance, depth - 1) + ")"
        if opening in ("(?=", "(?!"):
            return item
    elif kind < 0.55:
        item = chance.choice(CLASSES)
    elif kind < 0.68:
        item = chance.choice(SETS)
    else:
        item = chance.choice(LITERALS)
    return item + (chance.choice(QUANTIFIERS) if chance.random() < 0.35 else "")


def edge_texts(found: Automaton, pattern: bytes, chance: random.Random, most: int) -> list[bytes]:
    """Texts that lead to each state and along each of its moves, and random ones.

    The first are a transition cover, with some ends.  Of a class of bytes the
    edges of its runs are taken.
    """
    reach = _shortest(found)
    texts = []
    for text in reach.values():
        for mask in found.masks:
            inner = mask & mask << 1 & mask >> 1
            edges = list(bytesets.members(mask & ~inner))
            moved = text + bytes([chance.choice(edges)])
            texts.append(moved)
            texts += [moved + end for end in (b"\n", b"a", bytes([chance.choice(edges)]))]
        texts.append(text)
    chance.shuffle(texts)
    half = texts[: most // 2]
    alphabet = LETTERS + pattern
    while len(half) < most:
        half.append(bytes(chance.choices(alphabet, k=chance.choice((0, 1, 2, 3, 4, 5, 6, 9)))))
    return half


def _shortest(found: Automaton) -> dict[int, bytes]:
    """For each state a shortest text that leads there."""
    reach = {0: b""}
    queue = [0]
    for state in queue:
        for number, target in enumerate(found.moves[state]):
            if target not in reach:
                reach[target] = reach[state] + bytes([found.classes.index(number)])
                queue.append(target)
    return reach


@dataclass
class Tally:
    """What came of a comparison."""

    compared: int = 0
    expressions: int = 0
    refused_by_us: int = 0
    refused_by_pcre: int = 0
    accepted_too_much: list[bytes] = field(default_factory=list)
    mismatches: list[tuple[bytes, bool, bytes]] = field(default_factory=list)


Found = Callable[[bytes], bool]
Oracle = Callable[[bytes, bool], "Found | None"]
"""Whether an expression is found in a text; None for an expression that PCRE2 refuses."""


def compare(
    expressions: Iterable[tuple[bytes, bool]],
    oracle: Oracle,
    chance: random.Random,
    texts: int,
) -> Tally:
    """Holds the automata of expressions (with "ignore case") against PCRE2."""
    tally = Tally()
    for pattern, ignore_case in expressions:
        tally.expressions += 1
        search = oracle(pattern, ignore_case)
        tally.refused_by_pcre += search is None
        try:
            found = expression(pattern, ignore_case)
        except Inexpressible:
            tally.refused_by_us += search is not None
            continue
        if search is None:
            tally.accepted_too_much.append(pattern)
            continue
        for text in edge_texts(found, pattern, chance, texts):
            tally.compared += 1
            if found.accepts(text) != search(text):
                tally.mismatches.append((pattern, ignore_case, text))
                break
    return tally


def random_expressions(count: int, chance: random.Random) -> Iterator[tuple[bytes, bool]]:
    """Random expressions, a third of them without regard to case."""
    for _ in range(count):
        yield random_expression(chance), chance.random() < 0.3
