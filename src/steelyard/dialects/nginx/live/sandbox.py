"""NGINX in a sandbox: see `steelyard.dialects.sandbox`.

The text that comes out is one file.  Taken as given: NGINX knows the modules that
the packages have (``--with-http_realip_module`` among them), and ``-e``, which
1.19.5 brought.  Started by root, its workers are root's too.

What differs without a word of doubt: the name of an address that is passed on to
directly (``$proxy_host``, the default ``Host`` that servers see), ciphers, logs.
"""

import os
import re

from steelyard.core.source import SourceTree
from steelyard.dialects.nginx.live.modules import loads
from steelyard.dialects.nginx.live.process import main_lines
from steelyard.dialects.nginx.live.walk import Walk
from steelyard.dialects.nginx.live.work import Work
from steelyard.dialects.nginx.text.syntax import Directive, expanded
from steelyard.dialects.nginx.text.tree import read_configuration
from steelyard.dialects.sandbox import Room, Sandbox
from steelyard.model.gateway import Gateway

PROGRAM = "nginx"
"""The program's name."""

VERSION = ("-v",)
"""What makes it print its version."""

FILE = "nginx.conf"
"""The one file that is written."""

_PRINTED = re.compile(r"nginx version: [^\s/]+/(\d+(?:\.\d+)+)")


def version(printed: str) -> tuple[int, ...]:
    """The version in what ``nginx -v`` printed; () when there is none."""
    match = _PRINTED.search(printed)
    return tuple(map(int, match[1].split("."))) if match else ()


def box(tree: SourceTree, gateway: Gateway, room: Room) -> Sandbox:
    """The configuration in ``tree``, which was read as ``gateway``, made harmless."""
    stated = gateway.version if gateway.version_stated else None
    configuration = read_configuration(tree, stated)
    work = Work(tree, gateway, room, configuration.prefix)
    text = Walk(work, configuration.body).text()
    before = [*loads(work), *main_lines(work), *_missing(configuration.body)]
    work.box.files[FILE] = "".join(f"{line}\n" for line in before) + text
    # -e: without it NGINX opens the log of its installation before it reads anything.
    command = ("-p", room.folder, "-e", "stderr", "-c", os.path.join(room.folder, FILE))
    work.box.command = command
    work.box.check = (*command, "-t")
    return work.box


def _missing(body: list[Directive]) -> list[str]:
    """What a main context needs and this one, perhaps only a part of one, lacks."""
    names = {item.words[0] for item in expanded(body)}
    lines = []
    if "error_log" not in names:
        lines.append("error_log stderr;")
    if "events" not in names:
        lines.append("events {}")
    return lines
