"""All regions of requests that two programs treat differently.

Both programs are trees of ordered steps.  Where an ordered list has steps that
the other list has too, in the same order, requests that such a step takes in
both can only differ inside it; so only steps that are new, gone, moved or
different inside are looked at, each against those of the other list that some
request reaches together with it.  A pair of steps is a region when a request is
found for it; that there is none is proved (`steelyard.forecast.routing.space`).
"""

from collections.abc import Iterator, Sequence

from steelyard.compare.align import aligned
from steelyard.compare.telling import Telling, alike
from steelyard.core.record import field, frozen, identity, record
from steelyard.forecast.routing.evaluate import holds
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.ends import End
from steelyard.forecast.routing.space.order import Order
from steelyard.forecast.routing.space.program import Node, Step
from steelyard.forecast.routing.space.solver import Answer, Before, Solver, Wanted
from steelyard.forecast.routing.state import State
from steelyard.model.conditions import ALWAYS, Condition
from steelyard.model.essence import essence

MOST = 500
"""Regions that one comparison lists; more are only said to exist."""

TRIES = 400
"""Requests that one question may try."""

ALL_TRIES = 60_000
"""Requests that one comparison may try."""


@frozen
class Way:
    """Steps taken one inside the other, each with its place in its list."""

    steps: tuple[tuple[Step, int], ...] = ()

    def then(self, step: Step, index: int) -> "Way":
        """One step further."""
        return Way((*self.steps, (step, index)))


@frozen
class Context:
    """What is known of the requests that are looked at."""

    wanted: tuple[Wanted, ...] = ()
    before: tuple[Before, ...] = ()
    old: Way = Way()
    new: Way = Way()

    def holding(self, wanted: Wanted) -> "Context":
        """With one more condition that holds, or does not."""
        return Context((*self.wanted, wanted), self.before, self.old, self.new)

    def narrowed(self, wanted: Sequence[Condition], before: Sequence[Before]) -> "Context":
        """With more known of them."""
        more = tuple((condition, True) for condition in wanted if condition is not ALWAYS)
        return Context((*self.wanted, *more), (*self.before, *before), self.old, self.new)


@identity
class Region:
    """Requests that both programs send somewhere else.

    ``witness`` is one of them, None when whether there is any is unknown: ``why``.
    ``taken`` are guards of steps before that take requests out of the region, as
    far as the search met them.
    """

    old: End
    new: End
    context: Context
    witness: Request | None
    why: str = ""
    taken: tuple[Condition, ...] = ()

    def holds(self, state: State) -> bool | None:
        """Whether a request, as it enters the first chain, lies in the region; None: unknown."""
        answer: bool | None = True
        for condition, wanted in self.context.wanted:
            truth = holds(condition, state)
            if truth is (not wanted):
                return False
            answer = None if truth is None else answer
        for before in self.context.before:
            hit = before.order.first(state, before.index)
            if hit is not None:
                if hit[1]:
                    return False
                answer = None
        return answer


@record
class Found:
    """The regions of one comparison, and whether these are all."""

    regions: list[Region] = field(default_factory=list)
    complete: bool = True
    why: str = ""


class Comparison:
    """Two nodes being compared."""

    def __init__(self, solver: Solver) -> None:
        self._solver = solver
        self._left = ALL_TRIES
        self.found = Found()

    def run(self, old: Node | End, new: Node | End) -> Found:
        """All regions."""
        self._compare(old, new, Context())
        return self.found

    def _compare(self, old: Node | End, new: Node | End, context: Context) -> None:
        """Notes the regions within a context."""
        if not self.found.complete or same(old, new):
            return
        if isinstance(old, End) and isinstance(new, End):
            self._note(old, new, context)
            return
        lists = _List(old), _List(new)
        for i, j in self._pairs(lists[0], lists[1], context):
            a, b = lists[0].steps[i], lists[1].steps[j]
            if same(a.then, b.then):
                continue
            inner = context.narrowed((a.guard, b.guard), (lists[0].before(i), lists[1].before(j)))
            inner = Context(
                inner.wanted, inner.before, context.old.then(a, i), context.new.then(b, j)
            )
            nested = isinstance(a.then, Node) or isinstance(b.then, Node)
            if nested and self._ask(inner).none:
                continue
            self._compare(a.then, b.then, inner)

    def _pairs(self, old: "_List", new: "_List", context: Context) -> Iterator[tuple[int, int]]:
        """The steps that some request may take in both lists and that may differ."""
        pairs = aligned(old.keys, new.keys)
        partner = dict(pairs)
        partners_of_new = {j: i for i, j in pairs}
        yield from pairs
        for i in range(len(old.steps)):
            if i not in partner:
                yield from ((i, j) for j in self._meeting(old, i, new, partners_of_new, context))
        for j in range(len(new.steps)):
            if j not in partners_of_new:
                for i in self._meeting(new, j, old, partner, context):
                    if i in partner:
                        yield (i, j)

    def _meeting(
        self, one: "_List", at: int, other: "_List", partner: dict[int, int], context: Context
    ) -> Iterator[int]:
        """The steps of ``other`` that some request takes that takes step ``at`` of ``one``.

        ``partner`` gives the twin in ``one`` of steps of ``other``: requests of a
        twin that stands before are taken by it.
        """
        step = one.steps[at]
        known = context.narrowed((step.guard,), (one.before(at),))
        candidates = other.order.may_meet(step.guard)
        done = -1
        while done < len(other.steps) - 1:
            left = self._ask(known.narrowed((), (other.before(done + 1),)))
            if left.none:
                return
            reached = len(other.steps) - 1
            if left.request is not None:
                hit = other.order.first(self._solver.state(left.request))
                reached = reached if hit is None else max(hit[0], done + 1)
            for index in candidates:
                between = done < index < reached
                twin_first = index in partner and partner[index] < at
                if between and not twin_first and not same(step.then, other.steps[index].then):
                    yield index
            yield reached
            done = reached

    def _ask(self, context: Context) -> Answer:
        """Whether a request is left; within the budget of the whole comparison."""
        if self._left <= 0:
            self.found.complete = False
            self.found.why = "the comparison takes too many tries"
            return Answer(none=True)
        answer = self._solver.solve(context.wanted, context.before, TRIES)
        self._left -= answer.tries
        return answer

    def _note(self, old: End, new: End, context: Context) -> None:
        """Notes a region, unless it is empty."""
        answer = self._ask(context)
        if answer.none:
            return
        if len(self.found.regions) >= MOST:
            self.found.complete = False
            self.found.why = f"more than {MOST} regions changed"
            return
        witness, why = answer.request, answer.why
        if witness is not None and alike(old, new):
            told = Telling(self._solver, lambda wanted: self._ask(context.holding(wanted)))
            shown = told.apart(old, new, witness)
            if shown is None:
                return
            witness, why = (shown, "") if isinstance(shown, Request) else (None, shown)
        taken = tuple(
            before.guards[index]
            for before, used in zip(context.before, answer.used, strict=True)
            for index in used
        )
        self.found.regions.append(Region(old, new, context, witness, why, taken))


class _List:
    """The ordered steps of a node; an end is a single step that takes all."""

    def __init__(self, node: Node | End) -> None:
        if isinstance(node, Node):
            self.steps, self.guards, self.order = node.steps, node.guards, node.order
        else:
            self.steps, self.guards = (Step(ALWAYS, node),), (ALWAYS,)
            self.order = Order(self.guards)

    @property
    def keys(self) -> list[object]:
        """What makes steps twins: their guards."""
        return [essence(guard, True) for guard in self.guards]

    def before(self, index: int) -> Before:
        """No guard before this one holds."""
        return Before(self.guards, self.order, index)


def same(old: Node | End, new: Node | End) -> bool:
    """Whether both certainly do the same."""
    if isinstance(old, Node) and isinstance(new, Node):
        return old.key == new.key
    if isinstance(old, End) and isinstance(new, End):
        return ending(old) == ending(new)
    return False


def ending(end: End) -> object:
    """What makes two ends the same."""
    named = (end.kind, end.pool, end.server, end.status, end.what, end.persistence)
    return (*named, essence((end.location, end.path, end.mark), True))
