"""The way from plain comparison to automata, taken when it is first needed.

A configuration without regular expressions never loads the automata.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from steelyard.model.values import Pattern

if TYPE_CHECKING:
    from steelyard.forecast.routing.language.prover import Prover

HARD = frozenset({"regex", "segment", "domain"})
"""Kinds that plain comparison of texts does not understand."""


class Proof:
    """Answers about patterns for one question over many of them, with one budget.

    ``field`` is the field of the request that is compared, if it is one: only
    texts that it can have count.
    """

    def covers(self, wide: Sequence[Pattern], narrow: Pattern, field: str = "") -> bool:
        """Whether it is shown that what matches ``narrow`` matches one of ``wide``."""
        if narrow.kind not in HARD and not any(pattern.kind in HARD for pattern in wide):
            return False
        return self._prover.covers(wide, narrow, field)

    def apart(self, first: Pattern, second: Pattern, field: str = "") -> bool:
        """Whether it is shown that no text matches both."""
        if first.kind not in HARD and second.kind not in HARD:
            return False
        return self._prover.apart(first, second, field)

    def lead(self, pattern: Pattern) -> str:
        """What every text that matches starts with, as far as that is known."""
        return self._prover.lead(pattern)

    @cached_property
    def _prover(self) -> "Prover":
        from steelyard.forecast.routing.language.prover import Prover

        return Prover()
