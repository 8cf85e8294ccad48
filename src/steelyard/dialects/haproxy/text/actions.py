"""Rule actions -> actions of the model.

Configuration manual 4.2: ``http-request``, ``tcp-request``, ``redirect``.  An
action that only touches logs, counters or the answer is a `Remark`; one that
is not understood an `OpaqueAction`.
"""

from collections.abc import Callable, Sequence

from steelyard.core.place import Place
from steelyard.core.record import record
from steelyard.dialects.haproxy.text.actions_redirect import read_redirect
from steelyard.dialects.haproxy.text.patterns import KNOWN_METHODS
from steelyard.dialects.haproxy.text.samples import Context, read_words
from steelyard.dialects.haproxy.text.samples_format import read_format, rewritten
from steelyard.model.conditions import Condition, Match, Not
from steelyard.model.routing import (
    Action,
    AddHeader,
    OpaqueAction,
    Reject,
    Remark,
    Respond,
    SetField,
    SetVariable,
)
from steelyard.model.values import Apply, Field, Literal, Opaque, Pattern, Value


@record
class Reading:
    """What one action does.

    ``leaves``: the rest of the rules of this kind is skipped (``allow``,
    ``accept``).  ``needs`` must hold too, besides the rule's own condition.
    ``address`` is what the rule takes for the client's address.
    """

    actions: tuple[Action, ...]
    leaves: bool = False
    needs: Condition | None = None
    address: Value | None = None


@record
class _Rule:
    """One rule without its condition: ``name(argument)`` and what follows."""

    name: str
    argument: str
    rest: Sequence[str]
    text: str
    place: Place
    context: Context


def read_action(words: Sequence[str], text: str, place: Place, context: Context) -> Reading:
    """The action that ``words`` state: its name and what follows, up to ``if``."""
    if not words:
        return Reading((OpaqueAction(text, "it names no action", True),))
    name, _, argument = words[0].partition("(")
    rule = _Rule(name, argument.removesuffix(")"), words[1:], text, place, context)
    builder = _BUILDERS.get(name)
    if builder is not None:
        return builder(rule)
    if name.startswith(_HARMLESS):
        return Reading((Remark(text),))
    why = "a Lua script decides" if name.startswith("lua.") else "this action is not modelled"
    return Reading((OpaqueAction(text, why, may_end=True),))


_HARMLESS = (
    "track-sc",
    "sc-",
    "set-log-level",
    "set-mark",
    "set-fc-mark",
    "set-bc-mark",
    "set-tos",
    "set-fc-tos",
    "set-bc-tos",
    "set-nice",
    "set-priority-",
    "set-timeout",
    "set-bandwidth-limit",
    "set-retries",
    "capture",
    "cache-use",
    "disable-l7-retry",
    "early-hint",
    "strict-mode",
    "wait-for-",
    "send-spoe-group",
    "ot-group",
    "do-log",
    "pause",
    "expect-",
    "switch-mode",
    "set-fc-",
    "set-bc-",
)
"""Actions that do not change where a request goes (``switch-mode http`` has its
say before any HTTP rule; a SPOE answer comes back as variables)."""


def _status(rest: Sequence[str], default: int) -> int | None:
    """The status that ``deny``, ``tarpit`` and ``return`` name."""
    for index, word in enumerate(rest[:-1]):
        if word in ("status", "deny_status"):
            written = rest[index + 1]
            return int(written) if written.isdecimal() and len(written) < 5 else None
    return default


def _ending(default: int) -> Callable[[_Rule], Reading]:
    return lambda rule: Reading((Reject(_status(rule.rest, default), rule.name),))


def _closing(rule: _Rule) -> Reading:
    return Reading((Reject(None, rule.name),))


def _leaving(rule: _Rule) -> Reading:
    return Reading((Remark(rule.text),), leaves=True)


def _return(rule: _Rule) -> Reading:
    return Reading((Respond(_status(rule.rest, 200), "return"),))


def _auth(_: _Rule) -> Reading:
    return Reading((Reject(401, "auth"),))


def _service(rule: _Rule) -> Reading:
    name = rule.rest[0] if rule.rest else ""
    status = 200 if name == "prometheus-exporter" else None
    return Reading((Respond(status, f"service {name}"),))


def _redirect(rule: _Rule) -> Reading:
    found = read_redirect(rule.rest, rule.place, rule.context, formats=True)
    if found is None:
        return Reading((OpaqueAction(rule.text, "the redirect is not understood", True),))
    return Reading((found[0],), needs=found[1])


def _field(name: str) -> Callable[[_Rule], Reading]:
    """``set-path`` and its kin: a field becomes a format's text."""

    def build(rule: _Rule) -> Reading:
        if not rule.rest:
            return _incomplete(rule)
        value = read_format(rule.rest[0], rule.place, rule.context)
        return Reading((SetField(name, "", value),))

    return build


def _set_method(rule: _Rule) -> Reading:
    """The server sees the new method; rules go on seeing a known one as sent (measured, 2.6.12).

    A method outside the standard's is compared half as sent, half as set.
    """
    sent = Field("method")
    known = Match(sent, tuple(Pattern("exact", name) for name in sorted(KNOWN_METHODS)))
    mixed = Opaque(rule.text, "rules see a mixture of the method sent and set", rule.place)
    return Reading((SetField("method", "", mixed),), needs=Not(known))


def _replace(name: str, source: Value) -> Callable[[_Rule], Reading]:
    """``replace-path`` and its kin: the whole field gives way to the replacement."""

    def build(rule: _Rule) -> Reading:
        if len(rule.rest) < 2:
            return _incomplete(rule)
        text = read_format(rule.rest[1], rule.place, rule.context)
        if not isinstance(text, Literal):
            touched = ("path ", "target ", "query ", "parameter *")
            return _touching(rule, "the replacement holds expressions", touched)
        value = rewritten(source, rule.rest[0], text.text)
        return Reading((SetField(name, "", value),))

    return build


def _set_header(rule: _Rule) -> Reading:
    if len(rule.rest) < 2:
        return _incomplete(rule)
    value = read_format(rule.rest[1], rule.place, rule.context)
    return Reading((SetField("header", rule.rest[0].lower(), value),))


def _add_header(rule: _Rule) -> Reading:
    if len(rule.rest) < 2:
        return _incomplete(rule)
    value = read_format(rule.rest[1], rule.place, rule.context)
    return Reading((AddHeader(rule.rest[0].lower(), value),))


def _del_header(rule: _Rule) -> Reading:
    if not rule.rest:
        return _incomplete(rule)
    if rule.rest[1:2] == ["-m"] and rule.rest[2:3] != ["str"]:
        touched = ("header *", "header-item *", "cookie *", "host ")
        return _touching(rule, "which headers it deletes depends on a pattern", touched)
    return Reading((SetField("header", rule.rest[0].lower(), None),))


def _replace_header(rule: _Rule) -> Reading:
    if len(rule.rest) < 3:
        return _incomplete(rule)
    name = rule.rest[0].lower()
    text = read_format(rule.rest[2], rule.place, rule.context)
    if rule.name == "replace-value" or not isinstance(text, Literal):
        touched = (f"header {name}", f"header-item {name}", *(("host ",) if name == "host" else ()))
        return _touching(rule, "this replacement is not modelled", touched)
    field = Field("header", name)
    value = rewritten(field, rule.rest[1], text.text)
    there = Match(field, (Pattern("exists"),), rule.place)
    return Reading((SetField("header", name, value),), needs=there)


def _set_variable(rule: _Rule) -> Reading:
    name, comma, _ = rule.argument.partition(",")
    if rule.name == "set-var-fmt":
        value = read_format(rule.rest[0] if rule.rest else "", rule.place, rule.context)
        return _variable(rule, name, value, bool(comma))
    sample, _ = read_words(rule.rest, rule.place, rule.context)
    # A sample without result leaves the variable as it was.
    there = Match(sample.value, (Pattern("exists"),), rule.place)
    reading = _variable(rule, name, sample.value, bool(comma))
    if not _always_there(sample.value):
        reading.needs = there
    return reading


def _variable(rule: _Rule, name: str, value: Value, limited: bool) -> Reading:
    if limited:
        value = Opaque(rule.text, "it is set under conditions of its own", rule.place)
    return Reading((SetVariable(name, value),))


def _always_there(value: Value) -> bool:
    """Whether a value certainly gives a text (or is not known at all)."""
    if isinstance(value, Apply):
        sure = value.function in ("lower", "upper", "length", "count", "default", "substitute")
        return sure and (value.function in ("count", "default") or _always_there(value.value))
    if isinstance(value, Field):
        return value.name in ("method", "target", "source", "scheme", "version", "listener")
    return not hasattr(value, "table")


def _unset_variable(rule: _Rule) -> Reading:
    return Reading((SetField("variable", rule.argument, None),))


def _address(field: str) -> Callable[[_Rule], Reading]:
    """``set-src`` and its kin; without a valid address nothing changes."""

    def build(rule: _Rule) -> Reading:
        value = read_words(rule.rest, rule.place, rule.context)[0].value
        valid: tuple[Pattern, ...] = _ADDRESSES
        if field.endswith("port"):
            valid = (Pattern("range", "0:65535"),)
        needs = None if isinstance(value, Opaque) else Match(value, valid, rule.place)
        address = value if field == "source" else None
        return Reading((SetField(field, "", value),), needs=needs, address=address)

    return build


def _resolve(rule: _Rule) -> Reading:
    name = rule.argument.partition(",")[0]
    return Reading((SetVariable(name, Opaque(rule.text, "DNS answers it", rule.place)),))


def _changes_file(rule: _Rule) -> Reading:
    if rule.context.maps is not None:
        rule.context.maps.changing.add(rule.argument)
    return Reading((Remark(rule.text),))


def _normalize(rule: _Rule) -> Reading:
    touched = ("path ", "target ", "query ", "parameter *")
    return _touching(rule, "normalising is not modelled", touched)


def _touching(rule: _Rule, why: str, touched: tuple[str, ...]) -> Reading:
    return Reading((OpaqueAction(rule.text, why, touches=touched),))


def _incomplete(rule: _Rule) -> Reading:
    return Reading((OpaqueAction(rule.text, "words are missing", may_end=True),))


_ADDRESSES = (Pattern("network", "0.0.0.0/0"), Pattern("network", "::/0"))
_TARGET = Field("target")
_PATH_AND_QUERY = Apply("uri-part", _TARGET, ("", "", "1", "1"))
_BUILDERS: dict[str, Callable[[_Rule], Reading]] = {
    "deny": _ending(403),
    "tarpit": _ending(500),
    "reject": _closing,
    "silent-drop": _closing,
    "allow": _leaving,
    "accept": _leaving,
    "return": _return,
    "auth": _auth,
    "use-service": _service,
    "redirect": _redirect,
    "set-path": _field("path"),
    "set-pathq": _field("target"),
    "set-uri": _field("target"),
    "set-query": _field("query"),
    "set-method": _set_method,
    "replace-path": _replace("path", Field("path")),
    "replace-pathq": _replace("target", _PATH_AND_QUERY),
    "replace-uri": _replace("target", _TARGET),
    "set-header": _set_header,
    "add-header": _add_header,
    "del-header": _del_header,
    "replace-header": _replace_header,
    "replace-value": _replace_header,
    "set-var": _set_variable,
    "set-var-fmt": _set_variable,
    "unset-var": _unset_variable,
    "set-src": _address("source"),
    "set-src-port": _address("source-port"),
    "set-dst": _address("destination"),
    "set-dst-port": _address("destination-port"),
    "do-resolve": _resolve,
    "set-map": _changes_file,
    "add-acl": _changes_file,
    "del-acl": _changes_file,
    "del-map": _changes_file,
    "normalize-uri": _normalize,
}
