"""What a proof came to, for a terminal: contradictions first."""

from collections.abc import Iterator, Sequence

from steelyard.cli.formats import prove_trials
from steelyard.cli.formats.style import paint, percent, plural, wrap
from steelyard.prove.holdpool import PoolHeld
from steelyard.prove.proof import Proof, RouteHeld
from steelyard.prove.seen import Held

STYLES = {Held.PROVEN: "good", Held.CONTRADICTED: "error", Held.UNPROVEN: "warning"}

MOST = 12
"""Entries of a list that are shown; the rest is counted."""

REPORT = (
    "What is promised exactly and comes otherwise is a fault of Steelyard, or something of "
    "{program} that it does not know. Please report it with the output of --format json."
)


def render(proof: Proof, quiet: bool, colour: bool, width: int) -> str:
    """The whole report; ``quiet`` leaves out what is proven."""
    lines = [
        *_painted(wrap(summary(proof), width, "", ""), STYLES[proof.verdict], colour),
        *_refused(proof, width),
        *_routes(proof, colour, width),
        *_pools(proof, quiet, colour, width),
        *_moved(proof, colour, width),
        *_shifted(proof, colour),
        *_starved(proof, width),
        *prove_trials.lines(proof.trials, quiet, colour, width),
    ]
    if not quiet:
        lines += [*_unproven(proof, width), *_changed(proof, width)]
    return "\n".join(lines).rstrip() + "\n"


def summary(proof: Proof) -> str:
    """``haproxy.cfg: PROVEN by haproxy 2.6.12: 6 routes, 4 pools, 300 requests in 1.2 s``."""
    path = proof.gateway.path
    if proof.refused:
        return f"{path}: NOT PROVABLE: it cannot be run in the sandbox"
    program = f"{proof.program} {'.'.join(map(str, proof.version))}".strip()
    routes = sum(one.judgement.held is Held.PROVEN for one in proof.routes)
    pools = sum(one.held is Held.PROVEN for one in proof.pools)
    said = (
        f"{routes} of {plural(len(proof.routes), 'route')}, {pools} of "
        f"{plural(len(proof.pools), 'pool')} as forecast, "
        f"{plural(proof.requests, 'request')} in {proof.seconds:.1f} s"
    )
    return f"{path}: {proof.verdict.upper()} by {program}: {said}"


def _painted(lines: Sequence[str], style: str, colour: bool) -> list[str]:
    return [paint(line, style, colour) for line in lines]


def _refused(proof: Proof, width: int) -> Iterator[str]:
    for one in proof.refused:
        yield from wrap(f"{one.place}: {one.why}", width, "  ", "    ")


def _routes(proof: Proof, colour: bool, width: int) -> Iterator[str]:
    """Requests that went elsewhere."""
    wrong = [one for one in proof.routes if one.judgement.held is Held.CONTRADICTED]
    if not wrong:
        return
    yield ""
    yield paint(f"{plural(len(wrong), 'request')} ended elsewhere than forecast", "bold", colour)
    for one in wrong[:MOST]:
        yield from _route(one, proof.program, width)
    if len(wrong) > MOST:
        yield f"  ... and {len(wrong) - MOST} more"
    yield from wrap(REPORT.format(program=proof.program), width, "  ", "  ")


def _route(one: RouteHeld, program: str, width: int) -> Iterator[str]:
    request = one.seen.question.request
    port = one.seen.question.door.bind.port
    yield from wrap(f"{request} (port {port}, from {request.source})", width, "  ", "    ")
    for name, value in request.headers:
        if name.lower() != "host":
            yield from wrap(f"{name}: {value}", width, "    ", "      ")
    column = max(len(program), len("forecast")) + 1
    yield from wrap(one.judgement.promised, width, f"    {'forecast':{column}}", " " * 8)
    yield from wrap(one.judgement.saw, width, f"    {program:{column}}", " " * 8)
    if one.line is not None:
        yield from wrap(f"{one.line.place}  {one.line.text}", width, "    ", "      ")


def _pools(proof: Proof, quiet: bool, colour: bool, width: int) -> Iterator[str]:
    """Each pool: what its servers were promised and got."""
    shown = [one for one in proof.pools if not quiet or one.held is Held.CONTRADICTED]
    if not shown:
        return
    yield ""
    yield paint("Pools", "bold", colour)
    order = {Held.CONTRADICTED: 0, Held.UNPROVEN: 1, Held.PROVEN: 2}
    for one in sorted(shown, key=lambda held: order[held.held]):
        yield from _pool(one, colour, width)


def _pool(one: PoolHeld, colour: bool, width: int) -> Iterator[str]:
    pool = one.promise.pool
    said = f"{pool.name}: {pool.balance.written or pool.balance.algorithm}"
    basis = f" ({one.basis})" if one.basis else ""
    power = f", {100 * one.power:.0f} points would have shown" if one.power else ""
    held = one.held.value
    head = f"{said}, {plural(sum(one.counts), 'request')}: {held}{basis}{power}"
    lines = wrap(head, width, "  ", "    ")
    yield lines[0].replace(held, paint(held, STYLES[one.held], colour), 1)
    yield from lines[1:]
    if one.held is Held.CONTRADICTED:
        yield from _table(one)
    elif any(one.counts):
        yield from wrap(_counts(one), width, "    ", "    ")
    if one.detail:
        yield from wrap(one.detail, width, "    ", "    ")


def _counts(one: PoolHeld) -> str:
    """``web1 20, web2 20``."""
    pairs = list(zip(one.promise.pool.servers, one.counts, strict=True))
    said = [f"{server.name} {count}" for server, count in pairs[:MOST]]
    if len(pairs) > MOST:
        said.append(f"and {len(pairs) - MOST} more servers")
    return ", ".join(said)


def _table(one: PoolHeld) -> Iterator[str]:
    servers = one.promise.pool.servers
    column = min(32, max(len(server.name) for server in servers))
    yield f"    {'server':{column}}  forecast  arrived"
    for server, wanted, count in list(zip(servers, one.expected, one.counts, strict=True))[:30]:
        promised = "?" if wanted is None else f"{wanted:.0f}"
        yield f"    {server.name:{column}}  {promised:>8}  {count:>7}"


def _moved(proof: Proof, colour: bool, width: int) -> Iterator[str]:
    """Requests that ended elsewhere with the revision before."""
    if not proof.moved or proof.old is None:
        return
    yield ""
    ends = "request really ends" if len(proof.moved) == 1 else "requests really end"
    head = f"{len(proof.moved)} {ends} elsewhere than with {proof.old.gateway.path}"
    yield from _painted(wrap(head, width, "", "  "), "bold", colour)
    for one in proof.moved[:MOST]:
        request = one.question.request
        said = f"{request} (port {request.port}, from {request.source})"
        yield from wrap(said, width, "  ", "    ")
        yield from wrap(f"{one.old} -> {one.new}", width, "    ", "      ")
    if len(proof.moved) > MOST:
        yield f"  ... and {len(proof.moved) - MOST} more"


def _shifted(proof: Proof, colour: bool) -> Iterator[str]:
    """Pools whose servers got other shares than with the revision before."""
    for one in proof.shifted[:MOST]:
        yield ""
        yield paint(f"Pool {one.pool}: shares seen, before and now", "bold", colour)
        rows = sorted(one.shares, key=lambda row: -abs(row[2] - row[1]))[:MOST]
        column = min(32, max(len(name) for name, _, _ in rows))
        for name, before, now in rows:
            yield f"  {name:{column}}  {percent(before):>8}  {percent(now):>8}"


def _starved(proof: Proof, width: int) -> Iterator[str]:
    """Servers that were seen to get nothing, as promised or not."""
    for one in proof.pools:
        if one.starved and sum(one.counts):
            names = [server.name for server in one.starved]
            said = ", ".join(names[:MOST]) + (" ..." if len(names) > MOST else "")
            text = f"pool {one.promise.pool.name}: {said} got none of {sum(one.counts)} requests"
            yield ""
            yield from wrap(text, width, "Seen: ", "  ")
            for server in one.starved[:3]:
                weight = "" if server.weight is None else f", weight {server.weight}"
                yield f"  {server.place}  server {server.name}{weight}"


def _unproven(proof: Proof, width: int) -> Iterator[str]:
    if not proof.unproven:
        return
    yield ""
    yield "Not proven"
    for one in proof.unproven[:MOST]:
        yield from wrap(f"{one.place}  {one.subject}: {one.why}", width, "  ", "    ")
    if len(proof.unproven) > MOST:
        yield f"  ... and {len(proof.unproven) - MOST} more"


def _changed(proof: Proof, width: int) -> Iterator[str]:
    """What the sandbox did not take as it is written."""
    if not proof.rewrites:
        return
    kinds: dict[str, int] = {}
    for one in proof.rewrites:
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
    said = ", ".join(f"{kind} {count}" for kind, count in kinds.items())
    yield ""
    yield from wrap(f"Changed for the sandbox (--format json has each): {said}", width, "", "  ")
    for doubt in proof.doubts[:MOST]:
        yield from wrap(f"{doubt.place}: {doubt.why}", width, "  ", "    ")
