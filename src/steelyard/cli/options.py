"""The options that verbs share, and how they become values."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from steelyard.app.loading import Reading, parse_version
from steelyard.cli.formats.style import harmless
from steelyard.core.errors import UsageError


class Parser(argparse.ArgumentParser):
    """argparse whose complaints are ours: one line, exit code 2."""

    def error(self, message: str) -> NoReturn:
        """A wrong command line."""
        raise UsageError(f"{message}; see: {self.prog} --help")


def parser(verb: str, about: str, example: str) -> Parser:
    """A parser for ``steelyard VERB`` with an example at the end of its help."""
    return Parser(
        prog=f"steelyard {verb}",
        description=about,
        epilog=f"example: {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def add_reading(to: argparse.ArgumentParser) -> None:
    """The options of every verb that reads a configuration."""
    group = to.add_argument_group("reading")
    group.add_argument("--dialect", metavar="NAME", help="haproxy, nginx; default: recognised")
    group.add_argument(
        "--root", metavar="DIR", help="look up the configuration's absolute paths under DIR first"
    )
    group.add_argument(
        "--target-version", metavar="V", help="version of the load balancer, such as 2.8"
    )


def add_logs(to: argparse.ArgumentParser) -> None:
    """The options of every verb that weighs by access logs."""
    to.add_argument(
        "--log",
        action="append",
        default=[],
        metavar="ACCESS_LOG",
        help="weigh by this log, .gz and .zst too; may be repeated",
    )
    to.add_argument(
        "--log-format",
        metavar="FORMAT",
        help="combined, httplog, json:target=KEY,... or an NGINX log_format string; "
        "default: recognised",
    )


def reading(arguments: argparse.Namespace) -> Reading:
    """The values of those options."""
    root: str | None = arguments.root
    if root is not None and not os.path.isdir(root):
        raise UsageError(f"--root {root}: there is no such directory")
    version = arguments.target_version
    return Reading(
        arguments.dialect, root, None if version is None else parse_version(version), os.environ
    )


def coloured() -> bool:
    """Whether to use colour: only on a terminal, and never with NO_COLOR."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def width() -> int:
    """Columns to write in: the terminal's, at most 100; 80 when there is none."""
    if not sys.stdout.isatty():
        return 80
    return max(40, min(100, os.get_terminal_size(sys.stdout.fileno()).columns))


def write(text: str) -> None:
    """Text to standard output; what the encoding cannot say is replaced."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(harmless(text).encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()


def parse(to: argparse.ArgumentParser, words: Sequence[str]) -> argparse.Namespace:
    """The arguments; ``--help`` ends the program as argparse does."""
    return to.parse_args(list(words))
