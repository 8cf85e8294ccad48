"""Writing a chain: phases one after the other, each of which a rule may leave."""

from collections.abc import Sequence

from steelyard.core.place import Place
from steelyard.core.record import record
from steelyard.model.conditions import ALWAYS
from steelyard.model.routing import Chain, Goto, Route


@record
class Rule:
    """A route, and whether it ends its phase (``allow``, ``accept``)."""

    route: Route
    leaves: bool = False


class ChainWriter:
    """Adds routes to a chain, and starts another where a phase can be left."""

    def __init__(self, chains: dict[str, Chain], name: str, place: Place) -> None:
        """Enters an empty chain of that name."""
        self.chains = chains
        self.name = name
        self.place = place
        self.current = self._chain(name)

    def add(self, route: Route) -> None:
        """One more route."""
        self.current.routes.append(route)

    def phase(self, rules: Sequence[Rule], kind: str) -> None:
        """A phase's rules; a rule that leaves it goes to the chain behind it."""
        last = len(rules)
        while last and rules[last - 1].leaves:
            last -= 1  # nothing is left to skip behind them
        if not any(rule.leaves for rule in rules[:last]):
            self.current.routes += [rule.route for rule in rules]
            return
        behind = self._chain(f"{self.name}, after {kind}")
        for index, rule in enumerate(rules):
            route = rule.route
            if rule.leaves and index < last:
                route.actions = (*route.actions, Goto(behind.name))
            self.add(route)
        self.add(Route(ALWAYS, (Goto(behind.name),), implicit=True))
        self.current = behind

    def _chain(self, name: str) -> Chain:
        chain = Chain(name, place=self.place)
        self.chains[name] = chain
        return chain
