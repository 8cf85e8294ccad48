"""The founding incidents, each a change that breaks the shop while everything else is healthy."""

from __future__ import annotations

import asyncio
import contextlib
import random
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from examples.shop.site import balancer
from examples.shop.site.lab import Death, Lab, Plan
from examples.shop.site.load import Load
from examples.shop.site.probes import Probes

if TYPE_CHECKING:
    from collections.abc import Callable

    from examples.shop.site.tally import Tally

RATE = 130.0
SECONDS = 12.0


@dataclass(frozen=True)
class Incident:
    """One change, and what its documents say that it did."""

    name: str
    story: str
    restart_after: float | None = None
    kinds: tuple[str, ...] = ("haproxy", "nginx")


INCIDENTS = (
    Incident(
        "single-server",
        "All traffic goes to one server: the pool is balanced by the address of the client, and"
        " all clients come through one proxy. When the server dies, the next one gets it all.",
    ),
    Incident(
        "deployment",
        "A deployment left three of four servers in maintenance. The last one carries everything,"
        " dies, and nothing is left.",
    ),
    Incident(
        "weights",
        "An update set all weights but one to 0, of the web servers and of the app's. NGINX refuses"
        " a weight of 0, so this one is HAProxy's.",
        kinds=("haproxy",),
    ),
    Incident(
        "cascade",
        "One server has all the weight, the others are set up for minimal traffic: one request at"
        " a time. When the first one dies they cannot take its load.",
    ),
    Incident(
        "uneven",
        "One server gets most of the traffic, the others little. It is overwhelmed, dies, is"
        " started again, and again.",
        restart_after=0.5,
    ),
    Incident(
        "routing",
        "A rule for the checkout was shortened to /c and also takes carts and categories. The"
        " checkout's small servers pile up requests, die, and are started again.",
        restart_after=1.0,
    ),
)
BY_NAME = {incident.name: incident for incident in INCIDENTS}


@dataclass(frozen=True)
class Outcome:
    """What one run of load measured."""

    kind: str
    configuration: str
    rate: float
    seconds: float
    tally: Tally
    probes: Probes
    deaths: tuple[Death, ...]  # in seconds after the beginning of the load
    alive: frozenset[str]
    machine_busy: float
    lab_busy: float


def play(
    incident: Incident,
    kind: str,
    *,
    good: bool,
    clock: Callable[[], float],
    rate: float = RATE,
    seconds: float = SECONDS,
    seed: int = 1,
    database: str = "",
) -> Outcome:
    """Run a fresh lab under load, with the change or without it."""
    name = balancer.GOOD if good else incident.name
    plan = Plan(kind, name, database=database, restart_after=incident.restart_after)
    with (
        tempfile.TemporaryDirectory(prefix="shop-lab-") as folder,
        Lab(plan, Path(folder), clock) as lab,
    ):
        return asyncio.run(measure(lab, rate, seconds, random.Random(seed)))


async def measure(lab: Lab, rate: float, seconds: float, chance: random.Random) -> Outcome:
    """Send load to a running lab and watch everything meanwhile."""
    load = Load(lab.url, rate, chance, lab.clock)
    probes = Probes(lab.database, lab.clock, lab.pids)
    beside = [asyncio.create_task(lab.supervise()), asyncio.create_task(probes.run())]
    try:
        tally = await load.run(seconds)
        busy = probes.machine_busy(), probes.lab_busy()
    finally:
        for task in beside:
            task.cancel()
        for task in beside:
            with contextlib.suppress(asyncio.CancelledError):
                await task
    return Outcome(
        lab.plan.kind,
        lab.plan.configuration,
        rate,
        seconds,
        tally,
        probes,
        tuple(replace(death, at=death.at - load.started) for death in lab.deaths),
        frozenset(name for name in lab.servers if lab.alive(name)),
        *busy,
    )
