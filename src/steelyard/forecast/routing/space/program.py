"""A gateway unfolded: a tree of steps over the request as the client sent it.

A `Node` is an ordered list of steps; the first whose guard holds decides where
the request goes on: to another node, or to its end.  The last guard always
holds.  Nodes are worked out when they are looked at, and shared where position
and changes are the same.  What an action changes is put into the conditions
behind it (`environment`), so that guards speak of the request as it was sent.
"""

from functools import cached_property

from steelyard.core.place import NOWHERE, Place
from steelyard.core.record import frozen
from steelyard.forecast.routing.language.refused import TooLarge
from steelyard.forecast.routing.space.asked import Asked, Fields
from steelyard.forecast.routing.space.captures import behind
from steelyard.forecast.routing.space.digest import Digests
from steelyard.forecast.routing.space.ends import End, unknown
from steelyard.forecast.routing.space.environment import Environment, both
from steelyard.forecast.routing.space.order import Order
from steelyard.forecast.routing.space.perform import Cases, Position, perform
from steelyard.model.conditions import ALWAYS, Always, Condition, Never
from steelyard.model.gateway import Gateway
from steelyard.model.routing import Call, Goto, Restart, Route, Switch

STEPS = 400_000
"""Steps that one gateway may unfold to."""

MOVES = (Goto, Call, Restart, Switch)
"""Actions that lead to another chain."""


@frozen
class Step:
    """Requests for which ``guard`` holds, and none of the guards before it, go on at ``then``.

    ``text`` is the configuration's own line, ``place`` where it stands.
    """

    guard: Condition
    then: "Node | End"
    place: Place = NOWHERE
    text: str = ""
    implicit: bool = False


class Program:
    """One gateway and the nodes it has been unfolded to."""

    def __init__(self, gateway: Gateway, steps: int = STEPS) -> None:
        """``steps``: how many may be unfolded."""
        self.gateway = gateway
        self.digests = Digests(gateway)
        self.reads = Asked(gateway)
        self.asked = self.reads.anywhere()
        self.captures = any(name == "capture" for name, _ in self.asked)
        self._left = steps
        self._nodes: dict[object, Node] = {}

    def enter(self, entry: str, constants: Environment) -> "Node":
        """The node at the start of a chain.

        ``constants`` are the fields that are the same for every request that comes here.
        """
        return self.node(Position(((entry, 0),), constants, 0))

    def node(self, position: Position) -> "Node":
        """The node at a position, the same object for the same position."""
        key = (position.stack, position.environment.key, position.restarts)
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = Node(self, position)
        return found

    def grant(self, steps: int) -> None:
        """Raises `TooLarge` when more is unfolded than was granted."""
        self._left -= steps
        if self._left < 0:
            raise TooLarge(f"{self.gateway.path} unfolds to more than {STEPS} steps")


class Node:
    """A place in the walk with what was changed until there."""

    def __init__(self, program: Program, position: Position) -> None:
        self.program = program
        self._position = position

    @cached_property
    def key(self) -> object:
        """Equal for nodes of two gateways that certainly do the same."""
        stack = tuple((self.program.digests.chain(name), at) for name, at in self._position.stack)
        return (stack, self._position.environment.key, self._position.restarts)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps in order."""
        found = list(_Unfolding(self.program).steps(self._position))
        self.program.grant(len(found))
        return tuple(found)

    @cached_property
    def guards(self) -> tuple[Condition, ...]:
        """The guards of the steps."""
        return tuple(step.guard for step in self.steps)

    @cached_property
    def order(self) -> Order:
        """The guards, to be searched."""
        return Order(self.guards)


class _Unfolding:
    """Collects the steps of one node."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._found: list[Step] = []
        self._looked = 0
        self._via: Route | None = None

    def steps(self, position: Position) -> list[Step]:
        """The steps from a position on, up to one that takes every request left."""
        at: Position | None = position
        while at is not None:
            self._looked += 1
            if self._looked > STEPS:
                raise TooLarge("chains call one another in circles")
            at = self._one(at)
        return self._found

    def _one(self, at: Position) -> Position | None:
        """Looks at the next route; the position after it, None when nothing is left."""
        stack = at.stack
        if not stack:
            self._last(unknown("no route decides this request"), None)
            return None
        name, index = stack[-1]
        chain = self._program.gateway.chains.get(name)
        if chain is None:
            self._last(unknown(f"chain {name!r} does not exist"), None)
            return None
        if index >= len(chain.routes):
            return Position(stack[:-1], at.environment, at.restarts)
        route = chain.routes[index]
        after = Position((*stack[:-1], (name, index + 1)), at.environment, at.restarts)
        guard = at.environment.condition(route.condition)
        asked = self._program.reads.after(stack)
        passed_by = self._passed_by(asked, route, after)
        if isinstance(guard, Never):
            return passed_by
        done = perform(self._program.gateway, asked, route, route.condition, after)
        if isinstance(guard, Always):
            return self._always(done, route)
        if done != passed_by:
            self._under(guard, done, passed_by, route)
        return passed_by

    def _passed_by(self, asked: Fields, route: Route, after: Position) -> Position:
        """The position behind a route whose condition is not true."""
        if not self._program.captures or all(name != "capture" for name, _ in asked):
            return after
        environment = behind(after.environment, route.condition, False)
        return Position(after.stack, environment, after.restarts)

    def _always(self, done: "Position | End | Cases", route: Route) -> Position | None:
        """A route that every request takes that is left."""
        if route.text and not route.implicit and any(isinstance(a, MOVES) for a in route.actions):
            # What only goes on is not a step; who comes this way is told of it all the same.
            self._via = route
        if isinstance(done, Position):
            return done
        rest: Position | End = done if isinstance(done, End) else done.rest
        for guard, position in () if isinstance(done, End) else done.cases:
            self._add(guard, position, route)
        if isinstance(rest, Position):
            return rest
        self._last(rest, route)
        return None

    def _under(
        self, guard: Condition, done: "Position | End | Cases", after: Position, route: Route
    ) -> None:
        """A route that only some requests take."""
        if not isinstance(done, Cases):
            self._add(guard, done, route)
            return
        for inner, position in done.cases:
            self._add(both(guard, inner), position, route)
        if done.rest != after:
            self._add(guard, done.rest, route)

    def _add(self, guard: Condition, then: "Position | End", route: Route) -> None:
        if isinstance(guard, Never):
            return
        target = then if isinstance(then, End) else self._program.node(then)
        self._note(guard, target, route)

    def _last(self, end: End, route: Route | None) -> None:
        self._note(ALWAYS, end, route)

    def _note(self, guard: Condition, then: "Node | End", route: Route | None) -> None:
        """Adds a step; one that no line states is told by the line that led here."""
        told = route
        if route is None or route.implicit:
            told = self._via or route
        if told is None:
            self._found.append(Step(guard, then))
        else:
            self._found.append(Step(guard, then, told.place, told.text, told.implicit))
