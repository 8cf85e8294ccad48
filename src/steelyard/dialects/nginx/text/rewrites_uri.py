"""Changing the URI: the ``rewrite`` directive's replacement, and URIs of internal redirects.

ngx_http_rewrite and ngx_http_script_regex_end_code: the first ``?`` of a
replacement starts the new arguments, the old ones follow after ``&``; a ``?`` at
its end drops them.  A replacement that begins with ``http://``, ``https://`` or
``$scheme`` is a redirect whatever the flag.
"""

from steelyard.core.place import Place
from steelyard.core.record import frozen
from steelyard.dialects.nginx.text.routing_level import Level
from steelyard.dialects.nginx.text.routing_redirects import location_of
from steelyard.dialects.nginx.text.routing_room import INTERNAL, MOVED, Room
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.variables import Scope, read_text
from steelyard.dialects.nginx.text.variables_builtin import and_query, question_query
from steelyard.model.routing import Action, Redirect, SetField, SetVariable
from steelyard.model.values import Apply, Field, Join, Literal, Value

NEW_URI = "rewritten uri"
"""The variable that holds a new URI until it is put in place."""

_PLAIN = frozenset(range(0x21, 0x7F)) - frozenset(b'"#%<>?\\^`{|}')


@frozen
class Replacement:
    """A ``rewrite`` directive, taken apart.

    ``flag``: ``last``, ``break``, ``redirect``, ``permanent`` or "".
    ``arguments`` is None when the replacement has no ``?`` of its own.
    """

    expression: str
    path: str
    arguments: str | None
    keeps: bool
    flag: str
    written: str

    @property
    def status(self) -> int | None:
        """The status of a redirect, None when the URI is changed inside."""
        if self.flag == "permanent":
            return 301
        outside = self.written.startswith(("http://", "https://", "$scheme"))
        return 302 if outside or self.flag == "redirect" else None


def read_rewrite(directive: Directive) -> Replacement | None:
    """A ``rewrite`` taken apart; None when words are missing."""
    words = directive.words
    if len(words) < 3 or not words[2]:
        return None
    written = words[2]
    keeps = not written.endswith("?")
    text = written if keeps else written[:-1]
    path, mark, arguments = text.partition("?")
    flag = words[3] if len(words) > 3 else ""
    return Replacement(words[1], path, arguments if mark else None, keeps, flag, written)


def redirect(found: Replacement, scope: Scope, place: Place, level: Level) -> Redirect:
    """The redirect that a ``rewrite`` answers with."""
    text = found.path if found.arguments is None else f"{found.path}?{found.arguments}"
    location = read_text(text, scope, place)
    if found.keeps:
        query = question_query() if found.arguments is None else and_query()
        location = Join((location, query))
    return Redirect(found.status or 302, location_of(level, found.path, location))


def encode(path: str) -> str:
    """A path as it is sent to a server (ngx_escape_uri, since 1.21.1)."""
    data = path.encode("utf-8", "surrogateescape")
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in data)


def change_uri(
    room: Room,
    path: Value,
    arguments: Value | None,
    *,
    keeps: bool,
) -> tuple[Action, ...]:
    """The actions that give a request another URI, inside the gateway.

    ``arguments`` None leaves the query as it is when ``keeps``, else drops it.
    """
    actions: list[Action] = []
    fixed = isinstance(path, Literal)
    if not fixed:
        actions.append(SetVariable(NEW_URI, path))
    if arguments is not None:
        query = Join((arguments, and_query())) if keeps else arguments
        actions.append(SetField("query", "", query))
    elif not keeps:
        actions.append(SetField("query", "", Literal("")))
    if isinstance(path, Literal):
        actions.append(SetField("path", "", Literal(encode(path.text))))
        actions.append(SetField("clean-path", "", path))
    else:
        new = Field("variable", NEW_URI)
        actions.append(SetField("path", "", Apply("encode-path", new)))
        actions.append(SetField("clean-path", "", new))
    if room.has_internal:
        actions.append(SetVariable(INTERNAL, Literal("1")))
    return tuple(actions)


def rewritten(room: Room, found: Replacement, scope: Scope, place: Place) -> tuple[Action, ...]:
    """The actions of a ``rewrite`` that stays inside the gateway."""
    arguments = None if found.arguments is None else read_text(found.arguments, scope, place)
    path = read_text(found.path, scope, place)
    return change_uri(room, path, arguments, keeps=found.keeps)


def internal_uri(room: Room, text: str, scope: Scope, place: Place) -> tuple[Action, ...]:
    """The actions of an internal redirect to a URI (``try_files``, ``error_page``).

    ngx_http_internal_redirect: the URI brings its own arguments or none.
    """
    path, mark, arguments = text.partition("?")
    query = read_text(arguments, scope, place) if mark else None
    changes = change_uri(room, read_text(path, scope, place), query, keeps=False)
    return (*changes, SetVariable(MOVED, Literal("0"))) if room.has_moves else changes
