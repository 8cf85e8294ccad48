"""``check``: what is wrong with a configuration, or with a change of it."""

from collections.abc import Sequence

from steelyard.app.check import CheckReport, check, default_paths
from steelyard.cli import options
from steelyard.cli.now import today
from steelyard.core.errors import UsageError
from steelyard.core.finding import Severity

FORMATS = ("text", "json", "sarif", "github", "junit", "markdown")
"""The formats of the report."""


def run(words: Sequence[str]) -> int:
    """The verb; 1 when a finding closes the gate."""
    parser = options.parser(
        "check",
        "Judges what a configuration does to traffic: shares, routes, health, limits.\n"
        "With --against also what the change does; then only new findings close the gate.",
        "steelyard check new/haproxy.cfg --against old/haproxy.cfg --format github",
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="file or directory")
    parser.add_argument("--against", metavar="OLD", help="the revision that PATH replaces")
    parser.add_argument("--policy", metavar="FILE", help="default: steelyard.toml beside PATH")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument(
        "--fail-on", choices=[s.value for s in Severity], default="error", help="default: error"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="only what needs action")
    options.add_reading(parser)
    arguments = options.parse(parser, words)
    paths: list[str] = arguments.paths or default_paths()
    if not paths:
        raise UsageError("name the configuration: steelyard check PATH")
    report = check(
        paths,
        options.reading(arguments),
        against=arguments.against,
        policy=arguments.policy,
        today=today(),
    )
    options.write(_rendered(report, arguments.format, arguments.quiet))
    return 1 if report.failing(Severity(arguments.fail_on)) else 0


def _rendered(report: CheckReport, form: str, quiet: bool) -> str:
    """The report in the format asked for."""
    if form == "text":
        from steelyard.cli.formats import text

        return text.render(report, options.coloured(), options.width(), quiet)
    import importlib

    module = importlib.import_module(f"steelyard.cli.formats.{form}")
    rendered: str = module.render(report)
    return rendered
