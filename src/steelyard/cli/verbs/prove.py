"""``prove``: the real program in a sandbox, held against the Forecast."""

import argparse
import importlib
from collections.abc import Sequence
from random import Random

from steelyard.app.prove import prove_gateway
from steelyard.cli import options
from steelyard.cli.now import today
from steelyard.prove.seen import Held
from steelyard.prove.trial import Trialled

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
    _add_trials(parser)
    options.add_reading(parser)
    arguments = options.parse(parser, words)
    proof = prove_gateway(arguments.path, options.reading(arguments), Random(), arguments.against)
    proof.trials = _tried(arguments, bool(proof.refused))
    if arguments.format == "text":
        from steelyard.cli.formats import prove_text

        text = prove_text.render(proof, arguments.quiet, options.coloured(), options.width())
    else:
        module = importlib.import_module(f"steelyard.cli.formats.prove_{arguments.format}")
        text = module.render(proof)
    options.write(text)
    if proof.refused:
        return 2
    failed = proof.trials is not None and bool(proof.trials.failing)
    return 1 if failed or proof.verdict is Held.CONTRADICTED else 0


def _add_trials(parser: argparse.ArgumentParser) -> None:
    """The options of fault trials."""
    parser.add_argument(
        "--trials", action="store_true", help="also the fault trials: servers die, fail, are slow"
    )
    parser.add_argument(
        "--trial", action="append", default=[], metavar="NAME", help="only this trial (repeatable)"
    )
    parser.add_argument(
        "--patient", action="store_true", help="trials wait as long as intervals say, up to 60 s"
    )
    parser.add_argument(
        "--policy", metavar="FILE", help="policy file (default: steelyard.toml beside PATH)"
    )


def _tried(arguments: argparse.Namespace, refused: bool) -> Trialled | None:
    """What the trials came to, None when none are wanted."""
    if refused or not (arguments.trials or arguments.trial):
        return None
    from steelyard.app.trials import Wish, try_gateways

    wish = Wish(tuple(arguments.trial), arguments.patient, arguments.policy)
    reading = options.reading(arguments)
    return try_gateways(arguments.path, arguments.against, reading, wish, today(), Random())
