"""Block by block through the configuration, all its files in one text.

Iterative: nesting costs no Python stack.  What stands in the text of files that
are included stands in their place, in the same order.
"""

import os
import re
from collections.abc import Iterator

from steelyard.core.record import identity
from steelyard.dialects.nginx.live.certificates import CERTIFICATES
from steelyard.dialects.nginx.live.clients import client_lines
from steelyard.dialects.nginx.live.foreign import is_replaced
from steelyard.dialects.nginx.live.listens import (
    default_listen,
    listen,
    only_udp,
    port_map,
)
from steelyard.dialects.nginx.live.modules import DATABASES, fault, note_module, stranger
from steelyard.dialects.nginx.live.passes import PASSES, Passes
from steelyard.dialects.nginx.live.process import PROCESS, http_lines
from steelyard.dialects.nginx.live.protocols import PROTOCOLS
from steelyard.dialects.nginx.live.targets import LONG
from steelyard.dialects.nginx.live.upstreams import Upstreams
from steelyard.dialects.nginx.live.work import Handler, Level, Work
from steelyard.dialects.nginx.text.directives import CONTEXT_OF, DATA_BLOCKS
from steelyard.dialects.nginx.text.include import SHIPPED
from steelyard.dialects.nginx.text.syntax import Directive, expanded

_PORT = re.compile(r"\$server_port(?![A-Za-z0-9_])|\$\{server_port\}")
_ADDRESS = re.compile(r"\$server_addr(?![A-Za-z0-9_])|\$\{server_addr\}")
_ROOM = "map_hash_bucket_size"
_INDENT = "  "


@identity
class _Open:
    """A block that is being written: what is still to come in it, and its first line."""

    level: Level
    items: Iterator[Directive]
    data: bool = False
    start: int = 0


class Walk:
    """Writes the sandbox's text of one configuration."""

    def __init__(self, work: Work, body: list[Directive]) -> None:
        """``body`` is the main context."""
        self.work = work
        self.body = body
        blocks = [item for item in expanded(body) if item.words[0] in ("http", "stream")]
        self.upstreams = Upstreams(work, [item for item in blocks if item.body is not None])
        self.passes = Passes(work, self.upstreams)
        self.handlers: dict[str, Handler] = {**PROCESS, **CERTIFICATES, **PROTOCOLS, **DATABASES}
        self.handlers |= dict.fromkeys(PASSES, self.passes.line)
        self.handlers["listen"] = listen
        self.lines: list[str] = []
        self.open: list[_Open] = []

    def text(self) -> str:
        """The directives of the main context, without what every sandbox adds."""
        self.open.append(_Open(Level("m"), self.items(self.body)))
        while self.open:
            top = self.open[-1]
            item = next(top.items, None)
            if item is None:
                self.close()
            elif top.data:
                self.data(item)
            else:
                self.directive(item, top.level)
        return "".join(f"{line}\n" for line in self.lines)

    def items(self, body: list[Directive]) -> Iterator[Directive]:
        """The directives of a body, with those of included files."""
        for item in body:
            if item.words[0] != "include":
                yield item
                continue
            for part in item.included:
                yield from self.items(part)
            if not item.included:
                self.missing(item)

    def missing(self, item: Directive) -> None:
        """An ``include`` that brought nothing: a pattern may, a file may not."""
        name = item.words[-1]
        if any(letter in name for letter in "*?["):
            return
        if os.path.basename(name) in SHIPPED:
            self.work.rewrite("file", item, "")
        else:
            self.work.refuse(item.place(), f"The file that {item.text()} names is not there.")

    def write(self, *statements: str) -> None:
        """Statements at the depth of the open blocks."""
        indent = _INDENT * (len(self.open) - 1)
        self.lines += [indent + line for line in statements]

    def data(self, item: Directive) -> None:
        """A line of a map, or of another block that holds no directives."""
        self.write(self.variables(item, item.raw))
        if item.body is not None:
            self.open.append(_Open(self.open[-1].level, self.items(item.body), data=True))

    def directive(self, item: Directive, level: Level) -> None:
        """One directive or block."""
        why = fault(item, level)
        if why:
            self.work.refuse(item.place(), why)
            return
        if item.body is not None:
            self.block(item, level)
            return
        name = item.words[0]
        note_module(self.work, item, level)
        if name == "server" and level.context in ("u", "U"):
            self.write(*self.upstreams.server_line(self.work, item, level))
            return
        if is_replaced(item, level):
            return
        handler = self.handlers.get(name) or stranger(self.work, item)
        if handler is None:
            self.write(self.variables(item, item.raw))
            return
        found = handler(self.work, item, level)
        self.write(*(self.variables(item, line) for line in found))

    def block(self, item: Directive, level: Level) -> None:
        """A block: its head, and on to what it holds."""
        name = item.words[0]
        assert item.body is not None
        inner = CONTEXT_OF.get((level.context, name), "")
        if name == "mail" or (inner in ("s", "T") and only_udp(item, http=inner == "s")):
            self.work.rewrite("directive", item, "", name)
            self.work.doubt(item.place(), f"This {name} block is not run: it is not HTTP or TCP.")
            return
        if name in DATA_BLOCKS:
            self.enter(item, level, data=True)
        elif inner:
            self.enter(item, Level(inner, (*level.scopes, item)), data=False)
            self.write(*self.beginning(item, self.open[-1].level))
        else:
            handler = stranger(self.work, item)
            if handler is None:
                self.work.refuse(item.place(), f"A {name} block does not belong here.")
            else:
                handler(self.work, item, level)

    def enter(self, item: Directive, level: Level, *, data: bool) -> None:
        """Write a block's head."""
        head = self.variables(item, item.raw) or f"{item.text()} {{"
        note_module(self.work, item, self.open[-1].level)
        self.write(head)
        assert item.body is not None
        self.open.append(_Open(level, self.items(item.body), data, len(self.lines)))

    def beginning(self, item: Directive, level: Level) -> list[str]:
        """What the sandbox says at the beginning of a block."""
        if level.context == "h":
            return [*http_lines(self.work), *client_lines(self.work, item)]
        if level.context == "S":
            return client_lines(self.work, item)
        if level.context != "s":
            return []
        return [] if item.named("listen") else [default_listen(self.work, item, level)[0]]

    def close(self) -> None:
        """End the innermost block."""
        top = self.open[-1]
        if top.level.context in ("h", "S") and not top.data:
            self.added(top)
        self.open.pop()
        if self.open:
            self.write("}")

    def added(self, top: _Open) -> None:
        """The maps that the sandbox needs, at the end of ``http`` or ``stream``."""
        block = top.level.block
        name = block.words[0]
        lines = self.work.maps.pop(name, [])
        if max(map(len, lines), default=0) > LONG and not block.named(_ROOM):
            self.lines.insert(top.start, f"{_INDENT}{_ROOM} 1024;")
        if name in self.work.asked:
            lines += port_map(self.work, name)
        self.write(*lines)

    def variables(self, item: Directive, text: str) -> str:
        """``$server_port`` is the original's port; ``$server_addr`` cannot be the original's."""
        if "$server_" not in text and "${server_" not in text:
            return text
        if _ADDRESS.search(text):
            why = "$server_addr is the sandbox's address, and so is what depends on it."
            self.work.doubt(item.place(), why)
        if not _PORT.search(text):
            return text
        level = self.open[-1].level
        block = level.scopes[0].words[0] if level.scopes else "http"
        self.work.asked.add(block)
        self.work.rewrite("listener", item, "$steelyard_port", "$server_port")
        return _PORT.sub("$steelyard_port", text)
