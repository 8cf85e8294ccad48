"""routing/order-decides: two rules that cross, so that their order decides for some requests.

HAProxy manual 4.2, use_backend: the first rule that matches decides.
"""

from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.forecast.routing.request import Request
from steelyard.lint.crossings import Crossing, crossings
from steelyard.lint.rule import Reporter, Subject
from steelyard.lint.ways import pool_words

report = Reporter(__name__, Severity.NOTE)


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each two rules, a few for each listener."""
    for crossing in crossings(subject):
        yield _finding(subject, crossing)


def _finding(subject: Subject, crossing: Crossing) -> Finding:
    """The finding at the rule that stands first."""
    first, second = crossing.first, crossing.second
    shown = _shown(crossing.witness)
    return report(
        first.place,
        crossing.pool,
        f"{first.text!r} and {second.text!r} (line {second.place.line}) both take {shown}: "
        "only their order decides",
        f"it reaches {pool_words(subject, crossing.pool)}; with the lines swapped it would reach "
        f"{pool_words(subject, crossing.other)}",
        "say in one of them what it is not for, or keep a test for this request",
        related=((second.place, f"{second.text!r} takes it too"),),
        identity=f"{first.text} {second.text}",
        witness=shown,
        pool=crossing.pool,
        other=crossing.other,
    )


def _shown(request: Request) -> str:
    """The request as it is written on the command line."""
    host = next((text for name, text in request.headers if name == "Host"), "")
    return f"{request.method} {request.scheme}://{host}{request.target}"
