"""Named things of the configuration and who uses them (manual 3.4 to 3.9, 5.3.2, 6)."""

import re

from steelyard.core.place import Place
from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.dialects.haproxy.text.syntax import Line, Section
from steelyard.model.gateway import Named
from steelyard.model.pool import Setting

KINDS: dict[str, str] = {
    # section keyword and our kind
    "defaults": "defaults",
    "resolvers": "resolver",
    "peers": "peers",
    "userlist": "users",
    "cache": "cache",
    "http-errors": "error-pages",
    "ring": "ring",
    "mailers": "mailers",
    "fcgi-app": "application",
    "log-forward": "log-forward",
    "log-profile": "log-profile",
    "crt-store": "certificate-store",
}

USES: dict[str, str] = {
    # a word and the kind of the name that follows it
    "resolvers": "resolver",
    "peers": "peers",
    "cache-use": "cache",
    "cache-store": "cache",
    "errorfiles": "error-pages",
    "mailers": "mailers",
    "use-fcgi-app": "application",
}

_LISTS = re.compile(r"http_auth(?:_group)?\(([^(),]+)[,)]")


def read_names(reading: Reading) -> None:
    """Fills ``gateway.named`` with sections that have a name, and their uses."""
    found: dict[tuple[str, str], Named] = {}
    for section in reading.configuration.sections:
        kind = KINDS.get(section.keyword)
        if kind is not None and section.name:
            place = section.head.place(1)
            named = found.setdefault((kind, section.name), Named(kind, section.name, place))
            if kind == "resolver":
                named.settings["hold-obsolete"] = _hold_obsolete(reading, section)
    if found:
        for section in reading.configuration.sections:
            if section.parent is not None and "from" in section.head.words:
                place = section.head.place(section.head.words.index("from") + 1)
                _use(found, "defaults", section.parent.name, place)
            for line in section.lines:
                _uses(found, line)
    reading.gateway.named.extend(found.values())


def _hold_obsolete(reading: Reading, section: Section) -> Setting:
    """How long a server stays that an answer lacks (5.3.2, hold obsolete): 0 by default."""
    found: Setting | None = None
    for line in section.all("hold"):
        if line.words[1:2] == ["obsolete"]:
            found = reading.seconds(line, 2, section.name)
    return found or Setting(0.0, implicit=True)


def _uses(found: dict[tuple[str, str], Named], line: Line) -> None:
    words = line.words
    for keyword, kind in USES.items():
        if keyword in words:
            index = words.index(keyword) + 1
            if index < len(words):
                _use(found, kind, words[index], line.place(index))
    if "http_auth" in line.raw:
        for name in _LISTS.findall(line.raw):
            _use(found, "users", name, line.place())


def _use(found: dict[tuple[str, str], Named], kind: str, name: str, place: Place) -> None:
    named = found.get((kind, name))
    if named is not None:
        named.uses.append(place)
