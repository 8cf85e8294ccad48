"""Which requests go elsewhere: the regions of all sockets of two gateways."""

from steelyard.compare.difference import Difference, RegionChange
from steelyard.compare.doors import DoorPair, door_pairs
from steelyard.compare.endings import Endings
from steelyard.compare.merge import Told, merged
from steelyard.compare.plainly import PLAINLY, WRITTEN_PLAINLY
from steelyard.compare.pools import counterparts
from steelyard.compare.regions import Comparison, Found
from steelyard.compare.words import parts_words
from steelyard.forecast.routing.language.refused import TooLarge
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.door import Door
from steelyard.forecast.routing.space.ends import End
from steelyard.forecast.routing.space.environment import Environment
from steelyard.forecast.routing.space.formula import Formulas
from steelyard.forecast.routing.space.program import Node, Program
from steelyard.forecast.routing.space.solver import Solver
from steelyard.forecast.routing.walk import walk
from steelyard.model.gateway import Gateway
from steelyard.model.values import Field

NOBODY = End("closed", what="nobody listens")


class Routes:
    """The comparison of two gateways, socket by socket."""

    def __init__(self, old: Gateway, new: Gateway) -> None:
        self._gateways = old, new
        self.strangers = old.dialect != new.dialect
        self.twins = counterparts(old, new)
        self._programs = Program(old), Program(new)
        self._asked = self._programs[0].asked | self._programs[1].asked
        self._formulas = Formulas()

    def into(self, difference: Difference) -> None:
        """Adds the regions to ``difference``; equal sockets are compared once."""
        difference.twins = self.twins
        difference.strangers = self.strangers
        if self.strangers:
            difference.assumptions.append(PLAINLY)
        groups: dict[object, list[DoorPair]] = {}
        for pair in door_pairs(*self._gateways):
            groups.setdefault(self._key(pair), []).append(pair)
        for pairs in groups.values():
            try:
                found = self._compare(pairs[0])
            except TooLarge as too_large:
                found = Found(complete=False, why=str(too_large))
            if not found.complete:
                difference.complete = False
                difference.why = difference.why or found.why
            names = [pair.name for pair in pairs]
            difference.regions += [
                self._change(told, names, pairs[0]) for told in merged(found.regions)
            ]

    def _key(self, pair: DoorPair) -> object:
        """Equal for sockets whose requests go the same ways."""
        return tuple(
            None if door is None else (door.entry, self._constants(door).key)
            for door in (pair.old, pair.new)
        )

    def _constants(self, door: Door) -> Environment:
        """What is the same for all requests; between dialects the clean path is the path."""
        constants = door.constants(self._asked)
        if self.strangers:
            constants = constants.changed("clean-path", "", Field("path"))
        return constants

    def _compare(self, pair: DoorPair) -> Found:
        door = pair.new or pair.old
        assert door is not None
        endings = Endings(self.twins, self.strangers)
        comparison = Comparison(Solver(door, self._formulas), endings)
        wanted = [(condition, True) for condition in WRITTEN_PLAINLY] if self.strangers else []
        return comparison.run(self._node(pair.old, 0), self._node(pair.new, 1), wanted)

    def _node(self, door: Door | None, side: int) -> Node | End:
        if door is None:
            return NOBODY
        return self._programs[side].enter(door.entry, self._constants(door))

    def _change(self, told: Told, names: list[str], pair: DoorPair) -> RegionChange:
        """Regions as they are told."""
        first = told.first
        change = RegionChange(
            names,
            parts_words(told.parts, told.more),
            first.witness,
            first.old,
            first.new,
            why=first.why,
            region=told,
            door=pair.new or pair.old,
        )
        if first.witness is not None:
            change.old = outcome_of(pair.old, first.witness)
            change.new = outcome_of(pair.new, first.witness)
        return change


def outcome_of(door: Door | None, request: Request) -> Outcome:
    """Where a gateway sends one request that comes to a socket."""
    if door is None:
        return Outcome("closed", why=NOBODY.what)
    return walk(door.gateway, request)
