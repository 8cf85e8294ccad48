"""From a nondeterministic automaton to the minimal deterministic one: subset construction.

A thread is a state together with its duties: sets that the rest of the text
must lie in, each as a state of its automaton (a conjunction, as in alternating
automata).  What an assertion needs to know of the byte before is settled when
that byte is taken.
"""

from steelyard.forecast.routing.language import bytesets
from steelyard.forecast.routing.language.assertions import (
    BEHIND_NEWLINE,
    BEHIND_OTHER,
    BEHIND_WORD,
    PLACES,
    START,
    place_behind,
)
from steelyard.forecast.routing.language.automaton import Automaton
from steelyard.forecast.routing.language.minimise import minimal
from steelyard.forecast.routing.language.nfa import MATCHED, Check, Jump, Nfa, Take
from steelyard.forecast.routing.language.refused import TooLarge

Duties = frozenset[tuple[int, int]]
Threads = frozenset[tuple[int, Duties]]

STEPS = 1_000
"""Moves of threads for each state that is granted."""

_NO_DUTIES: Duties = frozenset()
_MATCHED: Threads = frozenset([(MATCHED, _NO_DUTIES)])


def deterministic(nfa: Nfa, budget: int) -> Automaton:
    """The texts that the automaton matches; raises `TooLarge` beyond ``budget`` states."""
    subsets = _Subsets(nfa)
    number = {subsets.start: 0}
    queue = [subsets.start]
    rows: list[list[int]] = []
    steps = 0
    for threads in queue:
        row = []
        steps += len(threads) * len(subsets.parts)
        if steps > budget * STEPS:
            raise TooLarge(f"more than {budget * STEPS} steps")
        for letter in range(len(subsets.parts)):
            target = subsets.after(threads, letter)
            if target not in number:
                if len(number) >= budget:
                    raise TooLarge(f"more than {budget} states")
                number[target] = len(number)
                queue.append(target)
            row.append(number[target])
        rows.append(row)
    ends = [subsets.accepts(threads) for threads in queue]
    return minimal(bytesets.numbered(subsets.parts), rows, ends)


class _Subsets:
    """Sets of threads, and the steps between them."""

    def __init__(self, nfa: Nfa) -> None:
        self._states = nfa.states
        checks = [state for state in nfa.states if isinstance(state, Check)]
        self._sets = list(dict.fromkeys(rest for check in checks for rest in check.rests))
        self._index = {rest: number for number, rest in enumerate(self._sets)}
        masks = [state.mask for state in nfa.states if isinstance(state, Take)]
        for rest in self._sets:
            masks += rest.masks
        wanted = [tuple(check.rests[place] for check in checks) for place in PLACES]
        # Places that all assertions treat alike are one; a letter makes one place.
        self._place = [wanted.index(rests) for rests in wanted]
        if self._place[BEHIND_NEWLINE] != self._place[BEHIND_OTHER]:
            masks.append(bytesets.NEWLINE)
        if self._place[BEHIND_WORD] != self._place[BEHIND_OTHER]:
            masks.append(bytesets.WORD)
        self._closures: dict[tuple[Threads, int], Threads] = {}
        self.parts = bytesets.partition(masks)
        self._bytes = [next(bytesets.members(part)) for part in self.parts]
        self.start = self._closed(frozenset([(nfa.start, _NO_DUTIES)]), START)

    def after(self, threads: Threads, letter: int) -> Threads:
        """The threads behind one byte."""
        byte = self._bytes[letter]
        moved = []
        for state, duties in threads:
            node = self._states[state]
            if isinstance(node, Take) and node.mask >> byte & 1:
                left = self._left(duties, byte) if duties else duties
                if left is not None:
                    moved.append((node.target, left))
        key = (frozenset(moved), self._place[place_behind(byte)])
        closed = self._closures.get(key)
        if closed is None:
            closed = self._closures[key] = self._closed(*key)
        return closed

    def accepts(self, threads: Threads) -> bool:
        """Whether a text that ends here is matched."""
        return any(
            state == MATCHED and all(self._sets[rest].accepting[at] for rest, at in duties)
            for state, duties in threads
        )

    def _left(self, duties: Duties, byte: int) -> Duties | None:
        """The duties behind a byte, without those fulfilled; None when one has failed."""
        left = []
        for number, at in duties:
            rest = self._sets[number]
            at = rest.moves[at][rest.classes[byte]]
            if rest.fates[at] is False:
                return None
            if rest.fates[at] is None:
                left.append((number, at))
        return frozenset(left)

    def _closed(self, threads: Threads, place: int) -> Threads:
        """The threads that wait for a byte, or have matched, without taking one."""
        waiting = list(threads)
        seen = set(waiting)
        found = set()
        while waiting:
            thread = waiting.pop()
            node = self._states[thread[0]]
            if isinstance(node, Take):
                found.add(thread)
                continue
            for following in self._following(node, thread[1], place):
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        if (MATCHED, _NO_DUTIES) in found:
            return _MATCHED
        # A thread without duties matches all that the same one with duties does.
        free = {state for state, duties in found if not duties}
        return frozenset(t for t in found if not t[1] or t[0] not in free)

    def _following(
        self, node: Jump | Check, duties: Duties, place: int
    ) -> list[tuple[int, Duties]]:
        if isinstance(node, Jump):
            return [(target, duties) for target in node.targets]
        rest = node.rests[place]
        if rest.empty:
            return []
        if rest.everything:
            return [(node.target, duties)]
        return [(node.target, duties | {(self._index[rest], 0)})]
