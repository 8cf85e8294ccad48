"""Which defaults section a proxy takes over (configuration manual 4)."""

from steelyard.dialects.haproxy.text import remarks
from steelyard.dialects.haproxy.text.sections import PROXIES
from steelyard.dialects.haproxy.text.syntax import Section
from steelyard.model.notice import Notice


def link_defaults(sections: list[Section], notices: list[Notice]) -> None:
    """Finds each proxy's defaults: by ``from``, else the last preceding section.

    A defaults section takes over another one only by ``from``.
    """
    by_name: dict[str, list[Section]] = {}
    last: Section | None = None
    for section in sections:
        if section.keyword == "defaults":
            position = 2 if section.name else 1
        elif section.keyword in PROXIES:
            position = 2
            section.parent = last
        else:
            continue
        words = section.head.words
        if words[position : position + 1] == ["from"] and len(words) > position + 1:
            section.parent = _by_name(section, words[position + 1], by_name, notices)
        if section.keyword == "defaults":
            last = section
            by_name.setdefault(section.name, []).append(section)


def _by_name(
    section: Section, name: str, by_name: dict[str, list[Section]], notices: list[Notice]
) -> Section | None:
    """The defaults section that ``from`` names; refused when missing or ambiguous."""
    found = by_name.get(name, [])
    subject = section.name or section.keyword
    place = section.head.place()
    if not found:
        notices.append(
            remarks.rejected(
                place,
                subject,
                f"{section.keyword} {subject} takes over defaults {name!r}, "
                "which is not defined above it.",
                "Define that defaults section before, or correct the name.",
            )
        )
        return None
    if len(found) > 1:
        notices.append(
            remarks.rejected(
                place,
                subject,
                f"defaults {name!r} is defined {len(found)} times; 'from {name}' is ambiguous.",
                "Give the defaults sections different names.",
                tuple((other.head.place(), "defined here") for other in found[:5]),
            )
        )
    return found[0]
