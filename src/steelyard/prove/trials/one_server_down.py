"""Each server in turn is gone.

What is done: for each server, nobody listens there any more (connections are refused).
60 requests before anything has noticed, then, when the active health checks have seen it,
60 more.
What is looked at: requests that fail, and what share the survivors carry; with ``peak``
and ``capacity`` in the policy, whether that is more than they can carry.
Failed: more than 1 % of requests still fail once it has been noticed, or a survivor
would get more than its capacity at the pool's peak (not where the policy says
``survive = 0``).  Failures before anything has noticed are told.  A pool of which only
one server works is not tried.
"""

from collections.abc import Sequence

from steelyard.core.record import frozen
from steelyard.prove.arena import Stage
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.tally import Tally, percent
from steelyard.prove.trial import Ruling, TrialHeld, TrialSubject, Verdict

NAME = "one-server-down"
TITLE = "Each server in turn refuses connections"

REQUESTS = 60
ALLOWED = 0.01
MOST = 8
"""Servers that are taken down one after the other."""


@frozen
class Fallen:
    """One server was gone: before and after it was noticed; the busiest of the others.

    ``load`` of that one at the pool's peak and its ``capacity``, None where nobody says.
    """

    name: str
    first: Tally
    then: Tally
    busiest: str
    share: float
    load: float | None = None
    capacity: float | None = None

    @property
    def overloaded(self) -> bool:
        """Whether a survivor gets more than it can carry."""
        return self.load is not None and self.capacity is not None and self.load > self.capacity


def applies(subject: TrialSubject) -> bool:
    """Several servers share the requests."""
    return subject.several


async def run(stage: Stage, subject: TrialSubject) -> TrialHeld:
    """One after the other, each with a program that knows nothing of the one before."""
    policy = subject.policy
    fallen = []
    for index in subject.working[:MOST]:
        await stage.behave(index, Behaviour(refuse=True))
        first = await stage.count(subject.questions(), REQUESTS)
        await stage.notice_down([index])
        then = await stage.count(subject.questions(), REQUESTS)
        await stage.recover()
        await stage.restart()
        busiest = then.top
        name, share = subject.name(busiest), then.share(busiest)
        load = None if policy.peak is None else policy.peak * share
        capacity = policy.capacity_of(name)
        fallen.append(Fallen(subject.name(index), first, then, name, share, load, capacity))
    ruling = judge(fallen, policy.survive)
    worst = _worst(fallen).name
    place = next(server.place for server in subject.pool.servers if server.name == worst)
    return subject.held(NAME, ruling, place)


def judge(fallen: Sequence[Fallen], survive: int | None) -> Ruling:
    """``survive``: servers that must be able to die, None where the policy does not say."""
    worst = _worst(fallen)
    figures: dict[str, object] = {
        one.name: {
            "before": one.first.figures(),
            "after": one.then.figures(),
            "busiest": one.busiest,
            "share": one.share,
            "load": one.load,
            "capacity": one.capacity,
        }
        for one in fallen
    }
    said = f"without {worst.name} {worst.then.failures()}"
    broken = worst.then.failing > ALLOWED
    if worst.overloaded:
        said += (
            f", and {worst.busiest} gets {worst.load:.0f} requests/s at peak, "
            f"it carries {worst.capacity:.0f}"
        )
    elif not broken:
        said += f"; the busiest survivor, {worst.busiest}, carries {percent(worst.share)}"
    if worst.first.failed:
        said += f"; before anything notices, {worst.first.failures()}"
    if survive != 0 and (broken or worst.overloaded):
        return Ruling(Verdict.FAILED, said, figures)
    told = broken or worst.overloaded
    return Ruling(Verdict.TOLD if told else Verdict.SURVIVED, said, figures)


def _worst(fallen: Sequence[Fallen]) -> Fallen:
    return max(fallen, key=lambda o: (o.then.failing, o.overloaded, o.first.failing, o.share))
