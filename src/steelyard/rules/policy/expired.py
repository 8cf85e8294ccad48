"""policy/expired: exceptions that have outlived their end date."""

from collections.abc import Iterator
from datetime import date

from steelyard.core.finding import Finding, Severity
from steelyard.core.place import Place
from steelyard.lint.rule import Reporter, Subject

report = Reporter(__name__, Severity.WARNING)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each expired entry."""
    policy = subject.policy
    for allowance in policy.allowances:
        what = f"the exception from {allowance.rule} for {allowance.subject}"
        yield from _judge(subject, what, allowance.subject, allowance.until, allowance.place)
    for entry in policy.declarations:
        yield from _judge(
            subject, f"the {entry.kind} of {entry.subject}", entry.subject, entry.until, entry.place
        )


def _judge(
    subject: Subject, what: str, about: str, until: date | None, place: Place
) -> Iterator[Finding]:
    """The finding about one entry, if it has ended."""
    if until is not None and until < subject.today:
        yield report(
            place,
            about,
            f"{what} ended on {until.isoformat()}",
            "the finding that it allowed counts again",
            "remove the entry, or give it a new end date with a reason that still holds",
            identity=f"{place.line}",
        )
