"""Sample expressions -> values: a fetch with its arguments, then converters.

Configuration manual 7.3 (fetching samples) and 7.3.1 (converters).  In an ACL
a fetch tries every occurrence; anywhere else it gives one: the last header
item, the last cookie, the first query argument (measured, 2.6.12).  What is
not known becomes `Opaque` with the reason, never a guess.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from steelyard.core.place import Place
from steelyard.core.record import field, record
from steelyard.dialects.haproxy.text import samples_converters, samples_fetches
from steelyard.dialects.haproxy.text.maps import Maps
from steelyard.dialects.haproxy.text.samples_types import Call, Sample
from steelyard.model.values import Opaque, Value

_NAME = re.compile(r"[A-Za-z0-9_.+-]+")
_SIMPLE = re.compile(r"([A-Za-z0-9_.+-]+)(?:\(([^()'\"\\,]*)\))?")
_ESCAPED = frozenset("\\ \"',()")

MOST_CALLS = 100
"""Converters in a row that are followed; more is no configuration that somebody wrote."""


@record
class Context:
    """What an expression may need besides its text.

    ``proxy`` is the section it stands in, ``maps`` where map files are looked
    up (None: lookups stay opaque).  ``http`` is False where HTTP samples fail.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    maps: Maps | None = None
    proxy: str = ""
    http: bool = True
    cache: dict[tuple[str, bool], Sample] = field(default_factory=dict)


_ALONE = Context()


def read_sample(
    expression: str | Sequence[str], place: Place, context: Context | None = None
) -> Value:
    """The value of a sample expression outside an ACL: one text or none.

    ``expression`` is its text, or words of which the first ones belong to it
    (converters may be words of their own).
    """
    words = [expression] if isinstance(expression, str) else list(expression)
    return read_words(words, place, context or _ALONE)[0].value


def read_words(words: Sequence[str], place: Place, context: Context) -> tuple[Sample, int]:
    """The sample that the first words state, and how many words that takes."""
    if not words:
        return Sample(Opaque("", "an expression is missing", place), "any"), 0
    text = words[0]
    used = 1
    while used < len(words):
        found = _NAME.match(words[used])
        if found is None or found[0] not in samples_converters.CONVERTERS:
            break
        text = f"{text},{words[used]}"
        used += 1
    return read_expression(text, place, context, every=False), used


def read_expression(text: str, place: Place, context: Context, *, every: bool) -> Sample:
    """The sample of one text; ``every``: all occurrences, as an ACL tries them."""
    known = context.cache.get((text, every))
    if known is None:
        known = _read(text, place, context, every)
        context.cache[text, every] = known
    return known


def _read(text: str, place: Place, context: Context, every: bool) -> Sample:
    calls = parse(text)
    if isinstance(calls, str):
        return Sample(Opaque(text, calls, place), "any")
    sample = samples_fetches.fetch(calls[0], every, context.environment, context.proxy, place)
    for call in calls[1:]:
        if isinstance(sample.value, Opaque):
            kind = samples_converters.kind_after(call, sample.kind)
            sample = Sample(Opaque(text, sample.value.reason, place), kind, http=sample.http)
            continue
        sample = samples_converters.convert(sample, call, context.maps, place)
    return sample


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[Call, ...] | str:
    """The calls of an expression; a sentence when it cannot be cut into calls.

    Arguments stand between parentheses, separated by commas; quotes and
    backslashes protect (sample.c, sample_parse_expr; arg.c, make_arg_list).
    """
    simple = _SIMPLE.fullmatch(text)
    if simple is not None:
        argument = simple[2]
        return ((simple[1], () if not argument else (argument,)),)
    calls: list[Call] = []
    index = 0
    while True:
        found = _NAME.match(text, index)
        if found is None:
            return "the name of a sample is missing"
        index = found.end()
        arguments: tuple[str, ...] = ()
        if text.startswith("(", index):
            read = _arguments(text, index + 1)
            if read is None:
                return "a parenthesis is not closed"
            arguments, index = read
        calls.append((found[0], arguments))
        if len(calls) > MOST_CALLS:
            return f"more than {MOST_CALLS} converters follow one another"
        if index >= len(text):
            return tuple(calls)
        if text[index] != ",":
            return f"{text[index:]!r} follows the arguments"
        index += 1


def _arguments(text: str, index: int) -> tuple[tuple[str, ...], int] | None:
    """Arguments up to the closing parenthesis, and the index behind it."""
    found: list[str] = []
    out: list[str] = []
    quote = ""
    while index < len(text):
        character = text[index]
        if character == quote:
            quote = ""
        elif not quote and character in "\"'":
            quote = character
        elif character == "\\" and quote != "'" and index + 1 < len(text):
            index += 1
            out.append(text[index] if text[index] in _ESCAPED else "\\" + text[index])
        elif quote or character not in ",)":
            out.append(character)
        else:
            found.append("".join(out))
            out = []
            if character == ")":
                return (() if found == [""] else tuple(found)), index + 1
        index += 1
    return None
