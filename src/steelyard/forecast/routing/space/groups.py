"""Texts in which an expression is found and one of its groups holds a text of a set.

Which text a group holds is a matter of how PCRE2 searches, not of the language;
this is said exactly only where there is no choice: an expression that starts at
the beginning, with fixed text around one group.
"""

import re

from steelyard.forecast.routing.language.automaton import Automaton
from steelyard.forecast.routing.language.combine import intersection, union
from steelyard.forecast.routing.language.expression import expression
from steelyard.forecast.routing.language.patterns import language
from steelyard.forecast.routing.language.refused import Inexpressible
from steelyard.forecast.routing.language.texts import contains, exact, prefix, suffix
from steelyard.forecast.routing.space.preimage import State, behind, explored
from steelyard.model.values import Pattern

_FORM = re.compile(
    r"(?P<start>\^?)(?P<before>(?:[A-Za-z0-9_/,:;=@%~ -]|\\[./?+-])*)"
    r"\((?P<group>(?!\?)[^()]*)\)(?P<optional>\??)"
    r"(?P<after>(?:[A-Za-z0-9_/,:;=@%~ -]|\\[./?+-])*)(?P<end>\$?)\Z"
)
_RUN = re.compile(r"(?:\.|\[\^?[^\[\]\\]+\])[*+]\Z")


def with_group(
    text: str, ignore_case: bool, group: int, wanted: Automaton, newlines: bool
) -> Automaton:
    """The texts in which group ``group`` of the expression holds a text of ``wanted``.

    ``newlines`` False: no text that is asked about holds a newline, so what is said
    of such texts does not count.
    """
    if group == 0 and text.startswith("^") and text.endswith("$") and "\\" not in text:
        return intersection(language(Pattern("regex", text, ignore_case)), wanted)
    form = _FORM.match(text)
    if form is None or group != 1 or ignore_case:
        raise Inexpressible("a group whose text depends on the search")
    before, after = (re.sub(r"\\(.)", r"\1", form[name]).encode() for name in ("before", "after"))
    if not form["start"] and (before or form["group"] not in (".*", ".+") or newlines):
        raise Inexpressible("a group whose beginning depends on the search")
    whole = expression(f"\\A(?:{form['group']})\\z".encode("utf-8", "surrogateescape"))
    inner = intersection(whole, wanted)
    if form["optional"] and wanted.accepts(b""):
        inner = union(inner, exact(b""))
    if form["end"]:
        if newlines and not _without_newline(whole):
            raise Inexpressible("a group that may hold a newline")
        rest = union(_followed(inner, after), _followed(inner, after + b"\n"))
        return intersection(prefix(before), behind(rest, len(before)))
    if after or form["optional"] or not _RUN.match(form["group"]):
        raise Inexpressible("a group whose end depends on the search")
    return intersection(prefix(before), behind(_longest(whole, inner), len(before)))


def _without_newline(texts: Automaton) -> bool:
    return intersection(texts, contains(b"\n")).empty


def _followed(texts: Automaton, after: bytes) -> Automaton:
    """Texts of the set with a fixed text behind them."""
    return intersection(suffix(after), _left_of(texts, after)) if after else texts


def _left_of(texts: Automaton, after: bytes) -> Automaton:
    """Texts that, without their last ``len(after)`` bytes, are in the set."""
    length = len(after)

    def step(state: State, byte: int) -> State:
        return (texts.moves[state[0]][texts.classes[byte]], *state[:length])

    def accepts(state: State) -> bool:
        return bool(len(state) == length + 1 and texts.accepting[state[length]])

    return explored((texts,), b"", (0,), step, accepts)


def _longest(run: Automaton, inner: Automaton) -> Automaton:
    """Texts whose longest beginning in ``run`` is in ``inner``.

    ``run`` is one set of bytes repeated, so what follows is another byte or the end.
    """

    def step(state: State, byte: int) -> State:
        kind, at, inside = state
        if kind != "run":
            return state
        after = run.moves[at][run.classes[byte]]
        if run.fates[after] is False:
            return ("found" if inner.accepting[inside] else "lost", 0, 0)
        return ("run", after, inner.moves[inside][inner.classes[byte]])

    def accepts(state: State) -> bool:
        kind, _, inside = state
        return bool(kind == "found" or (kind == "run" and inner.accepting[inside]))

    return explored((run, inner), b"", ("run", 0, 0), step, accepts)
