"""The way of one request through the chains of a gateway.

`walk` follows `steelyard.model.routing` to the letter.  At a condition whose
truth is unknown both ways are followed; when they end alike the outcome is
known all the same, otherwise it is unknown and says why.
"""

from steelyard.forecast.health import ALL_UP, Health
from steelyard.forecast.routing.arrival import arrive
from steelyard.forecast.routing.evaluate import holds, text_of, texts_of
from steelyard.forecast.routing.fields import keep_clean_path, path_of
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.persistence import may_be_had
from steelyard.forecast.routing.pick import choose
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.state import State, Step
from steelyard.model import routing
from steelyard.model.conditions import Always
from steelyard.model.gateway import Gateway
from steelyard.model.routing import Route
from steelyard.model.values import Apply, Value

MAX_FORKS = 64
"""Ways followed at most when conditions are unknown."""

MAX_STEPS = 100_000
"""Routes looked at on one way before a walk is given up (chains that call in circles)."""

MAX_DEPTH = 200
"""Chains called within one another."""


def walk(gateway: Gateway, request: Request, health: Health = ALL_UP, nth: int = 1) -> Outcome:
    """Where ``request`` ends.

    ``nth``: for pools whose order is predictable, the number of the request
    after a fresh start, for `Outcome.first`.
    """
    state, missing = arrive(gateway, request, health)
    return Outcome("unknown", why=missing) if state is None else go_on(state, nth)


def lead(gateway: Gateway, request: Request, health: Health = ALL_UP) -> Outcome:
    """Where ``request`` ends, as far as the pool: its server is not chosen yet."""
    state, missing = arrive(gateway, request, health)
    if state is None:
        return Outcome("unknown", why=missing)
    return _Walker().follow(state)


def go_on(state: State, nth: int = 1) -> Outcome:
    """Where a request ends that stands at a socket, or anywhere in the chains."""
    outcome = to_pool(state)
    if outcome.kind == "pool":
        choose(outcome, state.gateway, state.health, nth)
    return outcome


def to_pool(state: State) -> Outcome:
    """The same as far as the pool: its assumptions are those of the way alone."""
    return _Walker().follow(state)


class _Walker:
    """One question's budget of forks."""

    def __init__(self) -> None:
        self.forks = 0

    def follow(self, state: State) -> Outcome:
        """Walks on from where the state's stack stands."""
        chains = state.gateway.chains
        for _ in range(MAX_STEPS):
            if not state.stack:
                return _end(state, Outcome("unknown", why="no route decides this request"))
            name, index = state.stack[-1]
            chain = chains.get(name)
            if chain is None:
                return _end(state, Outcome("unknown", why=f"chain {name!r} does not exist"))
            if index >= len(chain.routes):
                state.stack.pop()
                continue
            route = chain.routes[index]
            state.stack[-1] = (name, index + 1)
            truth = holds(route.condition, state)
            if truth is None:
                return self._fork(state, route)
            if truth:
                ended = _perform(route, state)
                if ended is not None:
                    return ended
        return _end(state, Outcome("unknown", why=f"more than {MAX_STEPS} routes were looked at"))

    def _fork(self, state: State, route: Route) -> Outcome:
        """Both ways of a route whose condition is unknown."""
        self.forks += 1
        if self.forks > MAX_FORKS:
            return _end(state, Outcome("unknown", why="too many conditions are unknown"))
        other = state.copy()
        taken = _perform(route, state) or self.follow(state)
        left = self.follow(other)
        if taken.essence == left.essence:
            return taken
        why = f"whether {route.text or 'a condition'!r} applies is unknown ({route.place})"
        return _end(other, Outcome("unknown", why=why))


def _end(state: State, outcome: Outcome) -> Outcome:
    """The outcome with the way that led to it."""
    outcome.steps = state.steps
    outcome.assumptions = state.assumptions
    outcome.end = state
    return outcome


def _perform(route: Route, state: State) -> Outcome | None:
    """Runs a route's actions; the outcome when one of them ends the walk."""
    silent = all(isinstance(action, routing.Remark) for action in route.actions)
    if not silent and (not route.implicit or _says_something(route)):
        state.steps.append(Step(route.place, route.text or _words(route)))
    for action in route.actions:
        ended = _act(action, route, state)
        if isinstance(ended, Outcome):
            return _end(state, ended)
        if ended:
            return None
    return None


def _says_something(route: Route) -> bool:
    """Whether an implicit route decides something worth a step: an end, or a named fallback."""
    telling: tuple[type, ...] = (routing.Reject, routing.Respond)
    if route.text and isinstance(route.condition, Always):
        telling = (*telling, routing.Goto)
    return any(isinstance(action, telling) for action in route.actions)


def _words(route: Route) -> str:
    """A route without text of its own, in words."""
    return route.kind or "by default"


def _act(action: routing.Action, route: Route, state: State) -> Outcome | bool:
    """One action: an outcome, True when the walk leaves this route, else False."""
    match action:
        case routing.ToPool():
            return Outcome("pool", pool=action.pool)
        case routing.ToServer():
            return _to_server(action, state)
        case routing.Redirect():
            location = text_of(action.location, state)
            return Outcome("redirect", status=action.status, location=location or "")
        case routing.Respond():
            return Outcome("respond", status=action.status, why=action.what)
        case routing.Reject():
            return Outcome("reject", status=action.status, why=action.why)
        case routing.Goto():
            state.stack[:] = [*state.stack[:-1], (action.chain, 0)]
            return True
        case routing.Call():
            if len(state.stack) > MAX_DEPTH:
                return Outcome("unknown", why="chains call one another too deeply")
            state.stack.append((action.chain, 0))
            return True
        case routing.Restart():
            return _restart(action, state)
        case routing.Switch():
            return _switch(action, route, state)
        case routing.OpaqueAction():
            return _opaque(action, route, state)
        case _:
            _change(action, state)
            return False


def _to_server(action: routing.ToServer, state: State) -> Outcome | bool:
    """A server chosen by rule, unless it is stopped (HAProxy use-server)."""
    pool = state.gateway.pools.get(action.pool)
    for server in pool.servers if pool else ():
        if server.name == action.server:
            if pool is not None and may_be_had(pool, server, state):
                return Outcome("pool", pool=action.pool, server=action.server)
            return False
    return False


def _restart(action: routing.Restart, state: State) -> Outcome | bool:
    """An internal redirect, counted."""
    state.restarts += 1
    if state.restarts > action.limit:
        return Outcome("reject", status=500, why="internal redirects go in circles")
    state.stack[:] = [(action.chain, 0)]
    return True


def _switch(action: routing.Switch, route: Route, state: State) -> Outcome | bool:
    """On to the chain that a text names."""
    texts = texts_of(action.value, state)
    if texts is None:
        return Outcome("unknown", why=f"what {route.text!r} names is unknown ({route.place})")
    for text in texts:
        if text in action.cases:
            state.stack[:] = [*state.stack[:-1], (action.cases[text], 0)]
            return True
    if action.otherwise is None:
        return False
    state.stack[:] = [*state.stack[:-1], (action.otherwise, 0)]
    return True


def _opaque(action: routing.OpaqueAction, route: Route, state: State) -> Outcome | bool:
    """What an action that is not understood leaves known."""
    if action.may_end:
        return Outcome(
            "unknown", why=f"{action.text!r} is not understood ({route.place}): {action.reason}"
        )
    for touched in action.touches:
        name, _, argument = touched.partition(" ")
        state.forget(name, argument)
    state.assume(f"{action.text!r} is not understood: {action.reason}")
    return False


def _change(action: routing.Action, state: State) -> None:
    """Changes what later conditions see."""
    match action:
        case routing.SetVariable():
            state.variables[action.name] = texts_of(action.value, state)
        case routing.AddHeader():
            text = text_of(action.value, state)
            if text is None:
                state.forget("header", action.name)
            else:
                state.headers.append((action.name, text))
        case routing.SetField():
            _set_field(action, state)


def _set_field(action: routing.SetField, state: State) -> None:
    """Replaces a field."""
    name, argument = action.field, action.argument
    text = None if action.value is None else text_of(action.value, state)
    if action.value is not None and text is None:
        _forget(name, argument, state)
        return
    state.learn(name, argument)
    path, mark, query = state.target.partition("?")
    if name == "header":
        wanted = argument.lower()
        lines = _lines(action.value, text, state)
        state.headers = [pair for pair in state.headers if pair[0].lower() != wanted]
        state.headers += [(argument, line) for line in lines]
    elif name == "path":
        keep_clean_path(state)
        origin = path.removesuffix(path_of(path))  # scheme and host of an absolute target
        state.target = f"{origin}{text or '/'}{mark}{query}"
    elif name == "query":
        state.target = f"{path}?{text}" if text else path
    elif name == "target":
        keep_clean_path(state)
        state.target = text or "/"
    elif name == "clean-path":
        state.clean_path = text or ""
    elif name == "method":
        state.method = text or state.method
    elif name == "source":
        state.source = text or state.source
    elif name == "host":
        _set_field(routing.SetField("header", "Host", action.value), state)


def _lines(value: Value | None, text: str | None, state: State) -> list[str]:
    """The lines that a header gets: each of its own rewritten, or one."""
    if isinstance(value, Apply) and value.function == "rewrite":
        return texts_of(value, state) or []
    return [] if text is None else [text]


def _forget(name: str, argument: str, state: State) -> None:
    """Marks a field, and what is read from it, as unknown."""
    state.forget(name, argument)
    if name in ("path", "target", "query"):
        for field in ("path", "target", "query", "clean-path"):
            state.forget(field, "")
        for field in ("parameter", "parameter-any-case"):
            state.forget(field, "*")
    if name == "header":
        state.forget("header-item", argument)
        if argument.lower() == "host":
            state.forget("host", "")
