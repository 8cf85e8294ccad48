"""Writes what was measured, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examples.shop.site.pools import PLACES
from examples.shop.site.tally import BALANCER, NOBODY

if TYPE_CHECKING:
    from examples.shop.site.incidents import Outcome
    from examples.shop.site.tally import Row, Tally

HEADING = f"  {'server':11}{'req/s':>7}{'errors':>8}{'p50 ms':>8}{'p95 ms':>8}  end of the run"


def second(number: int, tally: Tally) -> str:
    """Write one second of a run."""
    row = tally.second(number)
    servers = tally.servers_in(number)
    shown = " ".join(f"{name} {count}" for name, count in sorted(servers.items()))
    return (
        f"{number:4} s {row.requests:4} requests {row.errors:4} errors"
        f"  p50 {row.p50 * 1000:5.0f} ms  p95 {row.p95 * 1000:5.0f} ms  {shown}"
    )


def totals(tally: Tally) -> str:
    """Write what a run of load comes to."""
    total = tally.total()
    return (
        f"{total.requests} requests, {100 * total.success:.1f} % answered well, p95"
        f" {total.p95 * 1000:.0f} ms; {tally.sessions} visitors, {100 * tally.visitors_hit:.0f} %"
        f" of them met an error; {tally.orders} orders; {tally.misrouted} requests answered by"
        " the wrong pool"
    )


def servers(tally: Tally, state: dict[str, str]) -> list[str]:
    """Write one line for each server."""
    seconds = tally.seconds
    rows = tally.by_server()
    lines = [HEADING]
    for name in [*PLACES, BALANCER, NOBODY]:
        if name in rows or name in PLACES:
            lines.append(_line(name, rows.get(name), seconds, state.get(name, "")))
    return lines


def outcome(one: Outcome) -> str:
    """Write one run as a table."""
    lines = [f"{one.kind}, {one.configuration}: {one.rate:g} requests/s for {one.seconds:g} s"]
    lines += servers(one.tally, _states(one))
    lines.append(f"  site      {totals(one.tally)}")
    lines.append(f"  by second {_by_second(one)}")
    lines.append(f"  last 3 s  {_by_pool(one)}")
    probes = one.probes
    lines.append(
        f"  database  a query beside the load: p95 {probes.query_p95 * 1000:.1f} ms"
        f" of {len(probes.queries)}"
    )
    lines.append(
        f"  machine   {100 * one.machine_busy:.0f} % busy, of it this lab"
        f" {100 * one.lab_busy:.0f} %; timers late by {probes.late_p95 * 1000:.0f} ms (p95)"
    )
    return "\n".join(lines)


def _by_second(one: Outcome) -> str:
    shares = [one.tally.second(number).success for number in range(int(one.seconds))]
    return " ".join(f"{100 * share:.0f}" for share in shares) + "   % answered well"


def _by_pool(one: Outcome) -> str:
    rows = one.tally.by_pool(since=one.seconds - 3)
    return ", ".join(f"{name} {100 * row.success:.0f} %" for name, row in rows.items())


def _states(one: Outcome) -> dict[str, str]:
    states = {}
    for name in PLACES:
        times = [f"{death.at:.1f}" for death in one.deaths if death.server == name]
        died = f", died at {', '.join(times)} s" if times else ""
        states[name] = ("alive" if name in one.alive else "dead") + died
    return states


def _line(name: str, row: Row | None, seconds: float, state: str) -> str:
    if row is None:
        return f"  {name:11}{0:7.1f}{0:8}{'-':>8}{'-':>8}  {state}"
    return (
        f"  {name:11}{row.requests / seconds:7.1f}{row.errors:8}"
        f"{row.p50 * 1000:8.0f}{row.p95 * 1000:8.0f}  {state}"
    )
