"""The texts that a pattern of the model matches (`steelyard.model.values.Pattern`).

Texts are bytes here, as the gateways see them: a case is ignored for ASCII
letters only, and a length counts bytes.
"""

from collections.abc import Callable
from functools import partial

from steelyard.forecast.routing.language import texts
from steelyard.forecast.routing.language.automaton import EVERYTHING, NOTHING, Automaton
from steelyard.forecast.routing.language.bytesets import folded, of
from steelyard.forecast.routing.language.expression import STATES, expression, found_in
from steelyard.forecast.routing.language.refused import Inexpressible
from steelyard.forecast.routing.language.syntax import (
    Assertion,
    Bytes,
    Choice,
    Node,
    Sequence,
)
from steelyard.model.values import Pattern


def language(pattern: Pattern, budget: int = STATES) -> Automaton:
    """The texts that match; raises `Inexpressible` when they cannot be said exactly."""
    try:
        text = pattern.text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise Inexpressible("a text that no bytes stand for") from None
    if pattern.kind == "regex":
        return expression(text, pattern.ignore_case, budget)
    build = _BUILDERS.get(pattern.kind)
    if build is None:
        raise Inexpressible(f"patterns of kind {pattern.kind!r} are no sets of texts here")
    return build(text, pattern.ignore_case)


def _whole_part(text: bytes, ignore_case: bool, delimiters: bytes) -> Automaton:
    """Texts in which it stands between delimiters or ends, whose own are dropped.

    HAProxy's match_word (pattern.c), as `steelyard.forecast.routing.patterns`.
    """
    text = text.strip(delimiters)
    if not text:
        return NOTHING
    edge = Bytes(of(delimiters))
    part = [Bytes(folded(1 << byte) if ignore_case else 1 << byte) for byte in text]
    before: Node = Choice((Assertion("start"), edge))
    after: Node = Choice((Assertion("last end"), edge))
    return found_in(Sequence((before, *part, after)))


def _length(text: bytes, _ignore_case: bool) -> Automaton:
    """Texts whose number of bytes is in ``low:high``, either end open, or one number."""
    low, colon, high = text.partition(b":")
    try:
        least = int(low) if low or not colon else 0
        most = int(high) if high else None
    except ValueError:
        raise Inexpressible(f"{text!r} is no range") from None
    return texts.of_length(least, most if colon else least)


_BUILDERS: dict[str, Callable[[bytes, bool], Automaton]] = {
    "exact": texts.exact,
    "prefix": texts.prefix,
    "suffix": texts.suffix,
    "contains": texts.contains,
    "segment": partial(_whole_part, delimiters=b"/?"),
    "domain": partial(_whole_part, delimiters=b"/?.:"),
    "length": _length,
    "exists": lambda _text, _ignore_case: EVERYTHING,
}
