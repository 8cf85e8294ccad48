"""What any step reports: one fault, its place, its consequence and its remedy."""

from enum import StrEnum

from steelyard.core.place import Place
from steelyard.core.record import field, record


class Severity(StrEnum):
    """How much a finding matters.

    ``error``: this causes or prepares an outage, or opens a hole.
    ``warning``: a trap that needs a condition to bite.
    ``note``: worth knowing.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for note, 1 for warning, 2 for error."""
        return _RANK[self]


_RANK = {Severity.NOTE: 0, Severity.WARNING: 1, Severity.ERROR: 2}


@record
class Suppression:
    """Why a finding does not count: the policy entry that allows it."""

    reason: str
    until: str | None
    place: Place


@record
class Finding:
    """One fault, said once.

    ``rule`` is ``group/name``.  ``subject`` is what suppressions and machines
    name: ``pool``, ``pool/server``, a listener, a file.  ``message`` states
    the fact, ``consequence`` what it does to traffic, ``remedy`` what to write
    instead.  ``related`` are further places that take part.  ``new`` is False
    when the same finding already stood in the configuration compared with.
    """

    rule: str
    severity: Severity
    message: str
    place: Place
    subject: str
    consequence: str
    remedy: str
    related: tuple[tuple[Place, str], ...] = ()
    suppressed: Suppression | None = None
    new: bool = True
    detail: dict[str, object] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes it the same finding in two revisions: not the line it stands on."""
        return (self.rule, self.subject, str(self.detail.get("identity", "")))
