"""All regions of requests that two programs treat differently.

Both programs are trees of ordered steps.  Where an ordered list has steps that
the other list has too, in the same order, requests that such a step takes in
both can only differ inside it; so only steps that are new, gone, moved or
different inside are looked at, each against those of the other list that some
request reaches together with it.  A pair of steps is a region when a request is
found for it; that there is none is proved (`steelyard.forecast.routing.space`).
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

from steelyard.compare.align import aligned
from steelyard.compare.endings import Endings
from steelyard.compare.telling import Telling, texts
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

MOST_TAKEN, MOST_NAMED, FEW_TRIES = 40, 8, 20
"""Earlier steps that are looked at to describe a region, those named, tries for each."""

ALL_TRIES = 200_000
"""Requests that one comparison may try; working out a text by automata counts for several."""

TO_DESCRIBE = 4_000
"""Likewise, to find what earlier steps take out of the regions."""


@frozen
class Way:
    """Steps taken one inside the other, each with its place in its list."""

    steps: tuple[tuple[Step, int], ...] = ()

    def then(self, step: Step, index: int) -> "Way":
        """One step further."""
        return Way((*self.steps, (step, index)))

    @property
    def told(self) -> Step | None:
        """The last step that a line of the configuration states, None without one."""
        written = [step for step, _ in self.steps if step.text and not step.implicit]
        return written[-1] if written else None


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
    ``taken`` are guards of steps before that take requests out of the region;
    ``more``: there may be others.
    """

    old: End
    new: End
    context: Context
    witness: Request | None
    why: str = ""
    taken: tuple[Condition, ...] = ()
    more: bool = False

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

    def __init__(self, solver: Solver, endings: Endings) -> None:
        self._solver = solver
        self._endings = endings
        self._left = ALL_TRIES
        self._to_describe = TO_DESCRIBE
        self.found = Found()

    def run(self, old: Node | End, new: Node | End, wanted: Sequence[Wanted] = ()) -> Found:
        """All regions of the requests for which ``wanted`` holds."""
        self._compare(old, new, Context(tuple(wanted)))
        return self.found

    def _same(self, old: Node | End, new: Node | End) -> bool:
        if isinstance(old, End) and isinstance(new, End):
            return self._endings.old(old) == self._endings.new(new) and texts(old) == texts(new)
        return same(old, new)

    def _compare(self, old: Node | End, new: Node | End, context: Context) -> None:
        """Notes the regions within a context."""
        if not self.found.complete or self._same(old, new):
            return
        if isinstance(old, End) and isinstance(new, End):
            self._note(old, new, context)
            return
        lists = _List(old), _List(new)
        for i, j in self._pairs(lists[0], lists[1], context):
            a, b = lists[0].steps[i], lists[1].steps[j]
            if self._same(a.then, b.then):
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
                yield from (
                    (i, j) for j in self._meeting(old, i, new, partners_of_new, context, True)
                )
        for j in range(len(new.steps)):
            if j not in partners_of_new:
                for i in self._meeting(new, j, old, partner, context, False):
                    if i in partner:
                        yield (i, j)

    def _meeting(
        self,
        one: "_List",
        at: int,
        other: "_List",
        partner: dict[int, int],
        context: Context,
        is_old: bool,
    ) -> Iterator[int]:
        """The steps of ``other`` that some request takes that takes step ``at`` of ``one``.

        ``partner`` gives the twin in ``one`` of steps of ``other``: requests of a
        twin that stands before are taken by it.  ``is_old``: ``one`` is the old list.
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
                if (
                    between
                    and not twin_first
                    and not self._same(*self._ordered(step, other.steps[index], is_old))
                ):
                    yield index
            yield reached
            if other.keys[reached] == one.keys[at]:
                return  # it takes all that is left
            done = reached

    @staticmethod
    def _ordered(step: Step, other: Step, is_old: bool) -> tuple[Node | End, Node | End]:
        """Where two steps lead, that of the old gateway first."""
        return (step.then, other.then) if is_old else (other.then, step.then)

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
        if witness is not None and self._endings.old(old) == self._endings.new(new):
            told = Telling(self._solver, lambda wanted: self._ask(context.holding(wanted)))
            shown = told.apart(old, new, witness)
            if shown is None:
                return
            witness, why = (shown, "") if isinstance(shown, Request) else (None, shown)
        taken, more = self._taken(context, answer)
        self.found.regions.append(Region(old, new, context, witness, why, taken, more))

    def _taken(self, context: Context, answer: Answer) -> tuple[tuple[Condition, ...], bool]:
        """Guards of earlier steps that take requests out of the region, and whether there are more.

        Those that the search met, and as many others as are found in a few tries.
        """
        found: dict[object, Condition] = {}
        looked = 0
        for before, used in zip(context.before, answer.used, strict=True):
            if before.index == 0:
                continue
            own = before.guards[before.index] if before.index < len(before.guards) else ALWAYS
            candidates = [i for i in before.order.may_meet(own) if i < before.index]
            for index in dict.fromkeys((*used, *candidates)):
                if index in before.silent:
                    continue
                guard = before.guards[index]
                key = essence(guard, True)
                if key in found:
                    continue
                looked += 1
                if looked > MOST_TAKEN or len(found) >= MOST_NAMED or self._to_describe <= 0:
                    return tuple(found.values()), True
                meeting = self._solver.solve((*context.wanted, (guard, True)), (), FEW_TRIES)
                self._to_describe -= meeting.tries
                if not meeting.none:
                    found[key] = guard
        return tuple(found.values()), False


class _List:
    """The ordered steps of a node; an end is a single step that takes all."""

    def __init__(self, node: Node | End) -> None:
        if isinstance(node, Node):
            self.steps, self.guards, self.order = node.steps, node.guards, node.order
        else:
            self.steps, self.guards = (Step(ALWAYS, node),), (ALWAYS,)
            self.order = Order(self.guards)
        self.silent = frozenset(
            index
            for index, step in enumerate(self.steps)
            if step.implicit and isinstance(step.then, End) and step.then.kind == "reject"
        )

    @cached_property
    def keys(self) -> list[object]:
        """What makes steps twins: their guards."""
        return [essence(guard, True) for guard in self.guards]

    def before(self, index: int) -> Before:
        """No guard before this one holds."""
        return Before(self.guards, self.order, index, self.silent)


def same(old: Node | End, new: Node | End) -> bool:
    """Whether both certainly do the same."""
    if isinstance(old, Node) and isinstance(new, Node):
        return old.key == new.key
    return False
