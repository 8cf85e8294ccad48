"""Which requests go elsewhere: the regions of all sockets of two gateways."""

from steelyard.compare.difference import Difference, RegionChange
from steelyard.compare.doors import DoorPair, door_pairs
from steelyard.compare.regions import Comparison, Found, Region
from steelyard.compare.words import region_words
from steelyard.forecast.routing.language.refused import TooLarge
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.door import Door
from steelyard.forecast.routing.space.ends import End
from steelyard.forecast.routing.space.formula import Formulas
from steelyard.forecast.routing.space.program import Node, Program
from steelyard.forecast.routing.space.solver import Solver
from steelyard.forecast.routing.walk import walk
from steelyard.model.gateway import Gateway

NOBODY = End("closed", what="nobody listens")


class Routes:
    """The comparison of two gateways, socket by socket."""

    def __init__(self, old: Gateway, new: Gateway) -> None:
        self._gateways = old, new
        self._programs = Program(old), Program(new)
        self._asked = self._programs[0].asked | self._programs[1].asked
        self._formulas = Formulas()

    def into(self, difference: Difference) -> None:
        """Adds the regions to ``difference``; equal sockets are compared once."""
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
                self._change(region, names, pairs[0]) for region in found.regions
            ]

    def _key(self, pair: DoorPair) -> object:
        """Equal for sockets whose requests go the same ways."""
        return tuple(
            None if door is None else (door.entry, door.constants(self._asked).key)
            for door in (pair.old, pair.new)
        )

    def _compare(self, pair: DoorPair) -> Found:
        door = pair.new or pair.old
        assert door is not None
        return Comparison(Solver(door, self._formulas)).run(
            self._node(pair.old, 0), self._node(pair.new, 1)
        )

    def _node(self, door: Door | None, side: int) -> Node | End:
        if door is None:
            return NOBODY
        return self._programs[side].enter(door.entry, door.constants(self._asked))

    def _change(self, region: Region, names: list[str], pair: DoorPair) -> RegionChange:
        """A region as it is told."""
        change = RegionChange(
            names,
            region_words(region),
            region.witness,
            region.old,
            region.new,
            why=region.why,
            region=region,
        )
        if region.witness is not None:
            change.old = outcome_of(pair.old, region.witness)
            change.new = outcome_of(pair.new, region.witness)
        return change


def outcome_of(door: Door | None, request: Request) -> Outcome:
    """Where a gateway sends one request that comes to a socket."""
    if door is None:
        return Outcome("closed", why=NOBODY.what)
    return walk(door.gateway, request)
