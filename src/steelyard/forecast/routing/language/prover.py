"""Whether one pattern makes another superfluous, or excludes it, shown on their automata.

Sound and bounded: an answer is True only when it was shown; work beyond the
budget gives False.
"""

from collections.abc import Sequence

from steelyard.forecast.routing.language import combine, grammar
from steelyard.forecast.routing.language.automaton import Automaton
from steelyard.forecast.routing.language.patterns import language
from steelyard.forecast.routing.language.refused import Inexpressible, TooLarge
from steelyard.model.values import Pattern

TESTS = 300
"""Walks over a product of automata; one that is given up counts for `COSTLY`."""

COSTLY = 20
SMALL = 300
"""States of an automaton that are worth a proof; a product may have four times as many."""

MOST_TRIED = 50
"""Patterns of one condition that are tried."""

MOST_TOGETHER = 4
"""Patterns whose union is tried."""

_Key = tuple[str, str, bool]


class Prover:
    """Answers about patterns for one question over many of them."""

    def __init__(self, tests: int = TESTS) -> None:
        """``tests``: how many walks may be made."""
        self._left = tests
        self._languages: dict[_Key, Automaton | None] = {}
        self._examples: dict[tuple[_Key, str], bytes | None] = {}

    def covers(self, wide: Sequence[Pattern], narrow: Pattern, field: str = "") -> bool:
        """Whether every text of ``field`` that matches ``narrow`` matches one of ``wide``.

        False also when no text of the field matches ``narrow``: nothing is
        taken from it then.
        """
        small = self._language(narrow)
        text = self._example(narrow, field)
        if small is None or text is None:
            return False
        large = [
            found for pattern in wide[:MOST_TRIED] if (found := self._language(pattern)) is not None
        ]
        hits = [found for found in large if found.accepts(text)]
        if not hits:
            return False
        others = [found.complement() for found in hits]
        if any(self._disjoint(small, grammar.possible(field), other) for other in others):
            return True
        if not 1 < len(large) <= MOST_TOGETHER:
            return False
        others = [found.complement() for found in large]
        return self._disjoint(small, grammar.possible(field), *others)

    def apart(self, first: Pattern, second: Pattern, field: str = "") -> bool:
        """Whether no text of ``field`` matches both."""
        a, b = self._language(first), self._language(second)
        if a is None or b is None:
            return False
        for one, other in ((first, b), (second, a)):
            text = self._example(one, field)
            if text is not None and other.accepts(text):
                return False
        return self._disjoint(a, b, grammar.possible(field))

    def lead(self, pattern: Pattern) -> str:
        """What every text that matches starts with; letters small where the case is ignored."""
        found = self._language(pattern)
        return found.lead.decode("utf-8", "surrogateescape") if found else ""

    def _disjoint(self, *parts: Automaton) -> bool:
        if self._left <= 0:
            return False
        self._left -= 1
        try:
            return combine.disjoint(*parts, budget=4 * SMALL)
        except TooLarge:
            self._left -= COSTLY
            return False

    def _language(self, pattern: Pattern) -> Automaton | None:
        """What the pattern matches, None when that is not known."""
        key = _key(pattern)
        if key not in self._languages:
            found = None
            try:
                found = language(pattern, SMALL) if self._left > 0 else None
            except TooLarge:
                self._left -= COSTLY
            except Inexpressible:
                pass
            self._languages[key] = found
        return self._languages[key]

    def _example(self, pattern: Pattern, field: str) -> bytes | None:
        """A text of the field that matches; it shows quickly what is not covered."""
        key = (_key(pattern), field)
        if key not in self._examples:
            found = self._language(pattern)
            self._examples[key] = None
            if found is not None:
                try:
                    self._examples[key] = combine.witness(
                        found, grammar.possible(field), budget=4 * SMALL
                    )
                except TooLarge:
                    self._left -= COSTLY
        return self._examples[key]


def _key(pattern: Pattern) -> _Key:
    return (pattern.kind, pattern.text, pattern.ignore_case)
