"""What a reader noticed and only a reader can know: traps of the dialect's text.

The meaning of a text that the binary silently bends (a weight that is not a
number, a setting that has no effect here, a name defined twice) is lost in the
model, which holds what the binary makes of it.  The reader states it as a
notice; the rule of the same name judges it.
"""

from steelyard.core.finding import Severity
from steelyard.core.place import Place
from steelyard.core.record import field, record


@record
class Notice:
    """One such trap.

    ``rule`` is the name of the rule that reports it, such as
    ``syntax/ignored-setting``.  The texts are finished sentences, in the
    dialect's own words: what is written, what it does to traffic, what to
    write instead.  ``subject`` as in a finding.  ``severity`` only where it
    differs from the rule's usual one.
    """

    rule: str
    place: Place
    subject: str
    message: str
    consequence: str
    remedy: str
    related: tuple[tuple[Place, str], ...] = ()
    detail: dict[str, object] = field(default_factory=dict)
    severity: Severity | None = None


@record
class OpaqueText:
    """Text that is kept but not modelled.

    ``scope`` says what depends on it: ``pool NAME``, ``listener NAME``,
    ``gateway``, or "" when traffic does not depend on it.
    """

    text: str
    reason: str
    place: Place
    scope: str = ""
