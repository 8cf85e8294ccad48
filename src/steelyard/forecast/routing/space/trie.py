"""Many plain patterns at once: exact texts and prefixes as one automaton, in one pass."""

from collections.abc import Sequence

from steelyard.forecast.routing.language import bytesets
from steelyard.forecast.routing.language.automaton import EVERYTHING, NOTHING, Automaton
from steelyard.forecast.routing.language.combine import union
from steelyard.forecast.routing.language.minimise import minimal
from steelyard.forecast.routing.language.refused import TooLarge
from steelyard.model.values import Pattern

STATES = 50_000
"""Letters of all texts together."""


def plain_union(patterns: Sequence[Pattern]) -> tuple[Automaton, list[Pattern]]:
    """The texts that the exact and prefix patterns match, and the patterns of other kinds."""
    plain: dict[bool, list[tuple[bytes, bool]]] = {False: [], True: []}
    others = []
    for pattern in patterns:
        if pattern.kind == "exists":
            return EVERYTHING, []
        if pattern.kind in ("exact", "prefix"):
            text = pattern.text.encode("utf-8", "surrogateescape")
            folded = text.lower() if pattern.ignore_case else text
            plain[pattern.ignore_case].append((folded, pattern.kind == "prefix"))
        else:
            others.append(pattern)
    found = [_trie(texts, any_case) for any_case, texts in plain.items() if texts]
    return (union(*found) if len(found) > 1 else found[0] if found else NOTHING), others


def _trie(texts: list[tuple[bytes, bool]], any_case: bool) -> Automaton:
    """The automaton of texts, each with whether anything may follow it."""
    if sum(len(text) for text, _ in texts) > STATES:
        raise TooLarge(f"more than {STATES} states")
    used = sorted({byte for text, _ in texts for byte in text})
    masks = [bytesets.folded(1 << byte) if any_case else 1 << byte for byte in used]
    rest = bytesets.ANY
    for mask in masks:
        rest &= ~mask
    parts = [*masks, rest] if rest else masks
    letter = {byte: number for number, byte in enumerate(used)}
    dead, everything = 1, 2
    moves = [[dead] * len(parts), [dead] * len(parts), [everything] * len(parts)]
    accepting = [False, False, True]
    for text, open_end in texts:
        state = 0
        for index, byte in enumerate(text):
            target = moves[state][letter[byte]]
            if target == everything:
                state = everything
                break
            if open_end and index == len(text) - 1:
                moves[state][letter[byte]] = everything
                state = everything
                break
            if target == dead:
                target = len(moves)
                moves.append([dead] * len(parts))
                accepting.append(False)
                moves[state][letter[byte]] = target
            state = target
        if not text and open_end:
            return EVERYTHING
        accepting[state] = True
    return minimal(bytesets.numbered(parts), *_reachable(moves, accepting))


def _reachable(moves: list[list[int]], accepting: list[bool]) -> tuple[list[list[int]], list[bool]]:
    """The states that can be reached, numbered anew; a prefix may have cut some off."""
    number = {0: 0}
    queue = [0]
    for state in queue:
        for target in moves[state]:
            if target not in number:
                number[target] = len(number)
                queue.append(target)
    rows = [[number[target] for target in moves[state]] for state in queue]
    return rows, [accepting[state] for state in queue]
