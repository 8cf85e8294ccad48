"""Short names for what chains do, the same in two gateways whatever the chains are called."""

import hashlib
from collections.abc import Callable, Collection, Iterator

from steelyard.core.record import names_of
from steelyard.forecast.routing.space.asked import targets
from steelyard.model import routing
from steelyard.model.essence import essence
from steelyard.model.gateway import Gateway
from steelyard.model.routing import Action


class Digests:
    """The digests of the chains of one gateway, worked out when asked for."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._known: dict[str, bytes] = {}

    def chain(self, name: str) -> bytes:
        """Equal for chains whose routes, and all chains they lead to, are the same.

        Chains that lead back to one another are hashed together; their names join
        in, so that nothing is taken for equal by chance.
        """
        if name not in self._known:
            for circle in _circles(name, self._targets, self._known):
                self._settle(circle)
        return self._known[name]

    def _targets(self, name: str) -> list[str]:
        chain = self._gateway.chains.get(name)
        routes = chain.routes if chain is not None else ()
        return [target for route in routes for target in targets(route)]

    def _settle(self, circle: list[str]) -> None:
        """Digests of chains that lead back to one another; of most there is only one."""
        if len(circle) == 1 and circle[0] not in self._targets(circle[0]):
            self._known[circle[0]] = self._hashed(circle[0])
            return
        for name in circle:
            self._known[name] = f"in the circle {name}".encode()
        whole = b"".join(self._hashed(name) for name in sorted(circle))
        for name in circle:
            self._known[name] = _hash(name.encode("utf-8", "surrogateescape"), whole)

    def _hashed(self, name: str) -> bytes:
        """What the routes of a chain do; the digests of those they lead to are known."""
        chain = self._gateway.chains.get(name)
        if chain is None:
            return f"no chain {name}".encode()
        pieces = []
        for route in chain.routes:
            condition = repr(essence(route.condition, True))
            pieces.append(condition.encode("utf-8", "surrogateescape"))
            pieces += [self._action(action) for action in route.actions]
        return _hash(*pieces)

    def _action(self, action: Action) -> bytes:
        if isinstance(action, routing.Remark):
            return b""
        parts: list[object] = [type(action).__name__]
        if isinstance(action, routing.Switch):
            parts.append(essence(action.value, True))
            parts += [(text, self.chain(chain)) for text, chain in action.cases.items()]
            parts.append(None if action.otherwise is None else self.chain(action.otherwise))
        elif isinstance(action, routing.Goto | routing.Call | routing.Restart):
            parts.append(self.chain(action.chain))
            parts.append(getattr(action, "limit", 0))
        elif isinstance(action, routing.ToServer):
            pool = self._gateway.pools.get(action.pool)
            states = [s.admin for s in pool.servers if s.name == action.server] if pool else []
            kept = pool is not None and "persist-to-dead" in pool.settings
            parts += [action.pool, action.server, states, kept]
        else:
            parts += [essence(getattr(action, name), True) for name in names_of(action)]
        return repr(parts).encode("utf-8", "surrogateescape")


def _hash(*pieces: bytes) -> bytes:
    hashed = hashlib.blake2b(digest_size=16)
    for piece in pieces:
        hashed.update(str(len(piece)).encode() + b" " + piece)
    return hashed.digest()


def _circles(
    start: str, targets_of: Callable[[str], list[str]], done: Collection[str]
) -> Iterator[list[str]]:
    """Chains that lead back to one another, grouped; each group after those it leads to.

    Tarjan's algorithm, without recursion; ``done`` are left out.
    """
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    grouped: set[str] = set()
    path: list[tuple[str, Iterator[str]]] = []

    def enter(name: str) -> None:
        number[name] = lowest[name] = len(number)
        waiting.append(name)
        path.append((name, iter(targets_of(name))))

    enter(start)
    while path:
        name, rest = path[-1]
        for target in rest:
            if target in grouped or target in done:
                continue
            if target not in number:
                enter(target)
                break
            lowest[name] = min(lowest[name], number[target])
        else:
            path.pop()
            if path:
                above = path[-1][0]
                lowest[above] = min(lowest[above], lowest[name])
            if lowest[name] == number[name]:
                at = waiting.index(name)
                group = waiting[at:]
                del waiting[at:]
                grouped.update(group)
                yield group
