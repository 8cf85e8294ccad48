"""What a review says in one line, in all formats."""

from steelyard.app.review import Review, Reviewed
from steelyard.cli.formats.change_words import change_words
from steelyard.cli.formats.style import plural
from steelyard.core.finding import Severity


def gate(review: Review, fail_on: Severity) -> str:
    """Whether the change may go on, and why not."""
    if review.unreadable:
        return f"{plural(len(review.unreadable), 'configuration')} cannot be read"
    failing = review.failing(fail_on)
    if failing:
        named = ", ".join(
            plural(sum(1 for finding in failing if finding.severity is severity), f"new {severity}")
            for severity in Severity
            if any(finding.severity is severity for finding in failing)
        )
        return f"stopped by {named}"
    if not review.gateways:
        return "no configuration changed"
    changes = [one.diff.difference for one in review.gateways if one.diff is not None]
    if len(changes) == len(review.gateways):
        if all(change.verdict == "same" for change in changes):
            return "no request is treated differently"
        if all(change.routes_same and not change.pools for change in changes):
            return "no request is treated differently, settings change"
    return f"nothing stops it; {plural(len(review.gateways), 'configuration')} changed"


def nothing(review: Review) -> str:
    """What was looked at when no configuration changed."""
    files = plural(review.files, "file")
    between = f"{review.base[:12]} and {review.head[:12]}"
    return f"No configuration that is recognised changed between {between} ({files} changed)."


def state_words(one: Reviewed) -> str:
    """What became of one configuration."""
    if one.diff is not None:
        return change_words(one.diff)
    words = {
        "changed": "the old revision cannot be read",
        "added": "new",
        "removed": "removed",
        "unreadable": "cannot be read",
    }
    return words[one.state]
