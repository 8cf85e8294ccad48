"""The ``server`` lines of an ``upstream`` block.

ngx_http_upstream.c and ngx_stream_upstream.c (the function for ``server``).
"""

from collections.abc import Iterator

from steelyard.core.place import Place
from steelyard.core.record import field, record
from steelyard.dialects.nginx.text.address import Address, parse_address
from steelyard.dialects.nginx.text.notices import rejected
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.units import parse_number, parse_time
from steelyard.model.notice import Notice
from steelyard.model.pool import Server, Setting

MAX_FAILS = Setting(1, implicit=True)
"""One failed attempt marks a server, unless its line says otherwise."""

FAIL_TIMEOUT = Setting(10.0, implicit=True)
"""Seconds within which failures count, and for which a marked server is left out."""

NEWER = {
    "resolve": (1, 27, 3),
    "service": (1, 27, 3),
    "route": (1, 29, 6),
    "drain": (1, 29, 6),
}
"""Parameters that open source NGINX learnt later: the CHANGES file."""

COMMERCIAL = frozenset({"slow_start"})
"""Parameters that only NGINX Plus has."""

_FLAGS = frozenset({"backup", "down", "resolve", "drain"})
_WITH_VALUE = frozenset(
    {"weight", "max_fails", "fail_timeout", "max_conns", "slow_start", "route", "service"}
)


@record
class Parameters:
    """What the words after the address say; ``faults`` are (message, remedy)."""

    weight: int | None = None
    values: dict[str, tuple[int | float, str]] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[int, str, str]] = field(default_factory=list)


class ServerReader:
    """Reads ``server`` lines; equal parameters are understood once."""

    def __init__(self, version: tuple[int, ...], version_stated: bool) -> None:
        """A stated version older than a parameter makes the parameter a fault."""
        self._version = version if version_stated else None
        self._known: dict[tuple[str, ...], Parameters] = {}

    def read(
        self, lines: Iterator[tuple[Directive, str]], pool: str, default_port: int | None
    ) -> tuple[list[Server], list[Notice]]:
        """The servers of a pool and what NGINX refuses about them.

        ``lines`` gives each line with the method that stands before it (a
        method such as ``hash`` refuses ``backup`` on the lines after it).
        """
        servers: list[Server] = []
        notices: list[Notice] = []
        names: dict[str, int] = {}
        for directive, method in lines:
            words = directive.words
            if len(words) < 2:
                continue
            parameters = self._parameters(tuple(words[2:]))
            text = words[1]
            address = parse_address(text)
            server = _server(directive, parameters, address, len(servers) + 1)
            if server.port is None and not address.unix:
                server.port = default_port
            count = names[text] = names.get(text, 0) + 1
            if count > 1:
                server.name = f"{text}#{count}"
            servers.append(server)
            fault = address.fault
            if server.port is None and not address.unix:
                fault = fault or "no port"
            if fault or parameters.faults or (method and server.backup):
                subject = f"{pool}/{server.name}"
                notices += _faults(directive, subject, parameters, fault, method)
        return servers, _joined(notices)

    def _parameters(self, words: tuple[str, ...]) -> Parameters:
        known = self._known.get(words)
        if known is None:
            known = self._known[words] = self._understand(words)
        return known

    def _understand(self, words: tuple[str, ...]) -> Parameters:
        found = Parameters()
        for index, word in enumerate(words, start=2):
            name, equals, value = word.partition("=")
            self._newer(found, index, name, word)
            if not equals and word in _FLAGS:
                found.flags.add(word)
            elif equals and name in _WITH_VALUE:
                _take(found, index, name, value, word)
            else:
                message = f'"{word}" is no parameter of "server".'
                remedy = "Correct the word; is a semicolon missing before it?"
                found.faults.append((index, message, remedy))
                break  # NGINX stops here too; after a lost semicolon all words are strange.
        return found

    def _newer(self, found: Parameters, index: int, name: str, word: str) -> None:
        """Note what the target version does not know."""
        since = NEWER.get(name)
        if name in COMMERCIAL:
            message = f'"{word}" exists in NGINX Plus only.'
            found.faults.append((index, message, "Remove it, or run NGINX Plus."))
        elif since and self._version is not None and self._version < since:
            number = ".".join(map(str, since))
            message = f'"{word}" exists since NGINX {number} only.'
            found.faults.append((index, message, f"Remove it, or run NGINX {number} or newer."))


def _take(found: Parameters, index: int, name: str, value: str, word: str) -> None:
    """One ``name=value`` parameter."""
    if name in ("route", "service"):
        found.texts[name] = value
        return
    number: float | None
    if name in ("fail_timeout", "slow_start"):
        number = parse_time(value, milliseconds=False)
    else:
        number = parse_number(value)
    if number is None or (name == "weight" and number == 0):
        remedy = (
            'Write "down" to take the server out of rotation.'
            if name == "weight" and number == 0
            else f"Correct the value of {name}."
        )
        found.faults.append((index, f'"{word}" is not a valid parameter.', remedy))
    if name == "weight":
        found.weight = None if number is None else int(number)
    elif number is not None:
        found.values[name] = (number, word)


def _server(directive: Directive, parameters: Parameters, address: Address, number: int) -> Server:
    """One server as the model holds it."""
    text = directive.words[1]
    place = Place(directive.file, directive.line, directive.column, len(directive.raw))
    weight = parameters.weight
    server = Server(
        text,
        address.text if address.unix else address.host,
        address.port,
        place,
        weight,
        1 if weight is None else weight,
        "ready",
        "backup" in parameters.flags,
        number,
        text,
        None if address.many else 1,
    )
    server.comment = directive.comment
    passive = server.passive
    passive["max-fails"] = MAX_FAILS
    passive["fail-timeout"] = FAIL_TIMEOUT
    for name, (value, written) in parameters.values.items():
        setting = Setting(value, written, place)
        if name == "max_fails":
            passive["max-fails"] = setting
        elif name == "fail_timeout":
            passive["fail-timeout"] = setting
        elif name == "max_conns":
            server.limits["max-connections"] = setting
        else:
            server.slow_start = float(value)
    if parameters.flags or parameters.texts:
        _rare(server, parameters, place)
    return server


def _rare(server: Server, parameters: Parameters, place: Place) -> None:
    """What few lines have: states, discovery, routes."""
    flags = parameters.flags
    if "down" in flags:
        server.admin = "out"
    elif "drain" in flags:
        server.admin = "drain"
    if "resolve" in flags:
        server.addresses = None
        server.resolver = "resolver"
    if "route" in parameters.texts:
        server.cookie = parameters.texts["route"]
    if "service" in parameters.texts:
        server.settings["service"] = Setting(parameters.texts["service"], place=place)


def _faults(
    directive: Directive, subject: str, parameters: Parameters, fault: str, method: str
) -> list[Notice]:
    """The notices about one line."""
    found = [
        rejected(directive.place(index), subject, message, remedy)
        for index, message, remedy in parameters.faults
    ]
    if fault:
        message = f'"{directive.words[1]}" is no address that NGINX takes: {fault}.'
        found.append(rejected(directive.place(1), subject, message, "Correct the address."))
    if "backup" in parameters.flags and method:
        message = f'"backup" stands after "{method}", which does not support it.'
        remedy = 'Remove "backup", or choose a method that knows backups, such as least_conn.'
        place = directive.place(directive.words.index("backup"))
        found.append(rejected(place, subject, message, remedy))
    return found


def _joined(notices: list[Notice]) -> list[Notice]:
    """The same fault of several lines said once, with the other lines beside it."""
    first: dict[str, Notice] = {}
    for notice in notices:
        known = first.setdefault(notice.message, notice)
        if known is not notice:
            known.related = (*known.related[:9], (notice.place, "here too"))
    return list(first.values())
