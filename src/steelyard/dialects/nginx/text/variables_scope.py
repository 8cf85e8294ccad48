"""Collects what a configuration defines as variables, and where it uses them."""

from steelyard.core.place import Place
from steelyard.dialects.nginx.text.maps import GROUP_NAME, read_map
from steelyard.dialects.nginx.text.maps_geo import read_geo
from steelyard.dialects.nginx.text.maps_split import read_split
from steelyard.dialects.nginx.text.mentions import mentions
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.variables import Definition, Scope, references
from steelyard.model.gateway import Named
from steelyard.model.values import Field, Value

REQUEST_URI = "request target as sent"
"""The variable that keeps the target where rewriting may change it."""

_READERS = {"map": read_map, "geo": read_geo, "split_clients": read_split}
_FOREIGN = {"auth_request_set", "js_set", "js_var", "perl_set", "geoip2", "set_random"}
_CHANGES = {"rewrite", "try_files", "error_page", "hash"}
"""What may part ``$request_uri`` from the target; keys are made after ``proxy_pass`` moved it."""

_EXPRESSIONS = {"server_name", "location", "rewrite", "if"}


def collect(block: Directive, protocol: str) -> Scope:
    """The scope of an ``http`` or ``stream`` block."""
    scope = Scope(protocol)
    changes = asked = False
    for directive in mentions(block):
        name = directive.words[0]
        if name in _READERS and directive.body is not None and len(directive.words) > 1:
            _define(scope, directive)
        elif name == "set" and len(directive.words) == 3:
            _assign(scope, directive.words[1].lstrip("$"), directive.place(1))
        elif name in _FOREIGN or name.startswith("set_"):
            _import(scope, directive)
        elif name in _EXPRESSIONS:
            for group in GROUP_NAME.findall(directive.text()):
                _assign(scope, group, directive.place())
        elif name.startswith("~"):
            for group in GROUP_NAME.findall(name):
                scope.foreign.setdefault(group.lower(), []).append(directive.place())
        elif name.startswith("$"):
            scope.foreign.setdefault(name[1:].lower(), []).append(directive.place())
        changes = changes or name in _CHANGES
        asked = asked or any("request_uri" in word for word in directive.words)
    if changes and asked and protocol == "http":
        scope.overrides["request_uri"] = Field("variable", REQUEST_URI)
    return scope


def _define(scope: Scope, directive: Directive) -> None:
    """A ``map``, ``geo`` or ``split_clients``; a later one of the same name wins."""
    kind = directive.words[0]
    name = directive.words[-1].lstrip("$").lower()
    reader = _READERS[kind]

    def read(inner: Scope) -> Value:
        return reader(directive, inner)

    place = directive.place(len(directive.words) - 1)
    scope.definitions[name] = Definition(name, kind, place, read)


def _assign(scope: Scope, name: str, place: Place) -> None:
    scope.assigned.setdefault(name.lower(), []).append(place)


def _import(scope: Scope, directive: Directive) -> None:
    """A variable that a module which is not modelled defines."""
    for word in directive.words[1:]:
        if word.startswith("$"):
            scope.foreign.setdefault(word[1:].lower(), []).append(directive.place())


def named_variables(block: Directive, scope: Scope) -> list[Named]:
    """The variables that the configuration defines, each with its uses."""
    found = {
        name: Named(item.kind, f"${name}", item.place) for name, item in scope.definitions.items()
    }
    for name, places in scope.assigned.items():
        found.setdefault(name, Named("variable", f"${name}", places[0]))
    for directive in mentions(block):
        for index, word in enumerate(directive.words):
            if "$" not in word or _defines(directive, index):
                continue
            for name in references(word):
                if name in found:
                    found[name].uses.append(directive.place(index))
    return list(found.values())


def _defines(directive: Directive, index: int) -> bool:
    """Whether this word is the name that the directive defines."""
    name = directive.words[0]
    if name == "set":
        return index == 1
    return name in _READERS and directive.body is not None and index == len(directive.words) - 1
