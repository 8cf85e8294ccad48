"""HAProxy in a sandbox: in the foreground, without rights, on loopback alone.

The names are those of `steelyard.dialects.sandbox.Runnable`.  The program is to
be run in the room's folder, with an environment that holds no variable of the
configuration: it was read without any.
"""

import os
import re

from steelyard.core.errors import InputError
from steelyard.core.place import Place
from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.haproxy.live.lines import rewritten
from steelyard.dialects.haproxy.live.process import preamble
from steelyard.dialects.haproxy.live.rules import note_orders
from steelyard.dialects.haproxy.live.work import Work, work_of
from steelyard.dialects.haproxy.text.maps import base_of
from steelyard.dialects.haproxy.text.tree import Configuration, read_configuration
from steelyard.dialects.sandbox import Refusal, Room, Sandbox
from steelyard.model.gateway import Gateway

PROGRAM = "haproxy"
VERSION = ("-v",)

LONGEST_SOCKET = 90
"""Characters of a socket's path that the kernel takes, with what HAProxy puts behind it."""

_VARIABLE = re.compile(r"\$\{?(\w+)")
_VERSION = re.compile(r"HA-?Proxy version (\d+(?:\.\d+)+)")


def version(printed: str) -> tuple[int, ...]:
    """The version in what ``haproxy -v`` printed; () when there is none."""
    found = _VERSION.search(printed)
    return tuple(int(part) for part in found[1].split(".")) if found else ()


def box(tree: SourceTree, gateway: Gateway, room: Room) -> Sandbox:
    """The configuration in ``tree``, which was read as ``gateway``, made harmless."""
    try:
        options = ReadOptions(version=gateway.version, environment=room.environment)
        configuration = read_configuration(tree, options)
    except InputError as error:
        why = f"It cannot be read without variables: {error.message}."
        return Sandbox(refused=[Refusal(error.place or gateway.place, why)])
    base = base_of(tree, configuration.path, configuration.sections)
    work = work_of(tree, gateway, room, base)
    names = _names(configuration)
    sandbox = work.sandbox
    # The names are taken before any copied file may want one.
    sandbox.files.update(dict.fromkeys(names, ""))
    _find_tables(work, configuration)
    note_orders(work, configuration)
    for name, file in zip(names[1:], configuration.files, strict=True):
        work.keyword, work.kept = "", True
        sandbox.files[name] = "".join(rewritten(work, line) for line in file.lines)
    asked = {name for text in sandbox.files.values() for name in _VARIABLE.findall(text)}
    sandbox.environment = {n: room.environment[n] for n in asked if n in room.environment}
    sandbox.files[names[0]] = preamble(work, _states_maxconn(configuration))
    listed = tuple(word for name in names for word in ("-f", name))
    sandbox.command = ("-db", *listed)
    sandbox.check = ("-c", *listed)
    if len(sandbox.administration) > LONGEST_SOCKET:
        why = "The path of the sandbox's folder is too long for a socket in it."
        sandbox.refused.append(Refusal(Place(tree.path, 0), why))
    return sandbox


def _names(configuration: Configuration) -> list[str]:
    """The files' names in the folder, in order; the first is that of our own."""
    given = [os.path.basename(file.path) for file in configuration.files]
    own, number = "sandbox.cfg", 1
    while own in given:
        number += 1
        own = f"sandbox-{number}.cfg"
    return [own, *given]


def _find_tables(work: Work, configuration: Configuration) -> None:
    """Notes the ``peers`` sections that rules may keep counters in."""
    for file in configuration.files:
        head = 0
        for line in file.lines:
            if line.words[:1] == ["peers"]:
                head = line.number
            elif head and line.words[:1] == ["table"]:
                work.tables.add((file.path, head))


def _states_maxconn(configuration: Configuration) -> bool:
    """Whether some line sets the process's limit; the first one counts."""
    return any(section.all("maxconn") for section in configuration.named("global"))
