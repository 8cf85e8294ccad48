"""The independent parts of a request, and what each field is made of.

A **variable** is a part that a client chooses freely: the request target, the
lines of one header, the method.  Fields that are cut out of one variable are
sets of its texts, so that what a condition on the path says about the query, or
one on a comma-separated item about a header, is not forgotten.
"""

from collections.abc import Callable

from steelyard.core.record import frozen
from steelyard.forecast.routing.language.automaton import Automaton
from steelyard.forecast.routing.space import preimage
from steelyard.model.values import Field


@frozen
class Variable:
    """A part of a request.

    ``kind``: ``target``, ``clean-path``, ``method``, ``server-name``, ``version``,
    ``scheme`` (where TLS is passed on unread), ``source``, ``header`` or ``cookie``
    (of ``name``: several texts), or ``free``: what no request decides, or what cannot
    be said by automata, under its own name.
    """

    kind: str
    name: str = ""

    @property
    def several(self) -> bool:
        """Whether it may have several texts."""
        return self.kind in ("header", "cookie", "free") and self.name != "host"

    @property
    def optional(self) -> bool:
        """Whether it may have no text."""
        return self.kind in ("header", "cookie", "free", "server-name")


Lift = Callable[[Automaton], Automaton]


def of_field(field: Field) -> tuple[Variable, Lift] | None:
    """The variable that a field is cut from, and how sets of its texts are lifted."""
    name, argument = field.name, field.argument
    if name in ("header", "header-item", "host"):
        variable = Variable("header", "host" if name == "host" else argument.lower())
        lifts: dict[str, Lift] = {
            "header": _itself,
            "header-item": preimage.item_of_line,
            "host": preimage.host_of_line,
        }
        return variable, lifts[name]
    if name in ("cookie", "cookie-any-case"):
        folded = argument.lower() if name == "cookie-any-case" else argument
        return Variable("cookie", folded), _itself
    if name in ("parameter", "parameter-any-case"):
        wanted = argument.encode("utf-8", "surrogateescape")
        any_case = name == "parameter-any-case"
        return Variable("target"), lambda texts: preimage.query_of_target(
            preimage.argument_of_query(texts, wanted, any_case)
        )
    simple = _SIMPLE.get(name)
    return None if simple is None else (Variable(simple[0]), simple[1])


def _itself(texts: Automaton) -> Automaton:
    return texts


_SIMPLE: dict[str, tuple[str, Lift]] = {
    "target": ("target", _itself),
    "path": ("target", preimage.path_of_target),
    "query": ("target", preimage.query_of_target),
    "clean-path": ("clean-path", _itself),
    "method": ("method", _itself),
    "version": ("version", _itself),
    "server-name": ("server-name", _itself),
    "scheme": ("scheme", _itself),
}
