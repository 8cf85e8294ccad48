"""Whom a rule believes: the networks that its condition limits it to."""

from steelyard.model.conditions import All, Condition, Match
from steelyard.model.values import Field


def trusted_networks(condition: Condition) -> tuple[str, ...]:
    """The client networks outside of which the condition does not hold; () for none named."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    for part in parts:
        if isinstance(part, Match) and part.value == Field("source"):
            return tuple(p.text for p in part.patterns if p.kind == "network")
    return ()
