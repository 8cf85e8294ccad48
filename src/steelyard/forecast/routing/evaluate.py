"""Values and conditions of the model, against one request.

Three answers everywhere: a value's texts or None (unknown); a condition's True,
False or None.  Why something is unknown is remembered in the state's
assumptions.
"""

from steelyard.forecast.balancing.hashes import murmur2
from steelyard.forecast.routing.fields import field_texts
from steelyard.forecast.routing.functions import apply
from steelyard.forecast.routing.patterns import matches
from steelyard.forecast.routing.regex import Undecided
from steelyard.forecast.routing.state import State
from steelyard.model import conditions, values
from steelyard.model.values import Pattern, Table, TableEntry

MAX_TEXT = 256 * 1024
"""Characters that a value may grow to; the gateways' own buffers are smaller."""


def texts_of(value: values.Value, state: State) -> list[str] | None:
    """The texts of a value, [] for none, None when it is unknown."""
    match value:
        case values.Literal():
            return [value.text]
        case values.Field():
            if state.request.settled and (found := settled(state, value)) is not None:
                return found
            return field_texts(value.name, value.argument, state)
        case values.Join():
            return _bounded(_joined(value, state), state)
        case values.Several():
            return _several(value, state)
        case values.Apply():
            inner = texts_of(value.value, state)
            if inner is None:
                return None
            try:
                return _bounded(apply(value.function, inner, value.arguments), state)
            except Undecided as undecided:
                state.assume(str(undecided))
                return None
        case values.Lookup():
            return _looked_up(value, state)
        case values.Split():
            return _split(value, state)
        case _:
            if (found := settled(state, value)) is not None:
                return found
            state.assume(f"{value.text!r} is not understood: {value.reason}")
            return None


def text_of(value: values.Value, state: State) -> str | None:
    """The first text of a value, "" for none, None when unknown."""
    texts = texts_of(value, state)
    return None if texts is None else (texts[0] if texts else "")


def _bounded(texts: list[str] | None, state: State) -> list[str] | None:
    """The texts, unless they have become longer than any gateway lets them."""
    if texts is not None and sum(map(len, texts)) > MAX_TEXT:
        state.assume(f"a value grows beyond {MAX_TEXT >> 10} KiB, more than a gateway holds")
        return None
    return texts


def _joined(value: values.Join, state: State) -> list[str] | None:
    parts = [text_of(part, state) for part in value.parts]
    known = [part for part in parts if part is not None]
    return ["".join(known)] if len(known) == len(parts) else None


def _several(value: values.Several, state: State) -> list[str] | None:
    found: list[str] = []
    for part in value.parts:
        texts = texts_of(part, state)
        if texts is None:
            return None
        found += texts
    return found


def _split(value: values.Split, state: State) -> list[str] | None:
    key = text_of(value.key, state)
    if key is None:
        return None
    number = murmur2(key.encode("utf-8", "surrogateescape"))
    for edge, part in value.parts:
        if number < edge:
            return texts_of(part, state)
    return texts_of(value.rest, state)


def _looked_up(value: values.Lookup, state: State) -> list[str] | None:
    keys = texts_of(value.key, state)
    if keys is None:
        return None
    if not keys and not value.table.on_nothing:
        return []
    found: list[str] = []
    for key in keys or [""]:
        entry = find_entry(value.table, key, state)
        if entry is None:
            return None
        if entry is not MISS:
            texts = texts_of(entry.value, state)
            if texts is None:
                return None
            found += texts
    if found:
        return found
    return [] if value.default is None else texts_of(value.default, state)


MISS = TableEntry(Pattern("exact"), values.Literal(""))
"""Stands for "no entry"."""


def find_entry(table: Table, text: str, state: State) -> TableEntry | None:
    """The first entry that matches, `MISS` for none, None when that is unknown."""
    exact = table.by_exact.get(text) or table.by_exact.get(text.lower())
    if exact is not None and (exact.pattern.ignore_case or exact.pattern.text == text):
        return exact
    for entry in table.searched():
        try:
            hit, groups = matches(entry.pattern, text)
        except Undecided as undecided:
            state.assume(str(undecided))
            return None
        if hit:
            if groups is not None:
                state.remember(groups)
            return entry
    if not table.complete:
        state.assume(f"what {table.name} holds is not known: the file is missing")
        return None
    return MISS


def holds(condition: conditions.Condition, state: State) -> bool | None:
    """Whether a condition is true of the request as it stands; None: unknown."""
    match condition:
        case conditions.Always():
            return True
        case conditions.Never():
            return False
        case conditions.Match():
            return _match(condition, state)
        case conditions.InTable():
            return _in_table(condition, state)
        case conditions.All():
            return _all(condition, state)
        case conditions.Any():
            return _any(condition, state)
        case conditions.Not():
            part = holds(condition.part, state)
            return None if part is None else not part
        case _:
            decided = state.request.settled.get(condition.text)
            if decided is not None:
                return decided == TRUE
            state.assume(f"{condition.text!r} is not understood: {condition.reason}")
            return None


TRUE = "true"
"""What a question settles a condition with that is not understood (`Request.settled`)."""


def settled(state: State, value: "values.Field | values.Opaque") -> list[str] | None:
    """The texts that the question itself settles for a value that no request decides."""
    text = state.request.settled.get(settled_name(value))
    return None if text is None else [text]


def settled_name(value: "values.Field | values.Opaque") -> str:
    """The name under which a question settles a value."""
    if isinstance(value, values.Opaque):
        return value.text
    return f"{value.name} {value.argument}".rstrip()


def _match(condition: conditions.Match, state: State) -> bool | None:
    texts = texts_of(condition.value, state)
    unknown = texts is None
    for text in texts or ():
        for pattern in condition.patterns:
            try:
                hit, groups = matches(pattern, text)
            except Undecided as undecided:
                state.assume(str(undecided))
                unknown = True
                continue
            if hit:
                if groups is not None:
                    state.remember(groups)
                return True
    if condition.clears:
        state.forget_groups(unknown)
    return None if unknown else False


def _in_table(condition: conditions.InTable, state: State) -> bool | None:
    texts = texts_of(condition.value, state)
    if texts is None:
        return None
    unknown = False
    for text in texts:
        entry = find_entry(condition.table, text, state)
        if entry is None:
            unknown = True
        elif entry is not MISS:
            return True
    return None if unknown else False


def _all(condition: conditions.All, state: State) -> bool | None:
    answer: bool | None = True
    for part in condition.parts:
        one = holds(part, state)
        if one is False:
            return False
        if one is None:
            answer = None
    return answer


def _any(condition: conditions.Any, state: State) -> bool | None:
    answer: bool | None = False
    for part in condition.parts:
        one = holds(part, state)
        if one is True:
            return True
        if one is None:
            answer = None
    return answer
