"""What a walk has changed so far: fields as values over the request as it was sent.

Conditions and values are rewritten with it, and folded where nothing is left to
be asked: an action that sets the path to a fixed text settles every later
condition on the path.
"""

from collections.abc import Mapping

from steelyard.core.record import frozen, replace
from steelyard.forecast.routing.evaluate import MAX_TEXT
from steelyard.forecast.routing.functions import apply
from steelyard.forecast.routing.patterns import matches
from steelyard.forecast.routing.regex import Undecided
from steelyard.model.conditions import (
    ALWAYS,
    All,
    Always,
    Any,
    Condition,
    InTable,
    Match,
    Never,
    Not,
)
from steelyard.model.essence import essence
from steelyard.model.values import (
    Apply,
    Field,
    Join,
    Literal,
    Lookup,
    Opaque,
    Several,
    Split,
    Value,
)

NEVER = Never()
ABSENT = Apply("nothing", Literal(""))
"""The value without any text."""

_TARGET = Field("target")
_MARK = Apply("query-mark", _TARGET)
_OF_QUERY = frozenset({"query", "parameter", "parameter-any-case"})
_OF_HEADER = {"host": "host", "cookie": "cookie", "cookie-any-case": "cookie"}


LARGEST = 30
"""Parts that a changed value may be made of: rewrites in a circle grow without end."""

NOT_FOLLOWED = "(not followed) "
"""How the name of a value begins that a request does decide, in a way not followed here."""


def not_followed(what: str, reason: str) -> Opaque:
    """A value that is given up: what is free in it says nothing of a real request."""
    return Opaque(f"{NOT_FOLLOWED}{what}", reason)


@frozen
class Captures:
    """The expression that matched last and the value that it was found in."""

    value: Value
    expression: str
    flags: str


class Environment:
    """An unchanging set of changed fields, by name and argument."""

    def __init__(
        self,
        changed: Mapping[tuple[str, str], Value] | None = None,
        captures: "Captures | Opaque | None" = None,
        before: "Environment | None" = None,
    ) -> None:
        """``before``: the one that this one differs from; what it has worked out is kept."""
        self._changed = dict(changed or {})
        self.captures = captures
        self._essences: dict[tuple[str, str], object] = {}
        if before is not None:
            self._essences.update(before._essences)
        for name, value in self._changed.items():
            if before is None or before._changed.get(name) is not value:
                self._essences[name] = (name, essence(value, True))
        same = before is not None and before.captures is captures
        found = before._caught if before is not None and same else essence(captures)
        self._caught: object = found
        self.key = (frozenset(self._essences.values()), found)

    def changed(self, name: str, argument: str, value: Value) -> "Environment":
        """The same with one more field changed; a target is kept as path and query."""
        found = dict(self._changed)
        if _size(value) > LARGEST:
            value = not_followed(f"{name} {argument}".rstrip(), "it is changed too many times")
        if name == "target":
            found["path", ""] = self._folded("path-of", value, ())
            found["mark", ""] = self._folded("query-mark", value, ())
        elif name == "query":
            found["mark", ""] = self._folded("question", _joined([value]), ())
        elif name == "path":
            found["path", ""] = self._folded("nonempty", _joined([value]), ("/",))
        else:
            found[name, argument] = value
        return Environment(found, self.captures, self)

    def captured(self, captures: "Captures | Opaque | None") -> "Environment":
        """The same after an expression has matched; None: no group can be asked for."""
        same = captures is None and self.captures is None
        return self if same else Environment(self._changed, captures, self)

    def get(self, name: str, argument: str = "") -> Value | None:
        """What the field was changed to, None when it is as it was sent."""
        return self._changed.get((name, argument))

    def value(self, value: Value) -> Value:
        """A value over the request as it was sent."""
        match value:
            case Literal() | Opaque():
                return value
            case Field():
                return self._field(value)
            case Join():
                return _joined([self.value(part) for part in value.parts])
            case Several():
                return Several(tuple(self.value(part) for part in value.parts))
            case Apply():
                return self._folded(value.function, self.value(value.value), value.arguments)
            case Lookup():
                return self._looked_up(value)
            case Split():
                return replace(value, key=self.value(value.key))

    def condition(self, condition: Condition) -> Condition:
        """A condition over the request as it was sent; `ALWAYS` or a `Never` when it is settled."""
        match condition:
            case Match():
                value = self.value(condition.value)
                if isinstance(value, Literal) or value == ABSENT:
                    texts = [value.text] if isinstance(value, Literal) else []
                    return _settled(condition, texts)
                return condition if value is condition.value else replace(condition, value=value)
            case InTable():
                value = self.value(condition.value)
                if (isinstance(value, Literal) or value == ABSENT) and condition.table.complete:
                    patterns = tuple(entry.pattern for entry in condition.table.entries)
                    texts = [value.text] if isinstance(value, Literal) else []
                    return _settled(Match(value, patterns, condition.place), texts)
                return condition if value is condition.value else replace(condition, value=value)
            case All():
                return _all([self.condition(part) for part in condition.parts])
            case Any():
                return _any([self.condition(part) for part in condition.parts])
            case Not():
                return negated(self.condition(condition.part))
        return condition

    def _field(self, field: Field) -> Value:
        name, argument = field.name, field.argument
        if name in ("header", "header-item"):
            argument = argument.lower()
        if name == "capture":
            return self._capture(argument)
        found = self._changed.get((name, argument))
        if found is not None:
            return found
        if name == "variable":
            return ABSENT
        if name == "target" and (("path", "") in self._changed or ("mark", "") in self._changed):
            path = self._changed.get(("path", ""), Field("path"))
            return _joined([path, self._changed.get(("mark", ""), _MARK)])
        if name in _OF_QUERY and ("mark", "") in self._changed:
            return self._of_query(field)
        header = _OF_HEADER.get(name, argument if name == "header-item" else "")
        lines = self._changed.get(("header", header)) if header else None
        if lines is not None:
            if name == "header-item":
                return self._folded("split", lines, ())
            if name == "host" and isinstance(lines, Literal):
                return Literal(lines.text.lower().partition(":")[0].removesuffix("."))
            reason = f"header {header} was changed before"
            return not_followed(f"{name} {argument}".rstrip(), reason)
        return field

    def _of_query(self, field: Field) -> Value:
        mark = self._changed["mark", ""]
        if field.name == "query":
            return self._folded("query-of", mark, ())
        any_case = ("i",) if field.name == "parameter-any-case" else ()
        return self._folded("parameters-of", mark, (field.argument, *any_case))

    def _capture(self, group: str) -> Value:
        source = self.captures
        if source is None:
            return ABSENT
        if isinstance(source, Opaque):
            return Opaque(f"group {group} of {source.text}", source.reason)
        return self._folded("capture", source.value, (source.expression, source.flags, group))

    def _looked_up(self, value: Lookup) -> Value:
        key = self.value(value.key)
        default = None if value.default is None else self.value(value.default)
        if key is value.key and default is value.default:
            return value
        return Lookup(value.table, key, default)

    def _folded(self, function: str, value: Value, arguments: tuple[str, ...]) -> Value:
        """The function on a value; worked out when the value is fixed."""
        if function == "split" and isinstance(value, Several):
            return Several(tuple(self._folded(function, part, arguments) for part in value.parts))
        texts = None
        if isinstance(value, Literal):
            texts = [value.text]
        elif value == ABSENT:
            texts = []
        if function == "nothing" or texts is None:
            if function == "nonempty" and _never_empty(value):
                return value
            return Apply(function, value, arguments)
        try:
            found = apply(function, texts, arguments)
        except Undecided:
            found = None
        if found is None or len(found) > 1:
            return Apply(function, value, arguments)
        return Literal(found[0]) if found else ABSENT


def negated(condition: Condition) -> Condition:
    """The contrary, without double negation."""
    if isinstance(condition, Always):
        return NEVER
    if isinstance(condition, Never):
        return ALWAYS
    return condition.part if isinstance(condition, Not) else Not(condition)


def _all(parts: list[Condition]) -> Condition:
    kept = [part for part in parts if not isinstance(part, Always)]
    if any(isinstance(part, Never) for part in kept):
        return NEVER
    return kept[0] if len(kept) == 1 else All(tuple(kept)) if kept else ALWAYS


def _any(parts: list[Condition]) -> Condition:
    kept = [part for part in parts if not isinstance(part, Never)]
    if any(isinstance(part, Always) for part in kept):
        return ALWAYS
    return kept[0] if len(kept) == 1 else Any(tuple(kept)) if kept else NEVER


UNCHANGED = Environment()
"""Nothing has been changed; folding with it is safe for what is resolved already."""


def both(first: Condition, second: Condition) -> Condition:
    """Both conditions, folded."""
    return _all([first, second])


def _joined(parts: list[Value]) -> Value:
    """Texts put together; fixed neighbours become one."""
    found: list[Value] = []
    for part in parts:
        for piece in part.parts if isinstance(part, Join) else (part,):
            if piece == ABSENT:
                continue
            if isinstance(piece, Literal) and found and isinstance(found[-1], Literal):
                found[-1] = Literal(found[-1].text + piece.text)
            else:
                found.append(piece)
        if found and isinstance(found[-1], Literal) and len(found[-1].text) > MAX_TEXT:
            return not_followed("a text put together", "it grows beyond what a gateway holds")
    if not found:
        return Literal("")
    if len(found) == 1 and isinstance(found[0], Literal):
        return found[0]
    return Join(tuple(found))


def _never_empty(value: Value) -> bool:
    """Whether the value always has a text with something in it."""
    if isinstance(value, Join):
        return any(isinstance(part, Literal) and part.text for part in value.parts) or any(
            _never_empty(part) for part in value.parts
        )
    return isinstance(value, Field) and value.name in ("path", "clean-path", "target", "method")


def _size(value: Value) -> int:
    """How many parts a value is made of."""
    if isinstance(value, Join | Several):
        return 1 + sum(_size(part) for part in value.parts)
    if isinstance(value, Apply):
        return 1 + _size(value.value)
    return 1 + _size(value.key) if isinstance(value, Lookup) else 1


def _settled(condition: Match, texts: list[str]) -> Condition:
    """The condition, decided for these texts."""
    try:
        hit = any(matches(pattern, text)[0] for text in texts for pattern in condition.patterns)
    except Undecided:
        return condition
    return ALWAYS if hit else NEVER
