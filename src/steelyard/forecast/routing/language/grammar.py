r"""Which texts a field of a request can have, and which a well-formed request gives it.

`possible` is what a proof may rely on: a gateway refuses every request whose
field is outside, so it may only be too wide.  `proper` is what a witness should
look like: it is within RFC 9110 and RFC 3986, and may be too narrow.
"""

from functools import cache

from steelyard.forecast.routing.language.automaton import EVERYTHING, Automaton
from steelyard.forecast.routing.language.combine import intersection, witness
from steelyard.forecast.routing.language.expression import expression

_SOLID = rb"[^\x00-\x20\x7f]"
_SOLID_ITEM = rb"[^\x00-\x20\x7f,]"

_POSSIBLE = {
    "path": rb"\A/[^\x00-\x1f\x7f]*\z",
    "clean-path": rb"(?s)\A(?!.*(?://|/\.\.?(?:/|\z)))/[^\x00]*\z",
    "target": rb"\A[^\x00-\x1f\x7f]+\z",
    "origin-form": rb"\A/[^\x00-\x20\x7f#]*\z",
    "query": rb"\A[^\x00-\x1f\x7f]*\z",
    "method": rb"\A[^\x00-\x20\x7f]+\z",
    "host": rb"\A[^\x00-\x20\x7fA-Z]*\z",
    "header": rb"\A(?:%b(?:%b*%b)?)?\z" % (_SOLID, rb"[^\x00-\x08\x0a-\x1f\x7f]", _SOLID),
    "cookie": rb"\A[^\x00-\x20\x7f;,\"]*\z",
    "host-line": rb"\A(?:%b(?:[^\x00-\x08\x0a-\x1f\x7f,]*%b)?)?\z" % (_SOLID_ITEM, _SOLID_ITEM),
    "version": rb"\A(?:1\.0|1\.1|2\.0)\z",
    "server-name": rb"\A[^\x00-\x20\x7f]+\z",
    "scheme": rb"\Ahttps?\z",
}

_CHAR = rb"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-F]{2})"
_LABEL = rb"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"

_PROPER = {
    "path": rb"\A/(?:%b|/)*\z" % _CHAR,
    "clean-path": rb"\A/[!-~]*\z",
    "target": rb"\A/(?:%b|/)*(?:\?(?:%b|[/?])*)?\z" % (_CHAR, _CHAR),
    "origin-form": rb"\A/(?:%b|/)*(?:\?(?:%b|[/?])*)?\z" % (_CHAR, _CHAR),
    "query": rb"\A(?:%b|[/?])*\z" % _CHAR,
    "method": rb"\A[A-Z]+\z",
    "host": rb"\A%b(?:\.%b)*\z" % (_LABEL, _LABEL),
    "server-name": rb"\A%b(?:\.%b)*\z" % (_LABEL, _LABEL),
    "host-line": rb"\A%b(?:\.%b)*\z" % (_LABEL, _LABEL),
    "header": rb"\A(?:[!-~](?:[ -~]*[!-~])?)?\z",
    "cookie": rb"\A[!#-+\--:<-\[\]-~]*\z",
}


@cache
def possible(field: str) -> Automaton:
    """Every text that the field (`steelyard.model.values`) can have."""
    return _of(_POSSIBLE, field)


@cache
def proper(field: str) -> Automaton:
    """The texts that a well-formed request gives the field."""
    return intersection(_of(_PROPER, field), possible(field))


def example(texts: Automaton, field: str) -> bytes | None:
    """A shortest text of the set that the field can have, a proper one if there is any."""
    found = witness(texts, proper(field))
    return found if found is not None else witness(texts, possible(field))


def _of(table: dict[str, bytes], field: str) -> Automaton:
    return expression(table[field]) if field in table else EVERYTHING
