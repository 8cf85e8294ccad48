"""The files of one NGINX configuration, put together as NGINX does."""

import os

from steelyard.core.errors import InputError
from steelyard.core.place import Place
from steelyard.core.record import field, record
from steelyard.core.source import SourceTree
from steelyard.dialects.nginx.text.include import Includer
from steelyard.dialects.nginx.text.parse import parse
from steelyard.dialects.nginx.text.syntax import Directive, expanded
from steelyard.model.notice import Notice, OpaqueText

ASSUMED_VERSION = (1, 28)
"""What is assumed where nobody states a version; NGINX's files never do."""

_MAIN_BLOCKS = frozenset({"http", "stream", "mail", "events"})
_HTTP_ONLY = frozenset(
    {"upstream", "server", "map", "geo", "split_clients", "proxy_cache_path", "limit_req_zone"}
)
_SERVER_ONLY = frozenset({"location", "server_name", "listen", "proxy_pass", "fastcgi_pass"})


@record
class Configuration:
    """Everything that was read, before it is given a meaning.

    ``path`` is the main file (or the directory), ``prefix`` the directory that
    relative names are looked up in, ``body`` the main context, where a file
    without ``http`` block already stands inside one (``fragment`` is then
    True), ``files`` the texts by path, ``version`` the target version.
    ``complete`` is False when an included file is missing.
    """

    path: str
    prefix: str
    body: list[Directive]
    files: dict[str, str] = field(default_factory=dict)
    version: tuple[int, ...] = ASSUMED_VERSION
    version_stated: bool = False
    fragment: bool = False
    complete: bool = True
    notices: list[Notice] = field(default_factory=list)
    opaque: list[OpaqueText] = field(default_factory=list)

    def blocks(self, name: str) -> list[Directive]:
        """The blocks of that name in the main context: ``http``, ``stream``, ``events``."""
        return [
            item for item in expanded(self.body) if item.words[0] == name and item.body is not None
        ]


def read_configuration(source: SourceTree, version: tuple[int, ...] | None) -> Configuration:
    """The configuration that ``source.path`` (a file or a directory) names."""
    names = _start_files(source)
    prefix = os.path.dirname(names[0])
    includer = Includer(source, prefix)
    bodies = []
    for name in names:
        parsed = parse(source.read(name), name)
        includer.expand(parsed)
        bodies.append(parsed.body)
    configuration = Configuration(
        path=names[0] if len(names) == 1 else source.path,
        prefix=prefix,
        body=_main_body(bodies),
        version=version or ASSUMED_VERSION,
        version_stated=version is not None,
        complete=includer.complete,
        notices=includer.notices,
        opaque=includer.opaque,
    )
    configuration.files = dict(source.texts)
    _wrap_fragment(configuration)
    return configuration


MAIN_NAMES = ("nginx.conf", "conf/nginx.conf", "etc/nginx/nginx.conf", "nginx/nginx.conf")
"""Where the main file stands in a directory, the likeliest first."""


def _start_files(source: SourceTree) -> list[str]:
    """The file named, or the main file of a directory, or all its ``*.conf``."""
    if not source.is_directory(source.path):
        return [source.path]
    directory = source.path.rstrip("/") or "/"
    for name in MAIN_NAMES:
        path = os.path.join(directory, name)
        if source.exists(path) and not source.is_directory(path):
            return [path]
    names = [os.path.join(directory, name) for name in source.children(directory)]
    names = [name for name in names if name.endswith(".conf") and not source.is_directory(name)]
    if not names:
        raise InputError(
            "no nginx.conf and no other *.conf is in this directory", Place(directory, 0)
        )
    return names


def _main_body(bodies: list[list[Directive]]) -> list[Directive]:
    """One main context out of the files of a directory.

    A file with an ``http`` block of its own is the main file; the others are
    then left to its includes.
    """
    for body in bodies:
        if any(item.words[0] in ("http", "events") for item in expanded(body)):
            return body
    return [item for body in bodies for item in body]


def _wrap_fragment(configuration: Configuration) -> None:
    """Read a file that a main file would include as if it stood where that includes it."""
    body = configuration.body
    names = {item.words[0] for item in expanded(body)}
    if not body or names & _MAIN_BLOCKS:
        return
    if names & _HTTP_ONLY:
        around = ["stream" if _speaks_stream(body) else "http"]
    elif names & _SERVER_ONLY:
        around = ["http", "server"]
    else:
        return
    first = body[0]
    for name in reversed(around):
        body = [Directive(first.file, first.line, first.column, [name], body)]
    configuration.body = body
    configuration.fragment = True
    configuration.opaque.append(
        OpaqueText(
            text=first.text(),
            reason=f"no http block is in this file: it was read as if inside {around[0]} {{}}",
            place=first.place(),
        )
    )


def _speaks_stream(body: list[Directive]) -> bool:
    """Whether servers pass connections on directly, which only ``stream`` servers do."""
    servers = [item for item in expanded(body) if item.words[0] == "server" and item.body]
    return any(
        inner.words[0] == "proxy_pass"
        for server in servers
        for inner in expanded(server.body or [])
    )
