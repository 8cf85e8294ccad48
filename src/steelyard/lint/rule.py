"""What a rule is.

A rule is a module ``steelyard/rules/<group>/<name>.py`` and a page
``<name>.md`` beside it; the name of both is the rule's name, with hyphens.
The module has

``report``   a `Reporter`, which holds the rule's name and usual severity;
``check``    a function from a `Subject` to findings.

Rules judge effective behaviour, never spelling; they are pure.
"""

from collections.abc import Callable, Iterator
from datetime import date

from steelyard.core.finding import Finding, Severity
from steelyard.core.place import Place
from steelyard.core.record import field, record
from steelyard.forecast.result import Forecast, PoolForecast
from steelyard.lint.policy import Policy
from steelyard.model.gateway import Gateway
from steelyard.model.pool import Pool


@record
class Subject:
    """What is judged: one gateway, its Forecast, the policy, and what it replaces.

    ``against`` is the revision that it would replace, None when none was
    given.  ``today`` is the date for end dates.  ``memo`` is shared by the
    rules of one run, for results that several need.
    """

    gateway: Gateway
    forecast: Forecast
    policy: Policy
    today: date
    against: "Subject | None" = None
    memo: dict[str, object] = field(default_factory=dict)

    def pools(self) -> Iterator[tuple[Pool, PoolForecast]]:
        """The pools that some request can reach, with their forecasts."""
        found = self.memo.get("pools")
        if not isinstance(found, list):
            unreached = self.unreached
            found = self.memo["pools"] = [
                (promise.pool, promise)
                for name, promise in self.forecast.pools.items()
                if name not in unreached
            ]
        return iter(found)

    @property
    def unreached(self) -> frozenset[str]:
        """The names of the pools that no listener leads to."""
        found = self.memo.get("unreached")
        if found is None:
            found = self.memo["unreached"] = frozenset(self.forecast.unreached)
        assert isinstance(found, frozenset)
        return found


Check = Callable[[Subject], Iterator[Finding]]
"""The type of a rule's ``check``."""


class Reporter:
    """Makes the findings of one rule."""

    __slots__ = ("name", "severity")

    def __init__(self, module: str, severity: Severity) -> None:
        """``module`` is the rule module's ``__name__``."""
        group, name = module.split(".")[-2:]
        self.name = f"{group}/{name.replace('_', '-')}"
        self.severity = severity

    def __call__(
        self,
        place: Place,
        subject: str,
        message: str,
        consequence: str,
        remedy: str,
        *,
        severity: Severity | None = None,
        related: tuple[tuple[Place, str], ...] = (),
        **detail: object,
    ) -> Finding:
        """A finding of this rule; ``severity`` only where it differs from the usual one.

        ``detail`` goes into the JSON output; ``identity`` in it tells apart
        findings of one subject.
        """
        return Finding(
            self.name,
            severity or self.severity,
            message,
            place,
            subject,
            consequence,
            remedy,
            related,
            detail=detail,
        )


def from_notices(report: Reporter) -> Check:
    """The ``check`` of a rule whose facts only the reader can see.

    It reports the notices of the gateway that carry the rule's name.
    """

    def check(subject: Subject) -> Iterator[Finding]:
        """The notices of that name, as findings."""
        for notice in subject.gateway.notices:
            if notice.rule == report.name:
                yield report(
                    notice.place,
                    notice.subject,
                    notice.message,
                    notice.consequence,
                    notice.remedy,
                    severity=notice.severity,
                    related=notice.related,
                    **notice.detail,
                )

    return check
