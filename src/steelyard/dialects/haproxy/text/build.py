"""The tree of a configuration -> the model of a gateway."""

from steelyard.core.finding import Severity
from steelyard.core.place import Place
from steelyard.core.source import SourceTree
from steelyard.dialects.haproxy.text import remarks
from steelyard.dialects.haproxy.text.arguments import check_arguments
from steelyard.dialects.haproxy.text.build_globals import read_globals
from steelyard.dialects.haproxy.text.build_listeners import read_listener
from steelyard.dialects.haproxy.text.build_names import read_names
from steelyard.dialects.haproxy.text.build_pools import read_pool
from steelyard.dialects.haproxy.text.build_tracks import resolve_tracks
from steelyard.dialects.haproxy.text.leftovers import keep_leftovers
from steelyard.dialects.haproxy.text.names import bad_character
from steelyard.dialects.haproxy.text.profile import Profile, profile_of
from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.dialects.haproxy.text.repeats import note_repeats
from steelyard.dialects.haproxy.text.routing import build_routing
from steelyard.dialects.haproxy.text.sections import ACCEPTING, PROXIES, SERVING
from steelyard.dialects.haproxy.text.syntax import Section
from steelyard.dialects.haproxy.text.tree import Configuration
from steelyard.model.gateway import Gateway, SourceFile


def build_gateway(configuration: Configuration, tree: SourceTree) -> Gateway:
    """The gateway that a configuration describes."""
    gateway = Gateway(
        configuration.path,
        "haproxy",
        configuration.version,
        Place(configuration.files[0].path, 1),
        configuration.version_stated,
        notices=list(configuration.notices),
        opaque=list(configuration.opaque),
        files={
            file.path: SourceFile(file.path, tree.texts[file.path]) for file in configuration.files
        },
    )
    reading = Reading(configuration, gateway, tree)
    reading.lines = {file.path: file.lines for file in configuration.files}
    read_globals(reading)
    for section in configuration.sections:
        if section.keyword == "defaults" or section.keyword in PROXIES:
            parent = None if section.parent is None else reading.profiles[id(section.parent)]
            profile = reading.profiles[id(section)] = profile_of(section, parent)
            note_repeats(reading, profile)
            check_arguments(reading, profile)
            keep_leftovers(reading, profile)
            if section.keyword in PROXIES and section.name:
                _proxy(reading, profile)
    resolve_tracks(reading)
    read_names(reading)
    build_routing(configuration, gateway, tree)
    _say_once(configuration, gateway)
    return gateway


def _say_once(configuration: Configuration, gateway: Gateway) -> None:
    """Drops what was noted again for each proxy that shares a line of its defaults."""
    shared = {
        (line.file, line.number)
        for section in configuration.named("defaults")
        for line in section.lines
    }
    seen: set[object] = set()
    kept = []
    for notice in gateway.notices:
        place = notice.place
        key: object = (notice.rule, place, notice.message)
        if (place.file, place.line) in shared:
            key = (notice.rule, place)
        if key not in seen:
            seen.add(key)
            kept.append(notice)
    gateway.notices = kept


def _proxy(reading: Reading, profile: Profile) -> None:
    """A frontend, backend or listen section."""
    section, gateway = profile.section, reading.gateway
    if _is_refused(reading, section):
        return
    protocol = _mode(reading, profile)
    disabled = _disabled(profile)
    if section.keyword in ACCEPTING:
        gateway.listeners.append(read_listener(reading, profile, protocol, disabled))
        reading.listeners.setdefault(section.name, gateway.listeners[-1].place)
    if section.keyword in SERVING:
        pool = read_pool(reading, profile, protocol, disabled)
        if gateway.pools.setdefault(section.name, pool) is not pool:
            gateway.pools[section.name].unknown.append(
                f"{section.keyword} {section.name} has the same name"
            )


def _is_refused(reading: Reading, section: Section) -> bool:
    """Whether the section cannot stand beside an earlier one of its name.

    A frontend and a backend may share a name up to 3.2 (4).
    """
    gateway, name = reading.gateway, section.name
    bad = bad_character(name)
    if bad:
        reading.reject(
            section.head,
            name,
            f"The name {name!r} has the character {bad!r}.",
            "Use letters, digits, '-', '_', '.' and ':'.",
            1,
        )
    place = None
    if section.keyword in ACCEPTING:
        place = reading.listeners.get(name)
    if place is None and section.keyword in SERVING:
        pool = gateway.pools.get(name)
        place = None if pool is None else pool.place
    if place is None or _goes_unseen(reading, section):
        _note_shared_name(reading, section)
        return False
    reading.gateway.notices.append(
        remarks.rejected(
            section.head.place(1),
            name,
            f"{section.keyword} {name} has the name of an earlier section.",
            "Give each section a name of its own.",
            ((place, "first here"),),
        )
    )
    return True


def _goes_unseen(reading: Reading, section: Section) -> bool:
    """A listen section after a backend of its name passes up to 3.2 (measured)."""
    return (
        section.keyword == "listen"
        and reading.version < (3, 3)
        and section.name not in reading.listeners
    )


def _note_shared_name(reading: Reading, section: Section) -> None:
    """A frontend and a backend of one name: refused since 3.3 (4)."""
    gateway, name = reading.gateway, section.name
    others = [reading.listeners[name]] if name in reading.listeners else []
    if name in gateway.pools:
        others.append(gateway.pools[name].place)
    for place in others[:1]:
        notice = remarks.rejected(
            section.head.place(1),
            name,
            f"{section.keyword} {name} has the name of another section; HAProxy 3.3 and "
            "later refuse that.",
            "Give each section a name of its own before the next upgrade.",
            ((place, "first here"),),
        )
        if reading.version < (3, 3):
            notice.consequence = "After an upgrade to 3.3 HAProxy does not start any more."
            notice.severity = Severity.NOTE
            notice.detail["since"] = "3.3"
        gateway.notices.append(notice)


def _mode(reading: Reading, profile: Profile) -> str:
    """``mode``: tcp without one (4.2)."""
    line = profile.last.get("mode")
    if line is None:
        return "tcp"
    text = "".join(line.words[1:2])
    if text not in ("http", "tcp", "log", "spop", "haterm"):
        reading.reject(
            line,
            profile.section.name,
            f"mode {text!r} does not exist.",
            "Write mode http or mode tcp.",
            1,
        )
    return "http" if text == "http" else "tcp"


def _disabled(profile: Profile) -> bool:
    """``disabled`` and ``enabled``: the last one of the nearest section counts (4.2)."""
    level: Profile | None = profile
    while level is not None:
        for line in reversed(level.section.lines):
            if line.words[0] in ("disabled", "enabled"):
                return line.words[0] == "disabled"
        level = level.parent
    return False
