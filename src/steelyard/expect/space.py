"""The requests of one gateway, entrance by entrance, for all questions of a run."""

from steelyard.compare.doors import Socket, doors, socket
from steelyard.compare.plainly import WRITTEN_PLAINLY
from steelyard.core.errors import UsageError
from steelyard.core.record import identity
from steelyard.expect.narrow import Narrow
from steelyard.forecast.routing.space.door import Door
from steelyard.forecast.routing.space.environment import UNCHANGED, Environment
from steelyard.forecast.routing.space.formula import Formulas
from steelyard.forecast.routing.space.program import Node, Program
from steelyard.forecast.routing.space.solver import Solver, Wanted
from steelyard.lint.expectations import Where
from steelyard.model.gateway import Gateway
from steelyard.model.values import Field


@identity
class Entrance:
    """Sockets whose requests go the same ways, by one of them."""

    door: Door
    start: Node
    solver: Solver


class Space:
    """One gateway unfolded, shared by all questions."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.program = Program(gateway)
        self._formulas = Formulas()
        self.doors = doors(gateway)
        self._entrances: dict[object, Entrance] = {}
        self._narrow: dict[int, Narrow] = {}
        asks_clean = ("clean-path", "") in self.program.asked
        self._paths = Environment({("path", ""): Field("clean-path")}) if asks_clean else UNCHANGED

    def entrances(self, where: Where | None = None) -> list[Entrance]:
        """The entrances that ``where`` means, each once.

        Raises `UsageError` for a listener that cannot be told apart, and `TooLarge`.
        """
        found: dict[int, Entrance] = {}
        sockets = None if where is None else self._sockets(where.listeners)
        for place, door in self.doors.items():
            if sockets is not None and place not in sockets:
                continue
            if where is None or _meant(where, door):
                entrance = self.entrance(door)
                found[id(entrance)] = entrance
        return list(found.values())

    def wanted(self, where: Where) -> tuple[Wanted, ...]:
        """What holds for the requests that are meant, over the request as sent."""
        plainly = WRITTEN_PLAINLY if where.plainly else ()
        conditions = (self._paths.condition(where.condition), *plainly)
        return tuple((condition, True) for condition in conditions)

    def narrow(self, node: Node) -> Narrow:
        """The steps of a node, by what they compare; kept for all expectations."""
        found = self._narrow.get(id(node))
        if found is None:
            found = self._narrow[id(node)] = Narrow(node)
        return found

    def entrance(self, door: Door) -> Entrance:
        """The entrance that requests to this socket come in by.  Raises `TooLarge`."""
        constants = door.constants(self.program.asked)
        key = (door.entry, constants.key, door.listener.protocol, door.bind.tls)
        found = self._entrances.get(key)
        if found is None:
            start = self.program.enter(door.entry, constants)
            found = self._entrances[key] = Entrance(door, start, Solver(door, self._formulas))
        return found

    def _sockets(self, listeners: tuple[str, ...]) -> set[Socket] | None:
        """The sockets of listeners; None for all."""
        if not listeners:
            return None
        found: set[Socket] = set()
        for name in listeners:
            named = [one for one in self.gateway.listeners if one.name == name]
            if not named:
                known = ", ".join(sorted({one.name for one in self.gateway.listeners})[:8])
                raise UsageError(f"there is no listener {name!r}; there are: {known}")
            own = {socket(bind) for one in named for bind in one.binds}
            for other in self.gateway.listeners:
                if other.name != name and own & {socket(bind) for bind in other.binds}:
                    raise UsageError(
                        f"listener {name!r} shares its sockets with {other.name!r}: say which "
                        "requests are meant with host = '...' and port"
                    )
            found |= own
        return found


def _meant(where: Where, door: Door) -> bool:
    """Whether the socket is one that takes such requests."""
    http = door.listener.protocol == "http"
    if where.http and not http:
        return False
    if where.schemes and door.scheme not in where.schemes:
        return False
    return not where.ports or door.bind.port in where.ports
