"""From a set of texts of a value to the set of texts of the variable it is made of."""

from collections.abc import Callable
from functools import lru_cache

from steelyard.forecast.routing.language.automaton import EVERYTHING, NOTHING, Automaton
from steelyard.forecast.routing.language.combine import intersection, union
from steelyard.forecast.routing.language.patterns import language
from steelyard.forecast.routing.language.refused import Inexpressible
from steelyard.forecast.routing.language.texts import exact, prefix
from steelyard.forecast.routing.space import preimage
from steelyard.forecast.routing.space.groups import with_group
from steelyard.forecast.routing.space.variables import Variable, of_field
from steelyard.model.values import Apply, Field, Join, Literal, Lookup, Pattern, Table, Value

Carried = tuple[Variable, Automaton]


def carried(value: Value, texts: Automaton) -> Carried:
    """The variable, and its texts for which the value has a text in the set.

    Raises `Inexpressible` when that cannot be said exactly.
    """
    if isinstance(value, Field):
        found = of_field(value)
        if found is None:
            raise Inexpressible(f"the field {value.name}")
        variable, lift = found
        return variable, lift(texts)
    if isinstance(value, Join):
        return _joined(value, texts)
    if isinstance(value, Apply):
        step = _STEPS.get(value.function)
        by_search = _SEARCHES.get(value.function)
        if by_search is not None:
            inner = source_variable(value.value)
            newlines = inner is None or inner.kind == "clean-path"
            return carried(value.value, by_search(texts, value.arguments, newlines))
        if step is not None:
            return carried(value.value, step(texts, value.arguments))
        if value.function in ("first", "last"):
            return _picked(value.value, texts, value.function)
    raise Inexpressible("a value that is no set of texts")


def _picked(value: Value, texts: Automaton, which: str) -> Carried:
    """The first or last text of a value that may have several."""
    if single(value):
        return carried(value, texts)
    if isinstance(value, Field) and value.name in PARAMETERS:
        name = value.argument.encode("utf-8", "surrogateescape")
        any_case = value.name == "parameter-any-case"
        arguments = preimage.argument_of_query(texts, name, any_case, which)
        return Variable("target"), preimage.query_of_target(arguments)
    if isinstance(value, Apply) and value.function == "parameters-of":
        name = value.arguments[0].encode("utf-8", "surrogateescape")
        any_case = len(value.arguments) > 1
        arguments = preimage.argument_of_query(texts, name, any_case, which)
        return carried(value.value, preimage.query_of_target(arguments))
    if isinstance(value, Apply) and value.function == "split" and single(value.value):
        return carried(value.value, preimage.item_of_line(texts, which))
    if isinstance(value, Apply) and value.function in _ONE_TO_ONE:
        return _picked(value.value, mapped_through(value, texts), which)
    raise Inexpressible("one of several texts")


def source_variable(value: Value) -> Variable | None:
    """The variable that a value is made of, if sets of its texts can be carried there.

    Decided from how the value is written: that a large set is not expressible after
    all only shows when it is carried.
    """
    if isinstance(value, Field):
        found = of_field(value)
        return None if found is None else found[0]
    if isinstance(value, Join):
        varying = [part for part in value.parts if not isinstance(part, Literal)]
        if len(varying) != 1:
            return None
        middle = varying[0] if single(varying[0]) else Apply("first", varying[0])
        variable = source_variable(middle)
        missing = variable is not None and variable.optional and not always(middle)
        return None if missing else variable
    if not isinstance(value, Apply):
        return None
    if value.function in ("first", "last"):
        return _picked_variable(value.value)
    inner = source_variable(value.value)
    newlines = inner is not None and inner.kind == "clean-path"
    return inner if _sayable(value.function, value.arguments, newlines) else None


def _picked_variable(value: Value) -> Variable | None:
    """The variable of a value of which one text is picked, as `_picked` carries it."""
    if single(value):
        return source_variable(value)
    if isinstance(value, Field) and value.name in PARAMETERS:
        return Variable("target")
    if isinstance(value, Apply):
        if value.function == "parameters-of":
            return source_variable(value.value)
        if value.function == "split" and single(value.value):
            return source_variable(value.value)
        if value.function in _ONE_TO_ONE:
            return _picked_variable(value.value)
    return None


@lru_cache(maxsize=4096)
def _sayable(function: str, arguments: tuple[str, ...], newlines: bool) -> bool:
    """Whether what becomes a text of a set by this function can be said at all."""
    step, by_search = _STEPS.get(function), _SEARCHES.get(function)
    try:
        if by_search is not None:
            by_search(EVERYTHING, arguments, newlines)
        elif step is not None:
            step(EVERYTHING, arguments)
        else:
            return False
    except Inexpressible:
        return False
    return True


def mapped_through(value: Apply, texts: Automaton) -> Automaton:
    """The texts for which a function gives some text of the set."""
    step = _STEPS.get(value.function)
    if step is None:
        raise Inexpressible(f"the function {value.function}")
    return step(texts, value.arguments)


PARAMETERS = ("parameter", "parameter-any-case")
"""Fields that may have several texts though the variable has one."""

_ONE_TO_ONE = frozenset(
    {"trim-start", "trim-end", "lower", "upper", "nonempty", "question", "drop-prefix"}
)
"""Functions that give one text for one text."""


def single(value: Value) -> bool:
    """Whether the value has at most one text for any request."""
    if isinstance(value, Field):
        if value.name == "source":
            return True
        found = of_field(value)
        return found is not None and not found[0].several and value.name not in PARAMETERS
    if isinstance(value, Apply):
        if value.function in ("first", "last"):
            return True
        return value.function not in ("split", "parameters-of") and single(value.value)
    if isinstance(value, Lookup):
        given = value.default is None or single(value.default)
        return given and single(value.key) and _single_entries(value.table)
    return isinstance(value, Join | Literal)


@lru_cache(maxsize=4096)
def _single_entries(table: Table) -> bool:
    """Whether each entry of a table gives at most one text."""
    return all(single(entry.value) for entry in table.entries)


def _joined(value: Join, texts: Automaton) -> Carried:
    """One part that varies between fixed ones."""
    before, after = "", ""
    middle: Value | None = None
    for part in value.parts:
        if isinstance(part, Literal):
            if middle is None:
                before += part.text
            else:
                after += part.text
        elif middle is None:
            middle = part if single(part) else Apply("first", part)
        else:
            raise Inexpressible("several parts that vary")
    if middle is None:
        raise Inexpressible("a fixed text")
    head, tail = (text.encode("utf-8", "surrogateescape") for text in (before, after))
    variable, lifted = carried(middle, preimage.between(texts, head, tail))
    if not always(middle):
        # Without a text the part counts as empty.
        there = carried(middle, language(Pattern("exists")))[1]
        if variable.optional:
            raise Inexpressible("a part that may be missing")
        if texts.accepts(head + tail):
            lifted = union(lifted, there.complement())
    return variable, lifted


def always(value: Value) -> bool:
    """Whether the value has a text for every request."""
    if isinstance(value, Field):
        return value.name in ("path", "clean-path", "target", "method", "version", "source")
    if isinstance(value, Apply):
        return value.function in (
            "lower",
            "upper",
            "drop-prefix",
            "query-mark",
            "nonempty",
            "question",
        ) and always(value.value)
    return isinstance(value, Join)


Arguments = tuple[str, ...]


def _cut(texts: Automaton, arguments: Arguments, empty: bool) -> Automaton:
    separators, number = arguments[0].encode(), int(arguments[1])
    if number < 1 or arguments[2:] not in ((), ("1",), ("",)):
        raise Inexpressible("a part counted from the end, or several parts")
    return preimage.part_of_cut(texts, separators, number, empty)


def _substituted(texts: Automaton, arguments: Arguments) -> Automaton:
    """``regsub`` of one fixed text at the start."""
    pattern, replacement = arguments[0], arguments[1]
    fixed = pattern[1:]
    if not pattern.startswith("^") or set(fixed + replacement) & set("\\.[](){}*+?|^$&"):
        raise Inexpressible("a substitution")
    if len(arguments) > 2 and "i" in arguments[2]:
        raise Inexpressible("a substitution in any case")
    start = fixed.encode()
    return _unless(
        prefix(start),
        preimage.behind(preimage.between(texts, replacement.encode(), b""), len(start)),
        texts,
    )


def _rewritten(texts: Automaton, arguments: Arguments, newlines: bool) -> Automaton:
    """``replace-path``: the whole text gives way to the replacement where it is found."""
    expression, replacement = arguments[0], arguments[1]
    ignore_case = len(arguments) > 2 and "i" in arguments[2]
    found = language(Pattern("regex", expression, ignore_case))
    head, group, tail = _one_group(replacement)
    if group is None:
        inside = found if texts.accepts(head) else found.complement()
        return _unless(found, inside, texts)
    wanted = preimage.between(texts, head, tail)
    return _unless(found, with_group(expression, ignore_case, group, wanted, newlines), texts)


def _one_group(replacement: str) -> tuple[bytes, int | None, bytes]:
    r"""``/x\1/y`` as what stands before and after the one group."""
    texts = ["", ""]
    group: int | None = None
    index = 0
    while index < len(replacement):
        character = replacement[index]
        if character == "\\" and index + 1 < len(replacement):
            index += 1
            character = replacement[index]
            if character.isdigit():
                if group is not None:
                    raise Inexpressible("several groups")
                group = int(character)
                character = ""
        texts[group is not None] += character
        index += 1
    head, tail = (text.encode("utf-8", "surrogateescape") for text in texts)
    return head, group, tail


def _captured(texts: Automaton, arguments: Arguments, newlines: bool) -> Automaton:
    expression, flags, group = arguments
    if not group.isdigit():
        raise Inexpressible("a group with a name")
    return with_group(expression, "i" in flags, int(group), texts, newlines)


def _unless(when: Automaton, then: Automaton, otherwise: Automaton) -> Automaton:
    """``then`` where ``when`` holds, else ``otherwise``."""
    return union(intersection(when, then), intersection(when.complement(), otherwise))


_STEPS: dict[str, Callable[[Automaton, Arguments], Automaton]] = {
    "lower": lambda texts, _: preimage.mapped(texts, preimage.LOWER),
    "upper": lambda texts, _: preimage.mapped(texts, preimage.UPPER),
    "drop-prefix": lambda texts, arguments: preimage.behind(texts, int(arguments[0])),
    "split": lambda texts, _: preimage.item_of_line(texts),
    "trim-start": lambda texts, arguments: preimage.trimmed(texts, arguments[0].encode(), True),
    "trim-end": lambda texts, arguments: preimage.trimmed(texts, arguments[0].encode(), False),
    "strip-port": lambda texts, _: preimage.without_port(texts),
    "field": lambda texts, arguments: _cut(texts, arguments, True),
    "word": lambda texts, arguments: _cut(texts, arguments, False),
    "decode": lambda texts, _: preimage.decoded(texts),
    "path-of": lambda texts, _: preimage.path_of_target(texts),
    "query-mark": lambda texts, _: preimage.mark_of_target(texts),
    "query-of": lambda texts, _: preimage.query_of_target(texts),
    "parameters-of": lambda texts, arguments: preimage.query_of_target(
        preimage.argument_of_query(texts, arguments[0].encode(), len(arguments) > 1)
    ),
    "question": lambda texts, _: _unless(
        exact(b""),
        EVERYTHING if texts.accepts(b"") else NOTHING,
        preimage.between(texts, b"?", b""),
    ),
    "nonempty": lambda texts, arguments: _unless(
        exact(b""), EVERYTHING if texts.accepts(arguments[0].encode()) else NOTHING, texts
    ),
    "substitute": _substituted,
}

_SEARCHES: dict[str, Callable[[Automaton, Arguments, bool], Automaton]] = {
    "rewrite": _rewritten,
    "capture": _captured,
}
"""Functions whose groups depend on how PCRE2 searches; told whether there may be newlines."""
