"""The least automaton of a language: Hopcroft's partition refinement."""

from collections.abc import Sequence

from steelyard.forecast.routing.language.automaton import Automaton, canonical


def minimal(classes: bytes, moves: Sequence[Sequence[int]], accepting: Sequence[bool]) -> Automaton:
    """The canonical automaton of the same set; every state given must be reachable."""
    blocks = _blocks(moves, accepting)
    number = [0] * len(moves)
    for index, block in enumerate(blocks):
        for state in block:
            number[state] = index
    # The start keeps the number 0, which `canonical` expects.
    first = number[0]
    swap = {first: 0, 0: first}
    number = [swap.get(index, index) for index in number]
    blocks[0], blocks[first] = blocks[first], blocks[0]
    members = [min(block) for block in blocks]
    return canonical(
        classes,
        [[number[target] for target in moves[state]] for state in members],
        [accepting[state] for state in members],
    )


def _blocks(moves: Sequence[Sequence[int]], accepting: Sequence[bool]) -> list[set[int]]:
    """The states by what they accept, as sets of indistinguishable ones."""
    before = _sources(moves)
    ends = {state for state, end in enumerate(accepting) if end}
    others = set(range(len(moves))) - ends
    blocks = [block for block in (ends, others) if block]
    home = [0] * len(moves)
    for index, block in enumerate(blocks):
        for state in block:
            home[state] = index
    waiting = {(min(range(len(blocks)), key=lambda i: len(blocks[i])), c) for c in before}
    while waiting:
        index, letter = waiting.pop()
        came = before[letter]
        hit: dict[int, set[int]] = {}
        for target in blocks[index]:
            for state in came.get(target, ()):
                hit.setdefault(home[state], set()).add(state)
        for split, inside in hit.items():
            if len(inside) == len(blocks[split]):
                continue
            new = len(blocks)
            small, large = inside, blocks[split] - inside
            if len(small) > len(large):
                small, large = large, small
            # A waiting half must stay waiting: the smaller half is what is new.
            blocks[split] = large
            blocks.append(small)
            for state in small:
                home[state] = new
            waiting.update((new, other) for other in before)
    return blocks


def _sources(moves: Sequence[Sequence[int]]) -> dict[int, dict[int, list[int]]]:
    """For each class, for each state, the states that move to it."""
    before: dict[int, dict[int, list[int]]] = {}
    for state, row in enumerate(moves):
        for letter, target in enumerate(row):
            before.setdefault(letter, {}).setdefault(target, []).append(state)
    return before
