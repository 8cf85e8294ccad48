"""A text for one variable that meets every test on it: guessed, else worked out.

A guess is believed when the evaluation of single requests agrees.  When no
guess fits, the tests' automata decide, for all texts.
"""

from steelyard.forecast.routing.language.expression import expression
from steelyard.forecast.routing.space.addresses import choose_address
from steelyard.forecast.routing.space.example import (
    Undecidable,
    example,
    sendable,
    sets_of,
    why,
)
from steelyard.forecast.routing.space.lines import choose_lines
from steelyard.forecast.routing.space.preimage import UP_TWICE
from steelyard.forecast.routing.space.tests import Holds, Tests, Texts, fits
from steelyard.forecast.routing.space.variables import Variable

USUAL = {
    "target": ("/", "/a", "/a?b=c"),
    "clean-path": ("/", "/a"),
    "method": ("GET", "POST"),
    "version": ("1.1", "1.0"),
    "scheme": ("http", "https"),
    "server-name": ("host.example",),
    "source": ("192.0.2.1", "2001:db8::1"),
}
"""Texts that are tried first."""


def worked_out(variable: Variable, tests: Tests, holds: Holds) -> Texts | None:
    """Texts that meet all tests; None when there are none.  Raises `Undecidable`."""
    if variable.kind == "truth":
        return None
    if variable.kind == "source":
        return choose_address(variable, tests, holds)
    if variable.kind == "free" and _numeric(tests):
        return _number(variable, tests, holds)
    if variable.several:
        return choose_lines(variable, tests, holds)
    return _single(variable, tests, holds)


def guessed(variable: Variable, tests: Tests, holds: Holds) -> Texts | None:
    """Of the usual texts, and those that the tests themselves suggest, the first that fits."""
    if variable.kind == "truth":
        truths = {wanted for _, wanted in tests}
        return None if len(truths) > 1 else ("true" if truths.pop() else "false",)
    candidates: list[Texts] = []
    if variable.optional and variable.name != "host":
        candidates.append(())
    usual = ("host.example", "a.example") if variable.name == "host" else USUAL.get(variable.kind)
    candidates += [(text,) for text in usual or ("a", "")]
    for leaf, wanted in tests:
        if wanted:
            candidates += [(text,) for text in leaf.suggested]
    positive = [leaf for leaf, wanted in tests if wanted]
    if positive and not variable.optional:
        candidates.sort(key=lambda texts: texts not in {(t,) for t in positive[0].suggested})
    for texts in dict.fromkeys(candidates):
        if all(sendable(variable, text) for text in texts) and fits(variable, texts, tests, holds):
            return texts
    return None


def _single(variable: Variable, tests: Tests, holds: Holds) -> Texts | None:
    """The one text of a variable."""
    sets, left_open = sets_of(variable, tests)
    text = example(sets, variable)
    if text is None:
        _certainly_none(variable, tests)
        missing = variable.optional or variable.name == "host"
        return () if missing and not any(wanted for _, wanted in tests) else None
    if not left_open or fits(variable, (text,), tests, holds):
        return (text,)
    raise Undecidable(why(left_open))


def _certainly_none(variable: Variable, tests: Tests) -> None:
    """Raises `Undecidable` when the one target there may be is of a kind that was left out."""
    clean = [(leaf, wanted) for leaf, wanted in tests if leaf.variable != variable]
    if not any(wanted for _, wanted in clean):
        return
    own = sets_of(variable, [test for test in tests if test not in clean])[0]
    if example([*own, expression(UP_TWICE)], variable) is None:
        return
    path = clean[0][0].variable
    if example(sets_of(path, clean)[0], path) is not None:
        raise Undecidable("whether a path that goes up twice in a row leads there")


def _numeric(tests: Tests) -> bool:
    """Whether all tests ask for ranges of the same number."""
    return bool(tests) and all(
        leaf.patterns and all(pattern.kind == "range" for pattern in leaf.patterns)
        for leaf, _ in tests
    )


def _number(variable: Variable, tests: Tests, holds: Holds) -> Texts | None:
    """A number: between the edges of ranges nothing changes, so the edges are tried."""
    edges = {0}
    for leaf, _ in tests:
        for pattern in leaf.patterns:
            edges |= {int(edge) for edge in pattern.text.split(":") if edge.lstrip("-").isdigit()}
    points = sorted(
        {edge + more for edge in edges for more in (-1, 0, 1)}, key=lambda n: (n < 0, n)
    )
    for point in points:
        if fits(variable, (str(point),), tests, holds):
            return (str(point),)
    return None
