"""Modules: what is NGINX's own stays, what comes from elsewhere is refused.

A module that is built as a file of its own is loaded where the packages put it;
where no such file is, it is taken to be built in.
"""

import os

from steelyard.core.source import SourceTree
from steelyard.dialects.nginx.live.statement import statement
from steelyard.dialects.nginx.live.work import Handler, Level, Work, hidden
from steelyard.dialects.nginx.text.directives import DIRECTIVES, PLUS
from steelyard.dialects.nginx.text.syntax import Directive

FOLDERS = (
    "/usr/lib/nginx/modules",
    "/usr/lib64/nginx/modules",
    "/usr/share/nginx/modules",
    "/etc/nginx/modules",
    "/usr/local/nginx/modules",
)
"""Where the packages put modules."""

STREAM = "ngx_stream_module"
"""The module of ``stream``, which many others need loaded before them."""

_BY_PREFIX = {
    "geoip_": ("ngx_http_geoip_module", "ngx_stream_geoip_module"),
    "image_filter": ("ngx_http_image_filter_module", ""),
}
_CODE = ("js_", "perl", "lua_", "xslt_", "xml_")
_ADORNING = ("brotli", "zstd", "more_set_headers", "more_clear_headers", "otel_")
_ADORNING_PLUS = frozenset({"status_zone", "session_log", "session_log_format", "session_log_zone"})
_CHECKS = frozenset({"health_check", "health_check_timeout", "match"})
_FILES = frozenset({"geoip_country", "geoip_city", "geoip_org"})


def loads(work: Work) -> list[str]:
    """The ``load_module`` lines that the sandbox needs, ``stream`` before what builds on it."""
    # A fresh tree: the configuration's own may be shut into a folder, the program is not.
    machine = SourceTree("/")
    found = []
    for name in sorted(work.modules, key=lambda name: (name != STREAM, name)):
        paths = [os.path.join(folder, f"{name}.so") for folder in FOLDERS]
        path = next(filter(machine.exists, paths), None)
        if path is not None:
            found.append(statement("load_module", path))
    return found


def stranger(work: Work, item: Directive) -> Handler | None:
    """What becomes of a directive that NGINX's own modules lack; None when it is theirs."""
    name = item.words[0]
    if name in _CHECKS:
        return _check
    if name.startswith(_ADORNING) or name in _ADORNING_PLUS:
        return hidden("directive")
    if name.startswith(_CODE) or "_by_lua" in name:
        return _refused_code
    if name in DIRECTIVES or name == "server":
        return None
    return _refused_plus if name in PLUS else _refused


def fault(item: Directive, level: Level) -> str:
    """Why NGINX itself does not take a directive as it stands here, "" when it does.

    What it refuses is not given another form that it takes.
    """
    name = item.words[0]
    form = DIRECTIVES.get(name)
    if form is None or name in _CHECKS:
        return ""
    if form.contexts != "*" and level.context not in form.contexts:
        return f'"{name}" directive is not allowed here.'
    if form.block != (item.body is not None):
        return f'"{name}" directive has a block where none may be, or none where one must.'
    if not form.least <= len(item.words) - 1 <= form.most:
        return f'invalid number of arguments in "{name}" directive.'
    return ""


def note_module(work: Work, item: Directive, level: Level) -> None:
    """Remember the module of a stock directive, and refuse a database that is not here."""
    name = item.words[0]
    if name == "stream" and level.context == "m":
        work.modules.add(STREAM)
    for prefix, modules in _BY_PREFIX.items():
        if name.startswith(prefix) and modules[level.stream]:
            work.modules.add(modules[level.stream])
    if name in _FILES and len(item.words) > 1 and not work.exists(item.words[1]):
        work.refuse(item.place(), f"{name} needs a file that does not exist here.")


def with_full_path(work: Work, item: Directive, level: Level) -> list[str]:
    """A database by its full path."""
    if len(item.words) < 2 or "$" in item.words[1]:
        return [item.raw]
    return [statement(item.words[0], work.original(item.words[1]), *item.words[2:])]


def _check(work: Work, item: Directive, level: Level) -> list[str]:
    """Health checks exist in NGINX Plus only."""
    work.rewrite("check", item, "", item.words[0])
    work.doubt(item.place(), f"{item.words[0]} exists in NGINX Plus only: servers are not checked.")
    return []


def _refused_code(work: Work, item: Directive, level: Level) -> list[str]:
    """A program inside the configuration could do anything."""
    why = f"{item.words[0]} runs a program of its own, which may reach anything."
    work.refuse(item.place(), why)
    return []


def _refused_plus(work: Work, item: Directive, level: Level) -> list[str]:
    """Not in the open source program."""
    work.refuse(item.place(), f"{item.words[0]} exists in NGINX Plus only.")
    return []


def _refused(work: Work, item: Directive, level: Level) -> list[str]:
    """A module from elsewhere, or a slip of the pen."""
    why = f"{item.words[0][:60]} is no directive of NGINX's own modules."
    work.refuse(item.place(), why)
    return []


DATABASES: dict[str, Handler] = dict.fromkeys(_FILES, with_full_path)
"""Directives that name a database."""
