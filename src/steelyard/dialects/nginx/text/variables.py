"""Texts with ``$variables`` as values of the model.

A word such as ``$scheme://$host$request_uri`` is parsed as
ngx_http_script_compile does: ``$name``, ``${name}``, ``$1`` .. ``$9``.  What a
name means depends on the block (``http`` or ``stream``) and on what the
configuration defines there: a `Scope` holds that.
"""

import re
from collections.abc import Callable, Iterator

from steelyard.core.place import NOWHERE, Place
from steelyard.core.record import field, record
from steelyard.dialects.nginx.text.variables_builtin import (
    HTTP,
    KNOWN,
    OPEN_PREFIXES,
    REASONS,
    STREAM,
)
from steelyard.model.values import Apply, Field, Join, Literal, Opaque, Value

MAX_DEPTH = 24
"""Definitions that may rest on one another; deeper ones are kept opaque."""

MAX_WEIGHT = 2000
"""Parts of a value once every variable in it is put in place."""

_REFERENCE = re.compile(r"\$(?:\{([A-Za-z0-9_]+)\}|([1-9])|([A-Za-z0-9_]+))")


@record
class Definition:
    """A variable that a block such as ``map`` defines.

    ``read`` makes its value; it is called once, when the variable is used.
    """

    name: str
    kind: str
    place: Place
    read: "Callable[[Scope], Value]"
    value: Value | None = None
    busy: bool = False


@record
class Scope:
    """What variables mean in one ``http`` or ``stream`` block.

    ``definitions`` are computed variables (map, geo, split_clients); ``assigned``
    the places of ``set`` and of named groups by name; ``foreign`` are variables
    of modules that are not modelled.  ``overrides`` replace built-in ones:
    ``server_name`` inside a server, ``request_uri`` where rewriting changes the
    target.  All names are in lower case: NGINX compares them so.
    """

    protocol: str = "http"
    definitions: dict[str, Definition] = field(default_factory=dict)
    assigned: dict[str, list[Place]] = field(default_factory=dict)
    foreign: dict[str, list[Place]] = field(default_factory=dict)
    overrides: dict[str, Value] = field(default_factory=dict)
    weights: dict[str, int] = field(default_factory=dict)
    depth: int = 0

    def inside(self, overrides: dict[str, Value]) -> "Scope":
        """The same scope with some built-in variables replaced."""
        inner = Scope(self.protocol, self.definitions, self.assigned, self.foreign)
        inner.weights = self.weights
        inner.overrides = self.overrides | overrides
        return inner

    def knows(self, name: str) -> bool:
        """Whether NGINX would accept a use of this variable."""
        name = name.lower()
        return (
            name in KNOWN
            or name in self.definitions
            or name in self.assigned
            or name in self.foreign
            or name.startswith(OPEN_PREFIXES)
        )

    def value(self, name: str, place: Place) -> Value:
        """The value of one variable."""
        name = name.lower()
        definition = self.definitions.get(name)
        if definition is not None:
            return self._defined(definition, place)
        if name in self.assigned:
            return Field("variable", name)
        if name in self.overrides:
            return self.overrides[name]
        builtin = (HTTP if self.protocol == "http" else STREAM).get(name)
        return builtin if builtin is not None else _dynamic(name, place)

    def weight(self, name: str) -> int:
        """How many parts the value of a variable has."""
        return self.weights.get(name.lower(), 1)

    def _defined(self, definition: Definition, place: Place) -> Value:
        """The value of a ``map`` and its like, made once."""
        if definition.value is not None:
            return definition.value
        text = f"${definition.name}"
        if definition.busy:
            return Opaque(text, "the variable is defined by itself", place)
        if self.depth >= MAX_DEPTH:
            return Opaque(text, f"more than {MAX_DEPTH} variables rest on one another", place)
        definition.busy = True
        self.depth += 1
        try:
            definition.value = definition.read(self)
        finally:
            self.depth -= 1
            definition.busy = False
        return definition.value


def _dynamic(name: str, place: Place) -> Value:
    """``$arg_x``, ``$http_x``, ``$cookie_x``; anything else is opaque.

    Of several header lines NGINX before 1.23 takes the first; later versions
    join them, which for the usual single line is the same.
    """
    if name.startswith("arg_"):
        return Apply("first", Field("parameter-any-case", name[4:]))
    if name.startswith("http_"):
        return Apply("first", Field("header", name[5:].replace("_", "-")))
    if name.startswith("cookie_"):
        return Apply("first", Field("cookie-any-case", name[7:]))
    reason = REASONS.get(name, "its value is known only while the request is served")
    return Opaque(f"${name}", reason, place)


def parts(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a text: ("text", ...), ("group", number), ("variable", name)."""
    start = 0
    for match in _REFERENCE.finditer(text):
        if match.start() > start:
            yield "text", text[start : match.start()]
        braced, digit, name = match.groups()
        if digit or (braced and len(braced) == 1 and braced in "123456789"):
            yield "group", digit or braced
        else:
            yield "variable", braced or name
        start = match.end()
    if start < len(text):
        yield "text", text[start:]


def references(text: str) -> list[str]:
    """The names of the variables in a text, in lower case; groups are left out."""
    if "$" not in text:
        return []
    return [name.lower() for kind, name in parts(text) if kind == "variable"]


def read_value(text: str, scope: Scope, place: Place = NOWHERE) -> Value:
    """The value of a text with variables.

    A text that is nothing but one variable is that variable's value, which may
    be absent; several parts are joined, where an absent one counts as empty.
    """
    if "$" not in text:
        return Literal(text)
    made: list[Value] = []
    weight = 0
    for kind, part in parts(text):
        if kind == "text":
            made.append(Literal(part))
        elif kind == "group":
            made.append(Field("capture", part))
        else:
            made.append(scope.value(part, place))
            weight += scope.weight(part)
    if weight > MAX_WEIGHT:
        return Opaque(text, "so many variables rest on one another that it was given up", place)
    return made[0] if len(made) == 1 else Join(tuple(made))


def read_text(text: str, scope: Scope, place: Place = NOWHERE) -> Value:
    """Like `read_value`, but what is absent counts as empty."""
    value = read_value(text, scope, place)
    return value if isinstance(value, Literal | Join | Opaque) else Join((value,))


def weigh(text: str, scope: Scope) -> int:
    """How many parts `read_value` of a text has."""
    return 1 + sum(scope.weight(name) for name in references(text))
