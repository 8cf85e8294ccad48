"""Findings about a configuration, alone or as a change of another."""

from datetime import date

from steelyard.core.finding import Finding
from steelyard.forecast.forecast import forecast
from steelyard.lint.engine import judge
from steelyard.lint.policy import Policy
from steelyard.lint.rule import Subject
from steelyard.model.gateway import Gateway
from steelyard.rules.catalogue import rules


def judged(
    new: Gateway,
    old: Gateway | None,
    policy: Policy,
    today: date,
    *,
    old_policy: Policy | None = None,
) -> list[Finding]:
    """All findings about ``new``; those that ``old`` had already are marked.

    Findings of different dialects do not compare: between them all are new.
    ``old_policy`` is what was known of the old revision, if that is not ``policy``.
    """
    subject = _subject(new, policy, today)
    if old is not None and old.dialect == new.dialect:
        subject.against = _subject(old, old_policy or policy, today)
    return judge(subject, {name: rule.check for name, rule in rules().items()})


def _subject(gateway: Gateway, policy: Policy, today: date) -> Subject:
    """What the rules see of one gateway."""
    return Subject(gateway, forecast(gateway, exact=False), policy, today)
