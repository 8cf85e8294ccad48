"""``route``: the way of one request to its server, each step with file and line."""

import json
from collections.abc import Sequence

from steelyard.app.route import route
from steelyard.cli import options
from steelyard.cli.formats.style import paint, percent, wrap
from steelyard.core.errors import InputError, UsageError
from steelyard.core.exactness import Exactness
from steelyard.core.place import Place
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import Request

MOST_NTH = 1_000_000
"""The furthest request of a rotation that is worked out."""


def run(words: Sequence[str]) -> int:
    """The verb; 0 when the way is known, 2 when it is not."""
    parser = options.parser(
        "route",
        "Shows where one request goes and why.",
        "steelyard route haproxy.cfg 'GET https://shop.example/checkout' -H 'Cookie: SRV=web1'",
    )
    parser.add_argument("path", metavar="PATH", help="file or directory")
    parser.add_argument("request", metavar="'METHOD URL'")
    parser.add_argument("-H", "--header", action="append", default=[], metavar="'Name: value'")
    parser.add_argument("--source", metavar="IP", help="client address; default 192.0.2.1")
    parser.add_argument(
        "--down", action="append", default=[], metavar="POOL/SERVER", help="taken to be down"
    )
    parser.add_argument(
        "--nth",
        type=int,
        default=1,
        metavar="N",
        help="where the order is predictable: the N-th request of the pool after a start",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("-q", "--quiet", action="store_true", help="the outcome only")
    options.add_reading(parser)
    arguments = options.parse(parser, words)
    if not 1 <= arguments.nth <= MOST_NTH:
        raise UsageError(f"--nth should be a number from 1 to {MOST_NTH}")
    _, request, outcome = route(
        arguments.path,
        arguments.request,
        options.reading(arguments),
        headers=arguments.header,
        source=arguments.source,
        down=arguments.down,
        nth=arguments.nth,
    )
    if arguments.format == "json":
        options.write(json.dumps(outcome_object(outcome), indent=2) + "\n")
    else:
        text = _text(request, outcome, arguments.quiet, options.coloured(), options.width())
        options.write(text)
    if outcome.kind == "unknown":
        raise InputError(f"the way is not known: {outcome.why}", Place(arguments.path, 0))
    return 0


def outcome_object(outcome: Outcome) -> dict[str, object]:
    """Schema ``steelyard.route/1`` (DESIGN.md section 5)."""
    return {
        "schema": "steelyard.route/1",
        "outcome": outcome.kind,
        "pool": outcome.pool or None,
        "server": outcome.server or None,
        "first": None if outcome.first is None else outcome.first.name,
        "status": outcome.status,
        "location": outcome.location or None,
        "why": outcome.why or None,
        "servers": [
            {
                "name": choice.server.name,
                "address": address(choice.server.address, choice.server.port),
                "share": choice.share,
                "exactness": choice.exactness.value,
            }
            for choice in outcome.servers
        ],
        "target": outcome.end.target if outcome.end is not None else None,
        "steps": [
            {"file": step.place.file, "line": step.place.line, "what": step.what}
            for step in outcome.steps
        ],
        "assumptions": outcome.assumptions,
    }


def address(host: str, port: int | None) -> str:
    """``host:port``."""
    if port is None:
        return host
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _text(request: Request, outcome: Outcome, quiet: bool, colour: bool, width: int) -> str:
    """For people: the steps, then the end."""
    lines: list[str] = []
    if not quiet:
        lines += wrap(f"{request} from {request.source}", width, "", "  ")
        lines += _steps(outcome, width)
    lines += wrap(_end(outcome), width, "=> ", "   ")
    lines += [line for choice in outcome.servers for line in _server(choice, colour)]
    if outcome.first is not None:
        lines.append(f"   after a fresh start the request goes to {outcome.first.name}")
    if not quiet:
        for sentence in outcome.assumptions:
            lines += wrap(sentence, width, "   assuming: ", "             ")
    return "\n".join(lines) + "\n"


def _steps(outcome: Outcome, width: int) -> list[str]:
    """The steps: in two columns, or place above deed where a row has no room for both."""
    places = [str(step.place) if step.place.file else "" for step in outcome.steps]
    where = max(map(len, places), default=0)
    words = [word for step in outcome.steps for word in step.what.split()]
    room = width - where - 4
    lines: list[str] = []
    for place, step in zip(places, outcome.steps, strict=True):
        if room >= max(map(len, words), default=0):
            lines += wrap(step.what, width, f"  {place:{where}}  ", " " * (where + 4))
        else:
            lines += [f"  {place}", *wrap(step.what, width, "    ", "    ")]
    return lines


def _end(outcome: Outcome) -> str:
    """The outcome in one sentence."""
    if outcome.kind == "pool":
        server = f", server {outcome.server}" if outcome.server else ""
        return f"pool {outcome.pool}{server}"
    if outcome.kind == "redirect":
        return f"redirect {outcome.status} to {outcome.location or 'a place not known'}"
    if outcome.kind == "respond":
        status = "" if outcome.status is None else f" {outcome.status}"
        return f"answered by the gateway{status}" + (f": {outcome.why}" if outcome.why else "")
    if outcome.kind == "reject":
        status = "closed without an answer" if outcome.status is None else f"{outcome.status}"
        return f"refused: {status}" + (f" ({outcome.why})" if outcome.why else "")
    return f"unknown: {outcome.why}"


def _server(choice: object, colour: bool) -> list[str]:
    """One candidate with its share."""
    from steelyard.forecast.routing.outcome import ServerChoice

    assert isinstance(choice, ServerChoice)
    server = choice.server
    sure = "" if choice.exactness is Exactness.KEY else f"  ({choice.exactness.value})"
    where = paint(address(server.address, server.port), "dim", colour)
    return [f"   {server.name:20} {percent(choice.share):>8}{sure}  {where}"]
