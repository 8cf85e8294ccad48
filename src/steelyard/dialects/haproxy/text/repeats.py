"""Settings written twice in one section: the last one counts, silently (measured)."""

from steelyard.dialects.haproxy.text import remarks
from steelyard.dialects.haproxy.text.profile import Profile
from steelyard.dialects.haproxy.text.reading import Reading

_ONCE = frozenset(
    {
        "balance",
        "hash-type",
        "hash-balance-factor",
        "mode",
        "maxconn",
        "fullconn",
        "retries",
        "retry-on",
        "cookie",
        "default_backend",
    }
)
"""4.2: settings of which a section has one."""


def note_repeats(reading: Reading, profile: Profile) -> None:
    """Notes settings of which a section states two different values."""
    section = profile.section
    subject = section.name or section.keyword
    for key, lines in profile.own.items():
        if len(lines) < 2 or not (key in _ONCE or key.startswith("timeout ")):
            continue
        first, last = lines[-2], lines[-1]
        if first.words == last.words:
            continue
        reading.gateway.notices.append(
            remarks.overridden(
                last.place(),
                subject,
                key,
                first.place(),
                f"'{' '.join(last.words)}' is in force, not '{' '.join(first.words)}'.",
            )
        )
