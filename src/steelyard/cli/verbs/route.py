"""``route``: the way of one request to its server, each step with file and line."""

import json
from collections.abc import Sequence

from steelyard.app.route import route
from steelyard.cli import options
from steelyard.cli.formats.route_json import address, outcome_object
from steelyard.cli.formats.style import paint, percent, wrap
from steelyard.core.errors import InputError, UsageError
from steelyard.core.exactness import Exactness
from steelyard.core.place import Place
from steelyard.forecast.routing.outcome import Outcome, ServerChoice
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
        width = options.width()
        lines = [] if arguments.quiet else _way(request, outcome, width)
        lines += _answer(outcome, max(1, arguments.nth), options.coloured(), width)
        if not arguments.quiet:
            for sentence in outcome.assumptions:
                lines += wrap(sentence, width, "   assuming: ", "             ")
        options.write("\n".join(lines) + "\n")
    if outcome.kind == "unknown":
        raise InputError(f"the way is not known: {outcome.why}", Place(arguments.path, 0))
    return 0


def _way(request: Request, outcome: Outcome, width: int) -> list[str]:
    """The question and the steps, for people."""
    lines = list(wrap(f"{request} from {request.source}", width, "", "  "))
    where = max((len(str(step.place)) for step in outcome.steps), default=0)
    for step in outcome.steps:
        place = str(step.place) if step.place.file else ""
        lines += wrap(step.what, width, f"  {place:{where}}  ", " " * (where + 4))
    return lines


def _answer(outcome: Outcome, nth: int, colour: bool, width: int) -> list[str]:
    """The end, for people, with the servers that may get the request."""
    lines = list(wrap(_end(outcome), width, "=> ", "   "))
    lines += [line for choice in outcome.servers for line in _server(choice, colour)]
    if outcome.first is not None and len(outcome.servers) > 1:
        which = "the first request" if nth == 1 else f"request number {nth}"
        lines.append(f"   {which} after a start goes to {outcome.first.name}")
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


def _server(choice: ServerChoice, colour: bool) -> list[str]:
    """One candidate with its share."""
    server = choice.server
    sure = "" if choice.exactness is Exactness.KEY else f"  ({choice.exactness.value})"
    where = paint(address(server.address, server.port), "dim", colour)
    return [f"   {server.name:20} {percent(choice.share):>8}{sure}  {where}"]
