"""``diff``: what a change does: which requests go elsewhere, which shares move."""

import sys
from collections.abc import Sequence

from steelyard.app.diff import DiffReport, make_diff
from steelyard.cli import options
from steelyard.cli.now import today
from steelyard.cli.progress import Bar

FORMATS = ("text", "json", "markdown", "html")
"""The formats of the report."""


def run(words: Sequence[str]) -> int:
    """The verb; with ``--exit-code`` 1 when anything changed or is not known."""
    parser = options.parser(
        "diff",
        "Compares two revisions over all possible requests: every group of requests that\n"
        "goes elsewhere with an example, the shares that move, the settings that changed;\n"
        "or the proof that nothing does. The two may be of different dialects.",
        "steelyard diff old/haproxy.cfg new/haproxy.cfg --log /var/log/haproxy.log",
    )
    parser.add_argument("old", metavar="OLD", help="file or directory")
    parser.add_argument("new", metavar="NEW", help="what takes its place")
    options.add_logs(parser)
    parser.add_argument("--policy", metavar="FILE", help="default: steelyard.toml beside NEW")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--exit-code", action="store_true", help="exit 1 unless nothing changed")
    parser.add_argument("-q", "--quiet", action="store_true", help="the verdict only")
    options.add_reading(parser)
    arguments = options.parse(parser, words)
    bar = Bar(sys.stderr) if arguments.log and sys.stderr.isatty() else None
    report = make_diff(
        arguments.old,
        arguments.new,
        options.reading(arguments),
        logs=arguments.log,
        log_format=arguments.log_format,
        policy=arguments.policy,
        today=today(),
        progress=None if bar is None else lambda done: bar.show("reading the log", done),
        warn=_warn,
        findings=not (arguments.quiet and arguments.format == "text"),
    )
    if bar is not None:
        bar.clear()
    options.write(_rendered(report, arguments.format, arguments.quiet))
    return 1 if arguments.exit_code and report.difference.verdict != "same" else 0


def _warn(sentence: str) -> None:
    """One line for the user, beside the report."""
    sys.stderr.write(f"steelyard: {sentence}\n")


def _rendered(report: DiffReport, form: str, quiet: bool) -> str:
    """The report in the format asked for."""
    if form == "text":
        from steelyard.cli.formats import diff_text

        return diff_text.render(report, quiet, options.coloured(), options.width())
    import importlib

    module = importlib.import_module(f"steelyard.cli.formats.diff_{form}")
    rendered: str = module.render(report)
    return rendered
