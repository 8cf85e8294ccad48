"""``test``: the policy's expectations: proved for all requests, or a counterexample."""

import sys
from collections.abc import Sequence

from steelyard.app.expectations import ExpectationReport, hold_expectations
from steelyard.cli import options
from steelyard.cli.progress import Bar

FORMATS = ("text", "json", "junit", "markdown")
"""The formats of the report."""


def run(words: Sequence[str]) -> int:
    """The verb; 1 when an expectation fails or is unknown."""
    parser = options.parser(
        "test",
        "Holds the [[expect]] entries of the policy against all requests that there can be:\n"
        "each holds (proved), fails with a request against it, or is unknown. Says which\n"
        "routes no expectation covers.",
        "steelyard test haproxy.cfg --policy steelyard.toml --format junit",
    )
    parser.add_argument("path", metavar="PATH", help="file or directory")
    parser.add_argument("--policy", metavar="FILE", help="default: steelyard.toml beside PATH")
    options.add_logs(parser)
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument(
        "--allow-unknown", action="store_true", help="exit 0 though an expectation is unknown"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="only what needs action")
    options.add_reading(parser)
    arguments = options.parse(parser, words)
    bar = Bar(sys.stderr) if arguments.log and sys.stderr.isatty() else None
    report = hold_expectations(
        arguments.path,
        options.reading(arguments),
        policy=arguments.policy,
        logs=arguments.log,
        log_format=arguments.log_format,
        progress=None if bar is None else lambda done: bar.show("reading the log", done),
        warn=_warn,
    )
    if bar is not None:
        bar.clear()
    options.write(_rendered(report, arguments.format, arguments.quiet))
    return 1 if report.closed(arguments.allow_unknown) else 0


def _warn(sentence: str) -> None:
    """One line for the user, beside the report."""
    sys.stderr.write(f"steelyard: {sentence}\n")


def _rendered(report: ExpectationReport, form: str, quiet: bool) -> str:
    """The report in the format asked for."""
    if form == "text":
        from steelyard.cli.formats import expect_text

        return expect_text.render(report, quiet, options.coloured(), options.width())
    import importlib

    module = importlib.import_module(f"steelyard.cli.formats.expect_{form}")
    rendered: str = module.render(report)
    return rendered
