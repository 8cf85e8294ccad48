"""Is there a request for which all of these conditions hold?

The search keeps, for each variable, the tests it must meet, and a request that
meets them.  Only a condition that this request fails splits the search, into
cases that exclude one another; guards that come first in a list are brought in
only when a request meets one of them.  So most questions end after a few tries,
and "there is none" rests on just those conditions that were needed, which it
names.  Work beyond the budget ends in "unknown".
"""

from collections.abc import Sequence

from steelyard.core.record import field, frozen, record
from steelyard.forecast.routing.evaluate import holds
from steelyard.forecast.routing.patterns import matches
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.choose import guessed, worked_out
from steelyard.forecast.routing.space.door import Door
from steelyard.forecast.routing.space.environment import NOT_FOLLOWED
from steelyard.forecast.routing.space.example import Undecidable
from steelyard.forecast.routing.space.formula import Formulas
from steelyard.forecast.routing.space.leaf import Leaf
from steelyard.forecast.routing.space.normal import Every, Formula, Literally, contrary
from steelyard.forecast.routing.space.order import Order
from steelyard.forecast.routing.space.tests import Tests, Texts
from steelyard.forecast.routing.space.variables import Variable
from steelyard.forecast.routing.state import State
from steelyard.model.conditions import Condition

TRIES = 3_000
"""Requests that one question may try."""

HARD = 45
"""Tries that working out a text by automata counts for."""

Wanted = tuple[Condition, bool]
"""A condition that is to hold, or not to."""


@frozen
class Before:
    """In this ordered list no guard before ``index`` may hold.

    ``silent`` are guards that no line states and nobody is told of.
    """

    guards: Sequence[Condition]
    order: Order
    index: int
    silent: frozenset[int] = frozenset()


@record
class Answer:
    """``request`` when one was found; else ``none`` tells "there is none" from "unknown".

    ``why`` says what is unknown.  ``used`` are the guards of each `Before` that
    were brought in, by its number; ``tries`` how many requests were tried.
    """

    request: Request | None = None
    none: bool = False
    why: str = ""
    used: list[list[int]] = field(default_factory=list)
    tries: int = 0


Asked = tuple[Variable, frozenset[tuple[Leaf, bool]]]
"""A variable and what it must meet."""


class Solver:
    """Answers questions about the requests to one socket."""

    def __init__(self, door: Door, formulas: Formulas) -> None:
        """``formulas`` is shared by the solvers of one comparison."""
        self._door = door
        self._formulas = formulas
        self._chosen: dict[
            tuple[Variable, frozenset[tuple[Leaf, bool]]], Texts | Undecidable | None
        ] = {}
        self._held: dict[tuple[Leaf, Variable, Texts], bool | None] = {}
        self._effort = 0

    def solve(
        self, wanted: Sequence[Wanted], before: Sequence[Before] = (), tries: int = TRIES
    ) -> Answer:
        """A request for which the conditions hold, if there is one."""
        search = _Search(self, before, tries)
        effort = self._effort
        clauses = [self.clause(condition, truth) for condition, truth in wanted]
        answer = Answer(used=search.used)
        try:
            answer.request = search.run({}, clauses)
            answer.none = answer.request is None and not search.doubts
            answer.why = search.doubts[0] if search.doubts else ""
        except Undecidable as undecided:
            answer.why = str(undecided)
        if answer.request is not None:
            _believe(answer)
        answer.tries = tries - search.left + self._effort - effort
        return answer

    def state(self, request: Request) -> State:
        """The request as it enters the first chain."""
        return self._door.state(request)

    def clause(self, condition: Condition, wanted: bool) -> "Clause":
        """A condition that must come true, or false."""
        return Clause(condition, wanted, self._formulas.formula(condition, wanted))

    def texts(self, variable: Variable, tests: Tests) -> Texts | None:
        """Texts of a variable that meet the tests; remembered.  Raises `Undecidable`."""
        key = (variable, frozenset(tests))
        if key not in self._chosen:
            found: Texts | Undecidable | None = guessed(variable, tests, self._holds)
            if found is None:
                self._effort += HARD
                try:
                    found = worked_out(variable, tests, self._holds)
                except Undecidable as undecided:
                    found = undecided
            self._chosen[key] = found
        chosen = self._chosen[key]
        if isinstance(chosen, Undecidable):
            raise chosen
        return chosen

    def request(self, chosen: dict[Variable, Texts]) -> Request:
        """The request with these texts."""
        return self._door.request(chosen)

    def _holds(self, leaf: Leaf, variable: Variable, texts: Texts) -> bool | None:
        key = (leaf, variable, texts)
        if variable.kind == "free":
            return any(matches(p, text)[0] for text in texts for p in leaf.patterns)
        if key not in self._held:
            state = self.state(self.request({variable: texts}))
            self._held[key] = leaf.true(state)
        return self._held[key]


def _believe(answer: Answer) -> None:
    """Takes back a request that is one only if something that is not followed comes true."""
    assert answer.request is not None
    for name in answer.request.settled:
        if NOT_FOLLOWED in name:
            answer.request = None
            answer.why = "it depends on what is changed in a way that is not followed"
            return


@frozen
class Clause:
    """Something that must come true, as written and as formula."""

    condition: Condition | None
    wanted: bool
    formula: Formula

    def met(self, state: State) -> bool:
        """Whether a request meets it."""
        if self.condition is None:
            return _true(self.formula, state)
        return holds(self.condition, state) is self.wanted


def _true(formula: Formula, state: State) -> bool:
    if isinstance(formula, Literally):
        return formula.leaf.true(state) is formula.wanted
    decide = all if isinstance(formula, Every) else any
    return decide(_true(part, state) for part in formula.parts)


Tested = dict[Variable, dict[Leaf, bool]]


class _Search:
    """One question being answered."""

    def __init__(self, solver: Solver, before: Sequence[Before], tries: int) -> None:
        self._solver = solver
        self._before = before
        self.left = tries
        self.doubts: list[str] = []
        self.used: list[list[int]] = [[] for _ in before]

    def run(self, tested: Tested, clauses: Sequence["Clause"]) -> Request | None:
        """A request that meets tests and clauses; None when there is none or it is in doubt."""
        tested = {variable: dict(tests) for variable, tests in tested.items()}
        waiting = list(clauses)
        open_clauses: list[Clause] = []
        while True:
            if not _settle(tested, waiting, open_clauses):
                return None
            request = self._try(tested)
            if request is None:
                return None
            state = self._solver.state(request)
            if not self._faithful(tested, state):
                return None
            for number, clause in enumerate(open_clauses):
                if not clause.met(state):
                    rest = open_clauses[:number] + open_clauses[number + 1 :]
                    return self._split(tested, clause, rest)
            waiting = self._brought_in(state)
            if not waiting:
                return request

    def _try(self, tested: Tested) -> Request | None:
        """A request that meets the tests; None when there is none."""
        chosen = {}
        for variable, tests in _merged(tested).items():
            texts = self._solver.texts(variable, list(tests.items()))
            if texts is None:
                return None
            chosen[variable] = texts
        self.left -= 1
        if self.left < 0:
            raise Undecidable("the question takes too many tries")
        return self._solver.request(chosen)

    def _brought_in(self, state: State) -> list["Clause"]:
        """The first guard of each list that the request meets and must not, denied."""
        found = []
        for number, before in enumerate(self._before):
            hit = before.order.first(state, before.index)
            if hit is not None:
                self.used[number].append(hit[0])
                found.append(self._solver.clause(before.guards[hit[0]], False))
        return found

    def _faithful(self, tested: Tested, state: State) -> bool:
        """Whether the request is what the tests say; else its region is in doubt."""
        for tests in tested.values():
            for leaf, wanted in tests.items():
                if leaf.true(state) is not wanted:
                    self.doubts.append(f"no request could be made for {_words(leaf)}")
                    return False
        return True

    def _split(self, tested: Tested, clause: Clause, rest: list[Clause]) -> Request | None:
        """Tries the parts of a disjunction, each without those before it."""
        formula = clause.formula
        if isinstance(formula, Literally | Every):
            return self.run(tested, [*rest, clause])
        denied: list[Clause] = []
        for part in formula.parts:
            found = self.run(tested, [*rest, *denied, Clause(None, True, part)])
            if found is not None:
                return found
            if not formula.exclusive:
                denied.append(Clause(None, True, contrary(part)))
        return None


def _merged(tested: Tested) -> Tested:
    """The tests by variable; those of the clean path are tests of the target if that has some."""
    target, clean = Variable("target"), Variable("clean-path")
    if target not in tested or clean not in tested:
        return tested
    merged = {name: tests for name, tests in tested.items() if name != clean}
    merged[target] = {**tested[target], **tested[clean]}
    return merged


def _settle(tested: Tested, waiting: list[Clause], open_clauses: list[Clause]) -> bool:
    """Takes clauses apart into tests and disjunctions; False when tests contradict."""
    while waiting:
        clause = waiting.pop()
        if isinstance(clause.formula, Literally):
            if not _assert(tested, clause.formula):
                return False
        elif isinstance(clause.formula, Every):
            waiting += [Clause(None, True, part) for part in clause.formula.parts]
        elif not clause.formula.parts:
            return False
        else:
            open_clauses.append(clause)
    return True


def _assert(tested: Tested, literal: Literally) -> bool:
    """Adds a test; False when its contrary is there."""
    tests = tested.setdefault(literal.leaf.variable, {})
    return tests.setdefault(literal.leaf, literal.wanted) is literal.wanted


def _words(leaf: Leaf) -> str:
    return " ".join(str(leaf.condition).split())[:200]
