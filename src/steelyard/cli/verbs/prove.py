"""``prove``: the real program in a sandbox, held against the Forecast."""

import importlib
from collections.abc import Sequence
from random import Random

from steelyard.app.prove import prove_gateway
from steelyard.cli import options
from steelyard.prove.seen import Held

FORMATS = ("text", "json", "junit")
"""The formats of the report."""


def run(words: Sequence[str]) -> int:
    """The verb; 1 when the program does otherwise than forecast, 2 when it cannot be run."""
    parser = options.parser(
        "prove",
        "Starts the real load balancer with the candidate in a sandbox on loopback: servers are\n"
        "played by stand-ins, requests are sent for every route and every pool, and what arrives\n"
        "is held against the Forecast. Needs no root; nothing outside is contacted or changed.",
        "steelyard prove haproxy.cfg",
    )
    parser.add_argument("path", metavar="PATH", help="file or directory")
    parser.add_argument(
        "--against", metavar="OLD", help="run OLD too: which requests and shares really move"
    )
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("-q", "--quiet", action="store_true", help="only what needs action")
    options.add_reading(parser)
    arguments = options.parse(parser, words)
    proof = prove_gateway(arguments.path, options.reading(arguments), Random(), arguments.against)
    if arguments.format == "text":
        from steelyard.cli.formats import prove_text

        text = prove_text.render(proof, arguments.quiet, options.coloured(), options.width())
    else:
        module = importlib.import_module(f"steelyard.cli.formats.prove_{arguments.format}")
        text = module.render(proof)
    options.write(text)
    if proof.refused:
        return 2
    return 1 if proof.verdict is Held.CONTRADICTED else 0
