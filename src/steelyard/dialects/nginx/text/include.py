"""``include``: other files in the middle of a file.

ngx_conf_file.c (ngx_conf_include): a name is relative to the directory of the
main file, not of the including one; a pattern takes its files in sorted order,
and one that matches nothing is silently fine, while a literal file must exist.
"""

import os

from steelyard.core.errors import InputError
from steelyard.core.source import SourceTree
from steelyard.dialects.nginx.text.parse import Parsed, parse
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.model.notice import Notice, OpaqueText

DEEPEST = 50
"""Files that include one another in a chain."""

MOST = 3_000_000
"""Directives after all includes, each file counted as often as it is included."""

SHIPPED = frozenset(
    {"mime.types", "fastcgi_params", "fastcgi.conf", "uwsgi_params", "scgi_params", "proxy_params"}
    | {"koi-utf", "koi-win", "win-utf"}
)
"""Files that come with the packages and hold nothing that decides where requests go."""


class Includer:
    """Reads the included files, each once, and hangs their bodies into the directives."""

    def __init__(self, source: SourceTree, prefix: str) -> None:
        """``prefix`` is the directory of the main file."""
        self.source = source
        self.prefix = prefix
        self.complete = True
        self.notices: list[Notice] = []
        self.opaque: list[OpaqueText] = []
        self._sizes: dict[str, int] = {}
        self._bodies: dict[str, list[Directive]] = {}

    def expand(self, parsed: Parsed) -> int:
        """Fill in the includes of a file; the number of its directives with all they bring."""
        return self._expand(parsed, (parsed.path,))

    def _expand(self, parsed: Parsed, chain: tuple[str, ...]) -> int:
        size = parsed.size
        for directive, blocks in parsed.includes:
            for path in self._files(directive, blocks, os.path.dirname(parsed.path)):
                size += self._add(directive, path, chain)
                if size > MOST:
                    message = f"the includes bring in more than {MOST} directives"
                    raise InputError(message, directive.place())
        return size

    def _add(self, directive: Directive, path: str, chain: tuple[str, ...]) -> int:
        """Hang one file in; its size."""
        if path in chain:
            message = f"{directive.text()} includes itself: " + " -> ".join((*chain, path))
            raise InputError(message, directive.place())
        if len(chain) > DEEPEST:
            raise InputError(f"includes nest deeper than {DEEPEST}", directive.place())
        if path not in self._bodies:
            parsed = parse(self.source.read(path, directive.place(1)), path)
            self._sizes[path] = self._expand(parsed, (*chain, path))
            self._bodies[path] = parsed.body
        directive.included.append(self._bodies[path])
        return self._sizes[path]

    def _files(self, directive: Directive, blocks: tuple[str, ...], near: str) -> list[str]:
        """The files that an ``include`` names."""
        if len(directive.words) != 2 or directive.body is not None:
            message = 'invalid number of arguments in "include" directive'
            raise InputError(message, directive.place())
        name = directive.words[1]
        if any(letter in name for letter in "*?["):
            return self._matching(directive, name, blocks, near)
        path = self.source.resolve(name, self.prefix)
        # A fragment is read alone: its includes are relative to a main file
        # that stands one directory up (conf.d, sites-enabled), as a rule.
        above = self.source.resolve(name, os.path.join(near, ".."))
        for candidate in (path, self.source.resolve(name, near), os.path.normpath(above)):
            if self.source.exists(candidate):
                return [candidate]
        self._missing(directive, name, path)
        return []

    def _matching(
        self, directive: Directive, name: str, blocks: tuple[str, ...], near: str
    ) -> list[str]:
        """The files that a pattern names, sorted; often none, which NGINX does not mind."""
        for base in dict.fromkeys((self.prefix, near)):
            found = self.source.matching(self.source.resolve(name, base))
            if found:
                return found
        if blocks:
            where = " inside ".join(reversed(blocks))
            self.notices.append(
                Notice(
                    rule="discovery/include-empty",
                    place=directive.place(1),
                    subject=name,
                    message=f'"include {name}" inside {where} matches no file.',
                    consequence="NGINX starts without a word: the servers, upstreams and "
                    "settings that were to come from there do not exist.",
                    remedy="Check the path and the extension of the files; --root tells where "
                    "absolute paths are to be looked up.",
                    detail={"pattern": name, "blocks": list(blocks)},
                )
            )
        return []

    def _missing(self, directive: Directive, name: str, path: str) -> None:
        """Note a literal file that is not there; NGINX refuses to start without it."""
        if os.path.basename(name) in SHIPPED:
            reason = "a file that comes with NGINX's package; it is not here"
            self.opaque.append(OpaqueText(directive.text(), reason, directive.place()))
            return
        self.complete = False
        self.notices.append(
            Notice(
                rule="syntax/missing-file",
                place=directive.place(1),
                subject=name,
                message=f'The file of "include {name}" is not there (looked for {path}).',
                consequence="NGINX refuses to start or to reload without it; what it was to "
                "bring in is unknown here, and so is all that depends on it.",
                remedy="Give the file too; --root tells where absolute paths are to be looked up.",
                detail={"path": path},
            )
        )
