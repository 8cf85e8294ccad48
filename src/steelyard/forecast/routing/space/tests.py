"""What is asked of one variable: tests, and texts that may meet them."""

from collections.abc import Callable, Sequence

from steelyard.forecast.routing.space.leaf import Leaf
from steelyard.forecast.routing.space.variables import Variable

Tests = Sequence[tuple[Leaf, bool]]
"""Leaves of one variable, each with whether it is to hold."""

Texts = tuple[str, ...]

Holds = Callable[[Leaf, Variable, Texts], "bool | None"]
"""Whether a leaf holds for a request whose variable has these texts."""


def fits(variable: Variable, texts: Texts, tests: Tests, holds: Holds) -> bool:
    """Whether the texts meet all tests."""
    return all(holds(leaf, variable, texts) is wanted for leaf, wanted in tests)
