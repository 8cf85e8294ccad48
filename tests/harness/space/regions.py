"""Holds the regions that a comparison reports against what a naive evaluator says.

Every request must end, before and after, as the region says in which it lies;
one that lies in none must end alike.  A region that may be empty (`witness` None)
still says where its requests go, and one that is not certain to hold a request
may or may not be meant.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import process_time

from steelyard.app.loading import Reading, load_gateway
from steelyard.compare.difference import Difference, RegionChange
from steelyard.compare.doors import DoorPair, door_pairs
from steelyard.compare.routes import Routes, outcome_of
from steelyard.forecast.routing.evaluate import text_of
from steelyard.forecast.routing.outcome import Outcome as Walked
from steelyard.forecast.routing.request import Request as Asked
from steelyard.forecast.routing.space.door import Door
from steelyard.forecast.routing.space.ends import End
from steelyard.model.gateway import Gateway
from tests.harness.space.pairs import Pair, pairs, requests
from tests.harness.space.request import Outcome, Request

VERSIONS = {"haproxy": (2, 6, 12), "nginx": (1, 22, 1)}


@dataclass
class Tally:
    """What was looked at; `wrong` is what should not be."""

    pairs: int = 0
    requests: int = 0
    differing: int = 0
    regions: int = 0
    witnesses: int = 0
    unknown: int = 0
    incomplete: int = 0
    seconds: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)
    slow: list[tuple[int, float]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.pairs} pairs, {self.requests} requests, {self.differing} differing; "
            f"{self.regions} regions, {self.unknown} of them unknown; {self.incomplete} "
            f"comparisons incomplete; {self.seconds:.0f} s; {len(self.wrong)} wrong"
        )


@dataclass
class Sides:
    """A pair as the project reads it."""

    pair: Pair
    old: Gateway
    new: Gateway

    def difference(self) -> Difference:
        """Return what the comparison says."""
        difference = Difference()
        Routes(self.old, self.new).into(difference)
        return difference

    def doors(self) -> dict[int, DoorPair]:
        """Return the sockets by port."""
        found = {pair.socket[1]: pair for pair in door_pairs(self.old, self.new)}
        return {port: pair for port, pair in found.items() if port is not None}


def read(pair: Pair, folder: Path) -> Sides:
    """Write both sides, and read them."""
    reading = Reading(pair.dialect, version=VERSIONS[pair.dialect])
    old, new = (load_gateway(str(path), reading) for path in pair.write(folder))
    return Sides(pair, old, new)


def hold(dialect: str, seeds: range, count: int, folder: Path) -> Tally:
    """Compare the pairs of these seeds, and send each `count` requests."""
    tally = Tally()
    for pair in pairs(seeds.start, dialect, len(seeds)):
        sides = read(pair, folder / f"{dialect}-{pair.seed}")
        drawn = list(requests(pair, Random(f"regions {pair.seed}"), count))
        ends = [(pair.old_outcome(request), pair.new_outcome(request)) for request in drawn]
        tally.wrong += [
            f"{dialect} {pair.seed} {text}" for text in check(sides, drawn, ends, tally)
        ]
    return tally


def check(
    sides: Sides,
    drawn: list[Request],
    ends: list[tuple[Outcome, Outcome]],
    tally: Tally,
) -> Iterator[str]:
    """Yield what is wrong with a comparison; `ends` are those of the requests, before and after."""
    started = process_time()
    difference = sides.difference()
    took = process_time() - started
    tally.pairs += 1
    tally.seconds += took
    if took > 5:
        tally.slow.append((sides.pair.seed, took))
    tally.regions += len(difference.regions)
    tally.incomplete += not difference.complete
    doors = sides.doors()
    for region in difference.regions:
        if region.witness is None:
            tally.unknown += 1
            tally.reasons[region.why] += 1
    for witness in witnesses(sides, difference):
        tally.witnesses += 1
        yield from _lies(sides.pair, witness)
    for request, (old, new) in zip(drawn, ends, strict=True):
        tally.requests += 1
        tally.differing += old != new
        said = placed(difference, doors[request.port], request, old, new)
        if said:
            yield f"{request} {old} -> {new}: {said}"


@dataclass
class Witness:
    """A request of a region, and what the project says of it."""

    condition: str
    ends: tuple[End, End]
    request: Request
    said: tuple[Outcome | None, Outcome | None]

    @property
    def hidden(self) -> bool:
        """Whether the ends differ in something that is no outcome: what a pool is sent, or why."""
        old, new = self.ends
        if old.kind == new.kind == "pool":
            return old.pool == new.pool
        return {old.kind, new.kind} <= {"respond", "reject"} and old.status == new.status


def witnesses(sides: Sides, difference: Difference) -> Iterator[Witness]:
    """Yield the witnesses of all regions, those that are told together too."""
    doors = sides.doors()
    for change in difference.regions:
        assert change.region is not None
        for region in change.region.regions:
            asked = region.witness
            if asked is not None:
                assert asked.port is not None
                door = doors[asked.port]
                said = tuple(stated(outcome_of(one, asked)) for one in (door.old, door.new))
                ends = region.old, region.new
                yield Witness(change.condition, ends, sent(asked), (said[0], said[1]))


def _lies(pair: Pair, witness: Witness) -> Iterator[str]:
    """Yield what is wrong with a witness."""
    request = witness.request
    if request.version != "1.1" and pair.dialect == "nginx":
        return  # without a Host: the real binary is asked in tests/differential
    yield from contradicted(witness, (pair.old_outcome(request), pair.new_outcome(request)))


def contradicted(witness: Witness, real: tuple[Outcome, Outcome]) -> Iterator[str]:
    """Yield what is wrong with a witness that has these outcomes."""
    said = witness.said
    if any(one not in (None, other) for one, other in zip(said, real, strict=True)):
        yield f"witness {witness.request}: said {said}, is {real}"
    elif None not in said and real[0] == real[1] and not witness.hidden:
        yield f"witness {witness.request} of ({witness.condition}): both {real[0]}"


def placed(
    difference: Difference, door: DoorPair, request: Request, old: Outcome, new: Outcome
) -> str:
    """Return what is wrong with the place of a request among the regions, "" when nothing is."""
    asker = door.new or door.old
    assert asker is not None
    asked = _asked(request)
    state = asker.state(asked)
    certain, possible = [], []
    for region in difference.regions:
        if door.name not in region.sockets:
            continue
        assert region.region is not None
        truth = region.region.holds(state)
        if truth is not False:
            (certain if truth else possible).append(region)
    if len(certain) > 1:
        return f"it lies in {len(certain)} regions: {[one.condition for one in certain]}"
    right = [one for one in (*certain, *possible) if _agrees(one, asker, asked, old, new)]
    if certain and not right:
        end = certain[0].old_end, certain[0].new_end
        return f"it lies in ({certain[0].condition}): {end[0]} -> {end[1]}"
    if old != new and not right and difference.complete:
        return f"it lies in no region; complete, {len(difference.regions)} regions"
    return ""


def _agrees(region: RegionChange, door: Door, asked: Asked, old: Outcome, new: Outcome) -> bool:
    """Whether a region's ends are these outcomes, as far as they are known."""
    for end, outcome in ((region.old_end, old), (region.new_end, new)):
        said = ended(end, door, asked)
        if said is not None and said != outcome:
            return False
    return True


def ended(end: End, door: Door, asked: Asked) -> Outcome | None:
    """Return an end of a region in the evaluator's words, for one request; None: unknown."""
    if end.kind == "pool":
        return ("pool", end.pool)
    if end.kind == "redirect":
        assert end.location is not None
        location = text_of(end.location, door.state(asked))
        assert end.status is not None
        return None if location is None else ("redirect", end.status, location)
    return ("deny", end.status) if end.status is not None else None


def stated(outcome: Walked) -> Outcome | None:
    """Return an outcome of the walk in the evaluator's words; None: unknown."""
    if outcome.kind == "pool":
        return ("pool", outcome.pool)
    if outcome.kind == "redirect":
        assert outcome.status is not None
        return ("redirect", outcome.status, outcome.location)
    return ("deny", outcome.status) if outcome.status is not None else None


def _asked(request: Request) -> Asked:
    return Asked(request.method, request.target, request.headers, request.source, port=request.port)


def sent(witness: Asked) -> Request:
    """Return a witness as the evaluators and the wire have it."""
    assert witness.port is not None
    return Request(
        witness.method,
        witness.target,
        tuple(witness.headers),
        witness.source,
        witness.port,
        witness.version,
    )
