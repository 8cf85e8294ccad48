"""Requests at the edges of every condition: what just meets a pattern, and what just misses it.

A witness shows that a route is taken; it does not show where the route ends.  So the
witnesses are asked again with one thing changed: a field set to a text at the edge of a
pattern that some rule compares it with, a header left out, a letter more.  Where such a
request goes the Forecast says; nothing is searched for.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from steelyard.forecast.routing.request import Request
from steelyard.model.gateway import Gateway
from steelyard.model.values import Field
from steelyard.prove.edge_fields import beside, with_field
from steelyard.prove.edge_tests import Test, tests_of
from steelyard.prove.edge_texts import spoken, texts_at
from steelyard.prove.question import Question, ask

_PATH, _HOST = Field("path"), Field("host")

MOST = 700
"""Requests at edges that one gateway is asked at most."""

FEWEST = 80
"""As many are asked of the largest gateway, too."""

EFFORT = 250_000
"""Routes that the walks of all these requests may pass, about."""

TRIED = 4
"""Walks for each request that may be asked: some lead where nothing is promised."""

EACH = 2
"""Witnesses of each kind that one text is tried on."""


def edge_questions(
    gateway: Gateway, witnesses: Sequence[Question], texts: Iterable[str] = ()
) -> list[Question]:
    """More requests than the witnesses, close to them, with what the Forecast says of each.

    ``texts`` are the configuration's files: the paths and hosts in them are asked for as
    they stand there, whatever the reader made of them.
    """
    sure = [one for one in witnesses if one.sure and one.outcome.kind != "unknown"]
    if not sure:
        return []
    routes = sum(len(chain.routes) for chain in gateway.chains.values())
    most = max(FEWEST, min(MOST, EFFORT // max(1, routes)))
    known = {(id(one.door), _key(one.request)) for one in sure}
    found: list[Question] = []
    made = _in_turn([_at_tests(gateway, sure), _around(sure), _as_written(sure, texts)])
    for base, request in islice(made, TRIED * most):
        key = (id(base.door), _key(request))
        if key in known:
            continue
        known.add(key)
        question = ask(base.door, request)
        if question.sure and question.outcome.kind != "unknown" and _tells(question):
            found.append(question)
        if len(found) >= most:
            break
    return found


def _tells(question: Question) -> bool:
    """Whether an answer would say something: what the disk holds is nobody's promise.

    Nor is which methods an answer of the gateway's own serves, and how a redirect to a
    path alone names the port that the client said.
    """
    outcome, request = question.outcome, question.request
    of_the_disk = outcome.status is None or request.method not in ("GET", "HEAD")
    if outcome.kind == "respond" and of_the_disk:
        return False
    # Nor which host it names to those who said none.
    hosts = request.header("host")
    if outcome.kind == "redirect" and not hosts:
        return False
    ported = any(":" in host for host in hosts)
    if ported and outcome.kind == "redirect" and "://" not in outcome.location:
        return False
    return not question.rests


def _key(request: Request) -> tuple[object, ...]:
    return (
        request.method,
        request.target,
        request.headers,
        request.source,
        request.server_name,
        request.version,
    )


def _around(witnesses: Sequence[Question]) -> Iterator[tuple[Question, Request]]:
    """Each witness with one thing changed, whatever is compared."""
    return _in_turn([((one, request) for request in beside(one)) for one in witnesses])


def _as_written(
    witnesses: Sequence[Question], texts: Iterable[str]
) -> Iterator[tuple[Question, Request]]:
    """The paths and hosts of the configuration's text, on one witness of each host and socket."""
    usual = _apart(witnesses)
    paths, hosts = spoken(texts)
    wanted = [(_PATH, f"{path}{more}") for more in ("", "x") for path in paths]
    wanted += [(_HOST, host) for host in hosts]
    for turn, (field, text) in enumerate(wanted):
        for base in _turned(usual, turn)[:EACH]:
            request = with_field(base, field, text)
            if request is not None:
                yield base, request


def _apart(witnesses: Sequence[Question]) -> list[Question]:
    """One witness of each socket and host."""
    apart: dict[object, Question] = {}
    for one in witnesses:
        host = tuple(one.request.header("host"))
        apart.setdefault((id(one.door), host, one.request.server_name), one)
    return list(apart.values())


def _at_tests(
    gateway: Gateway, witnesses: Sequence[Question]
) -> Iterator[tuple[Question, Request]]:
    """Each test's field set to texts at the edges of its patterns."""
    passing: dict[object, list[Question]] = {}
    for one in witnesses:
        places = {step.place for step in one.outcome.steps}
        if one.line is not None:
            places.add(one.line.place)
        for place in places:
            passing.setdefault(place, []).append(one)
    usual, others = _apart(witnesses), list(witnesses)
    rows = []
    for number, test in enumerate(tests_of(gateway)):
        own = passing.get(test.place, [])
        rows.append(_at(test, [_turned(row, number) for row in (own, usual, others) if row]))
    return _in_turn(rows)


def _turned(row: Sequence[Question], number: int) -> list[Question]:
    """The witnesses from another one on for each test."""
    start = number % len(row)
    return [*row[start:], *row[:start]]


def _at(test: Test, rows: Sequence[Sequence[Question]]) -> Iterator[tuple[Question, Request]]:
    """Each text on witnesses that come to the test, on the usual ones, and on others in turn."""
    for turn, text in enumerate(texts_at(test)):
        bases = {id(row[(turn + n) % len(row)]): row[(turn + n) % len(row)]
                 for row in rows for n in range(EACH)}  # fmt: skip
        for base in bases.values():
            request = with_field(base, test.field, text)
            if request is not None:
                yield base, request


def _in_turn(
    rows: Iterable[Iterator[tuple[Question, Request]]],
) -> Iterator[tuple[Question, Request]]:
    """One of each in turn, until all have ended."""
    left = list(rows)
    while left:
        still = []
        for row in left:
            for one in row:
                yield one
                still.append(row)
                break
        left = still
