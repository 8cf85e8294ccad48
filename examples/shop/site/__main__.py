"""The lab's commands: start it, send visitors, change its configuration, play an incident."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from examples.shop.site import balancer, incidents, report, standing
from examples.shop.site.database import DatabaseError
from examples.shop.site.incidents import BY_NAME, INCIDENTS, RATE, SECONDS
from examples.shop.site.lab import Plan
from examples.shop.site.load import Load
from examples.shop.site.processes import StartError

if TYPE_CHECKING:
    from collections.abc import Callable

    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]


def up(options: argparse.Namespace) -> int:
    """Start the lab and keep it until Ctrl-C."""
    plan = Plan(
        options.balancer,
        options.configuration,
        options.database,
        options.restart_after,
        options.first_port,
    )
    return standing.keep(plan, options.folder, time.monotonic)


def load(options: argparse.Namespace) -> int:
    """Send visitors to the lab that runs, and print what they meet."""
    url = options.url or standing.read(options.folder)["url"]
    sent = Load(url, options.rate, random.Random(options.seed), time.monotonic)
    asyncio.run(_load_aloud(sent, options.seconds))
    print("\n".join(["", *report.servers(sent.tally, {})]))
    print(f"  site      {report.totals(sent.tally)}")
    return 0


async def _load_aloud(load: Load, seconds: float) -> None:
    sending = asyncio.create_task(load.run(seconds))
    number = 0
    while not sending.done():
        await asyncio.wait([sending], timeout=1)
        if not sending.done():
            print(report.second(number, load.tally), flush=True)
        number += 1
    await sending


def change(options: argparse.Namespace) -> int:
    """Give the lab that runs another of its configurations, and let it act."""
    print(standing.change(options.folder, options.name))
    return 0


def incident(options: argparse.Namespace) -> int:
    """Play an incident: the good configuration under load, then the change."""
    if options.name not in (*BY_NAME, "all"):
        raise StartError(f"no incident {options.name!r}; there are {', '.join(BY_NAME)} and all")
    chosen = INCIDENTS if options.name == "all" else (BY_NAME[options.name],)
    kinds = (options.balancer,) if options.balancer else tuple(balancer.ENDINGS)
    for one in chosen:
        print(f"\n# {one.name}\n{one.story}", flush=True)
        for kind in kinds:
            if kind in one.kinds:
                _play(one, kind, options)
    return 0


def _play(one: incidents.Incident, kind: str, options: argparse.Namespace) -> None:
    for good in (True, False):
        outcome = incidents.play(
            one,
            kind,
            good=good,
            clock=time.monotonic,
            rate=options.rate,
            seconds=options.seconds,
            seed=options.seed,
            database=options.database,
        )
        print(f"\n{report.outcome(outcome)}", flush=True)


def main(arguments: list[str]) -> int:
    """Read the command line and do what it says."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except (StartError, DatabaseError) as stop:
        print(f"lab: {stop}", file=sys.stderr)
        return 2
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev lab", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    kinds = list(balancer.ENDINGS)
    database_help = "postgresql://... instead of an SQLite file (its tables are made anew);"
    database_help += " postgresql alone starts one"

    one = _verb(verbs, up)
    one.add_argument("--balancer", choices=kinds, default="haproxy")
    one.add_argument("--configuration", default=balancer.GOOD, help="good, or an incident's name")
    one.add_argument("--restart-after", type=float, help="seconds; without it the dead stay dead")
    one.add_argument("--first-port", type=int, help="of a hundred; the site's own")
    one.add_argument("--database", default="", help=database_help)
    _folder(one)

    one = _verb(verbs, load)
    one.add_argument("--url", help="of the site; without it the lab that runs")
    _rate(one)
    _folder(one)

    one = _verb(verbs, change)
    one.add_argument("name", nargs="?", help="good or an incident's name; none: the edited file")
    _folder(one)

    one = _verb(verbs, incident)
    one.add_argument("name", help=f"{', '.join(BY_NAME)}, or all")
    one.add_argument("--balancer", choices=kinds, help="only this one")
    one.add_argument("--database", default="", help=database_help)
    _rate(one)
    return parser


def _verb(verbs: Verbs, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    text = run.__doc__ or ""
    one = verbs.add_parser(run.__name__, help=text, description=text)
    one.set_defaults(run=run)
    return one


def _rate(one: argparse.ArgumentParser) -> None:
    one.add_argument("--rate", type=float, default=RATE, help="requests per second, in the mean")
    one.add_argument("--seconds", type=float, default=SECONDS)
    one.add_argument("--seed", type=int, default=1, help="of what the visitors do")


def _folder(one: argparse.ArgumentParser) -> None:
    one.add_argument("--folder", type=Path, default=standing.folder(), help="of the lab that runs")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
