"""What a proof came to: each route, each pool, and what could not be shown."""

from collections.abc import Sequence

from steelyard.core.place import Place
from steelyard.core.record import field, frozen, record
from steelyard.dialects.sandbox import Refusal, Rewrite
from steelyard.expect.result import Line
from steelyard.forecast.balancing.family import serving
from steelyard.forecast.health import ALL_UP
from steelyard.model.gateway import Gateway
from steelyard.prove.hold import Judgement, judge
from steelyard.prove.holdpool import PoolHeld, hold_pool
from steelyard.prove.moved import Moved, Shifted
from steelyard.prove.plan import Plan
from steelyard.prove.seen import Held, Seen
from steelyard.prove.trial import Trialled


@frozen
class Unproven:
    """Something that was promised and not shown, and why."""

    place: Place
    subject: str
    why: str


@record
class RouteHeld:
    """One route's witness: what was promised and what was seen."""

    seen: Seen
    judgement: Judgement

    @property
    def line(self) -> Line | None:
        """The route that decides, None where the gateway does by itself."""
        return self.seen.question.line


@record
class Proof:
    """One candidate held against the real program.

    ``program`` and ``version`` ran it; ``requests`` were sent in ``seconds``.
    ``old`` is the proof of the revision before, ``moved`` are requests that ended
    elsewhere on it, ``shifted`` pools whose servers got other shares.
    """

    gateway: Gateway
    program: str = ""
    version: tuple[int, ...] = ()
    routes: list[RouteHeld] = field(default_factory=list)
    pools: list[PoolHeld] = field(default_factory=list)
    unproven: list[Unproven] = field(default_factory=list)
    rewrites: list[Rewrite] = field(default_factory=list)
    doubts: list[Refusal] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    requests: int = 0
    seconds: float = 0.0
    old: "Proof | None" = None
    moved: list[Moved] = field(default_factory=list)
    shifted: list[Shifted] = field(default_factory=list)
    trials: Trialled | None = None

    @property
    def verdict(self) -> Held:
        """Contradicted when anything is; not provable when nothing could be shown."""
        held = [one.judgement.held for one in self.routes] + [one.held for one in self.pools]
        if Held.CONTRADICTED in held:
            return Held.CONTRADICTED
        return Held.PROVEN if Held.PROVEN in held else Held.UNPROVEN


def prove(plan: Plan, seen: Sequence[Seen]) -> Proof:
    """Holds all answers of a plan against it."""
    proof = Proof(plan.gateway, requests=len(seen))
    limited = any(named.kind == "limit" for named in plan.gateway.named)
    routed = {id(question) for question in plan.routed()}
    for one in seen:
        judgement = judge(one, limited)
        if id(one.question) in routed or judgement.held is Held.CONTRADICTED:
            proof.routes.append(RouteHeld(one, judgement))
    came: dict[str, list[Seen]] = {}
    for one in seen:
        for pool_name in dict.fromkeys(arrived.key[0] for arrived in one.arrived):
            came.setdefault(pool_name, []).append(one)
    for name, pool in plan.pools.items():
        proof.pools.append(hold_pool(pool.promise, came.get(name, ()), len(plan.pools)))
    proof.unproven = list(_unproven(plan, proof))
    return proof


def _unproven(plan: Plan, proof: Proof) -> list[Unproven]:
    """What nothing was shown of."""
    found = [
        Unproven(line.place, line.text, "no request that it decides was found")
        for line in plan.missing
    ]
    for question in plan.elsewhere:
        assert question.line is not None
        why = f"only a client at {question.request.source} can ask for it"
        found.append(Unproven(question.line.place, question.line.text, why))
    for name in plan.unreached:
        pool = plan.gateway.pools[name]
        why = "no request that reaches it was found"
        if not serving(pool, ALL_UP):
            why += "; no server of it takes traffic"
        found.append(Unproven(pool.place, f"pool {name}", why))
    for route in proof.routes:
        if route.judgement.held is Held.UNPROVEN:
            line = route.line
            place = line.place if line is not None else route.seen.question.door.bind.place
            text = line.text if line is not None else str(route.seen.question.request)
            found.append(Unproven(place, text, route.judgement.why))
    for pool_held in proof.pools:
        if pool_held.held is Held.UNPROVEN:
            pool = pool_held.promise.pool
            found.append(Unproven(pool.place, f"pool {pool.name}", pool_held.detail))
    if plan.why:
        found.append(Unproven(plan.gateway.place, "the routes", plan.why))
    return found
