"""Lines of proxies that no builder reads: harmless, opaque, or unknown (manual 4.2)."""

from steelyard.dialects.haproxy.text import keywords
from steelyard.dialects.haproxy.text.profile import Profile
from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.dialects.haproxy.text.syntax import Line
from steelyard.dialects.haproxy.text.tree import scope_of

_OPTIONS = keywords.HARMLESS_OPTIONS | keywords.MODELLED_OPTIONS
_FINE = frozenset(f"option {name}" for name in _OPTIONS)
_KNOWN = keywords.MODELLED | keywords.HARMLESS.keys() | {"timeout", "no", "default"}


def keep_leftovers(reading: Reading, profile: Profile) -> None:
    """Keeps what is not modelled as opaque text, with what depends on it."""
    for key, lines in profile.own.items():
        if key in _KNOWN or key in _FINE:
            continue
        keyword = key.partition(" ")[0]
        if keyword == "option":
            for line in lines:
                _unknown(reading, profile, line, key)
        elif keyword not in _KNOWN:
            for line in lines:
                _opaque(reading, profile, line, keyword)


def _opaque(reading: Reading, profile: Profile, line: Line, keyword: str) -> None:
    if keyword == "filter" and line.words[1:2] and line.words[1] in keywords.HARMLESS_FILTERS:
        return
    reason = keywords.OPAQUE.get(keyword)
    if reason is None:
        _unknown(reading, profile, line, keyword)
    else:
        reading.opaque(line, reason, scope_of(profile.section))


def _unknown(reading: Reading, profile: Profile, line: Line, keyword: str) -> None:
    """A keyword that no version has, or a newer one than this reader knows."""
    section = profile.section
    reading.opaque(line, f"the keyword {keyword!r} is unknown", scope_of(section))
    reading.reject(
        line,
        section.name or section.keyword,
        f"{keyword!r} is no keyword of a {section.keyword} section that is known here.",
        "Correct or delete it; the keywords are in section 4.2 of the manual.",
        0,
    )
