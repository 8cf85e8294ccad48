"""Short names for what chains do, the same in two gateways whatever the chains are called."""

import hashlib

from steelyard.core.record import names_of
from steelyard.model import routing
from steelyard.model.essence import essence
from steelyard.model.gateway import Gateway
from steelyard.model.routing import Action


class Digests:
    """The digests of the chains of one gateway, worked out when asked for."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._known: dict[str, bytes] = {}
        self._open: list[str] = []

    def chain(self, name: str) -> bytes:
        """Equal for chains whose routes, and all chains they lead to, are the same.

        A chain that leads back to one being looked at stands for how far up
        that is; its name joins in, so that nothing is taken for equal by chance.
        """
        found = self._known.get(name)
        if found is not None:
            return found
        if name in self._open:
            return f"up {len(self._open) - self._open.index(name)} {name}".encode()
        chain = self._gateway.chains.get(name)
        if chain is None:
            return f"no chain {name}".encode()
        self._open.append(name)
        hashed = hashlib.blake2b(digest_size=16)
        for route in chain.routes:
            hashed.update(repr(essence(route.condition, True)).encode("utf-8", "surrogateescape"))
            for action in route.actions:
                hashed.update(self._action(action))
        self._open.pop()
        self._known[name] = hashed.digest()
        return self._known[name]

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
