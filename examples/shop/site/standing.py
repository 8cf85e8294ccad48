"""A lab that stands until it is told to end, and how other commands find it."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from examples.shop.site import balancer
from examples.shop.site.lab import Lab
from examples.shop.site.processes import StartError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from examples.shop.site.lab import Plan


def folder() -> Path:
    """Return where the lab of this user keeps its files, unless told otherwise."""
    return Path(tempfile.gettempdir()) / f"shop-lab-{os.getuid()}"


def keep(plan: Plan, place: Path, clock: Callable[[], float]) -> int:
    """Start a lab, say where everything is, and keep it until SIGINT or SIGTERM."""
    place = place.resolve()  # the load balancer is run from there
    with _alone(place), Lab(plan, place, clock) as lab:
        note = place / "lab.json"
        note.write_text(json.dumps(_facts(lab)), "utf-8")
        print(_guide(lab), flush=True)
        try:
            asyncio.run(_wait(lab))
        finally:
            note.unlink(missing_ok=True)
    print("the lab has ended")
    return 0


def read(place: Path) -> dict[str, str]:
    """Return what a running lab says of itself."""
    note = place / "lab.json"
    if not note.is_file() or not _is_held(place):
        raise StartError("no lab runs here: ./dev lab up")
    facts: dict[str, str] = json.loads(note.read_text("utf-8"))
    return facts


def change(place: Path, name: str | None) -> str:
    """Put another configuration into a running lab, or let it read its edited one."""
    facts = read(place)
    live = Path(facts["live"])
    if name is not None:
        text = balancer.source(facts["balancer"], name)
        if not text.is_file():
            raise StartError(balancer.unknown(facts["balancer"], name))
        live.write_text(balancer.with_ports(text.read_text("utf-8"), int(facts["first_port"])))
    os.kill(int(facts["pid"]), signal.SIGHUP)
    return f"{live} is now {name or 'as edited'}; the lab says whether {facts['balancer']} took it"


async def _wait(lab: Lab) -> None:
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, done.set)
    loop.add_signal_handler(signal.SIGHUP, _reload, lab)
    tasks = [asyncio.create_task(lab.supervise()), asyncio.create_task(_tell_deaths(lab))]
    await done.wait()
    for task in tasks:
        task.cancel()


def _reload(lab: Lab) -> None:
    try:
        lab.balancer.reload()
        print(f"{lab.plan.kind} has read {lab.balancer.live}", flush=True)
    except StartError as refusal:
        print(refusal, flush=True)


async def _tell_deaths(lab: Lab) -> None:
    told = 0
    while True:
        for death in lab.deaths[told:]:
            how = f"signal {-death.code}" if death.code < 0 else f"exit code {death.code}"
            print(f"{death.server} died ({how}): {lab.folder}/logs/{death.server}.log", flush=True)
        told = len(lab.deaths)
        await asyncio.sleep(0.2)


def _facts(lab: Lab) -> dict[str, str]:
    return {
        "url": lab.url,
        "statistics": lab.statistics,
        "balancer": lab.plan.kind,
        "live": str(lab.balancer.live),
        "first_port": str(lab.ports.start),
        "pid": str(os.getpid()),
    }


def _guide(lab: Lab) -> str:
    kind = lab.plan.kind
    others = ", ".join(name for name in balancer.names(kind) if name != balancer.GOOD)
    return "\n".join(
        [
            f"the shop             {lab.url}   (customer1@shop.example, purchase-1)",
            f"statistics           {lab.statistics}",
            f"its configuration    {lab.balancer.live}",
            f"logs                 {lab.folder}/logs/",
            f"database             {lab.shown_database}",
            "",
            "in another terminal:",
            "  visitors           ./dev lab load --rate 100 --seconds 20",
            "  a bad change       ./dev lab change weights",
            f"                     (there are {others})",
            "  your own change    edit the configuration, then ./dev lab change",
            "  back to good       ./dev lab change good",
            "",
            "Ctrl-C ends it all.",
        ]
    )


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if place.stat().st_uid != os.getuid():
        raise StartError(f"{place} belongs to somebody else: choose another with --folder")
    with (place / "lab.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as held:
            raise StartError(f"a lab runs already: its files are in {place}") from held
        yield


def _is_held(place: Path) -> bool:
    try:
        with _alone(place):
            return False
    except StartError:
        return True
