"""The ways from a listener's first chain to each pool: which lines lead there.

Conditions are not weighed: a way says which lines a request would pass, not
whether any request can.
"""

import re
from collections import deque
from collections.abc import Iterator

from steelyard.core.place import Place
from steelyard.core.record import frozen, record
from steelyard.core.secrets import masked
from steelyard.model.conditions import Always
from steelyard.model.gateway import Gateway
from steelyard.model.routing import Call, Goto, Restart, Route, Switch, ToPool, ToServer

LONGEST = 240
"""Characters of a way's text."""

_WORDS = r"(?:authorization|token|secret|passw(?:or)?d|passwd|api[-_]?key|cookie-key)"

_COMPARED = re.compile(rf"(?i)([$(][\w.$,-]*{_WORDS}[\w.,-]*\)?\s+)[^{{}}]*?(?=\s*(?:[{{}})]|$))")
"""What a condition compares a header, cookie or variable of such a name with."""

_ASSIGNED = re.compile(rf"(?i)({_WORDS}[\w-]*=)[^\s&)}}]+")
"""The value of a parameter of such a name."""


@frozen
class Way:
    """One way to a pool: the lines that decide it, as text, and where the last one stands."""

    text: str
    place: Place


@record
class _Step:
    """One route that leads into a chain, and the chain that it stands in; by a switch or not."""

    chain: str
    route: Route
    chosen: bool


def ways(gateway: Gateway, entry: str) -> dict[str, list[Way]]:
    """The ways to each pool that ``entry`` may lead to, in the order of mention."""
    into: dict[str, list[_Step]] = {entry: []}
    ends: list[tuple[str, str, Route]] = []
    waiting = deque([entry])
    while waiting:
        name = waiting.popleft()
        chain = gateway.chains.get(name)
        for route in chain.routes if chain is not None else ():
            for target, pool, chosen in _leads(gateway, route):
                if pool:
                    ends.append((pool, name, route))
                if target in ("", name, entry):
                    continue
                if target not in into:
                    into[target] = []
                    waiting.append(target)
                into[target].append(_Step(name, route, chosen))
    found: dict[str, dict[Way, None]] = {}
    for pool, name, route in ends:
        ahead: list[_Step | None] = [*into[name]] or [None]
        for step in ahead:
            found.setdefault(pool, {})[_way(into, step, route)] = None
    return {pool: list(each) for pool, each in found.items()}


def _leads(gateway: Gateway, route: Route) -> Iterator[tuple[str, str, bool]]:
    """Where a route leads: (chain or "", pool or "", whether a switch chose it)."""
    for action in route.actions:
        if isinstance(action, ToPool | ToServer) and action.pool in gateway.pools:
            yield gateway.pools[action.pool].chain, action.pool, False
        elif isinstance(action, Goto | Call | Restart):
            yield action.chain, "", False
        elif isinstance(action, Switch):
            for chain in dict.fromkeys(action.cases.values()):
                yield chain, "", True
            if action.otherwise is not None:
                yield action.otherwise, "", True


def _way(into: dict[str, list[_Step]], step: _Step | None, last: Route) -> Way:
    """The lines from the entry over ``step`` to ``last``; of several ways to ``step`` the first."""
    routes, chosen, seen = [last], step is not None and step.chosen, set[str]()
    while step is not None:
        routes.append(step.route)
        ahead = into[step.chain] if step.chain not in seen else []
        seen.add(step.chain)
        step = ahead[0] if ahead else None
    routes.reverse()
    said = [route for route in routes if route.text and not route.implicit]
    if len(said) > 1 and said[-1] is last and isinstance(last.condition, Always) and not chosen:
        said.pop()  # it only names the pool, which stands beside it anyway
    said = said or [last]
    return Way(_text([route.text for route in said]), said[-1].place)


def _text(steps: list[str]) -> str:
    """The steps in one line, without those that the next one repeats."""
    kept: list[str] = []
    for text in steps:
        words = kept[-1].split() if kept else []
        if words and (text.startswith(kept[-1]) or words[-1] in text.split()):
            kept.pop()
        kept.append(text)
    line = " › ".join(kept)
    line = _ASSIGNED.sub(r"\1***", _COMPARED.sub(r"\1***", masked(line)))
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
