"""``review``: what a change of a git repository does, as a gate for pull requests."""

import importlib
import os
from collections.abc import Sequence

from steelyard.app.git import Repository
from steelyard.app.review import Options, Review, review
from steelyard.app.review_base import find_base
from steelyard.cli import options
from steelyard.cli.formats.style import harmless
from steelyard.cli.now import today
from steelyard.core.errors import InputError, UsageError
from steelyard.core.finding import Severity
from steelyard.core.place import Place

FORMATS = ("text", "json", "markdown", "github")
"""The formats of the report."""

WRITTEN = ("json", "markdown", "github", "sarif", "junit", "codequality")
"""The formats of files beside it."""


def run(words: Sequence[str]) -> int:
    """The verb; 1 when a finding closes the gate, 2 when a configuration cannot be read."""
    parser = options.parser(
        "review",
        "Reviews a change of a git repository: finds the configurations that differ between\n"
        "two revisions, and runs check --against and diff on each. Nothing is checked out.\n"
        "Without --base it takes what the CI service states, else the branch's upstream.",
        "steelyard review --base origin/main --write markdown review.md",
    )
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files, directories, patterns; default: all"
    )
    parser.add_argument("--base", metavar="REF", help="compare with where HEAD left this")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--head", metavar="REF", default="HEAD", help="default: HEAD")
    which.add_argument("--staged", action="store_true", help="what is staged, against HEAD")
    parser.add_argument("--policy", metavar="FILE", help="default: steelyard.toml beside each")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument(
        "--write",
        nargs=2,
        action="append",
        default=[],
        metavar=("FORMAT", "FILE"),
        help=f"also to a file: {', '.join(WRITTEN)}; may be repeated",
    )
    parser.add_argument(
        "--fail-on", choices=[s.value for s in Severity], default="error", help="default: error"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="only what needs action")
    options.add_reading(parser)
    arguments = options.parse(parser, words)
    for form, _ in arguments.write:
        if form not in WRITTEN:
            raise UsageError(f"--write {form}: the formats are {', '.join(WRITTEN)}")
    root, arguments.root = arguments.root, None  # a path in the repository, not on this machine
    repository = Repository()
    found = review(
        repository,
        *_revisions(repository, arguments.base, arguments.head, arguments.staged),
        Options(
            options.reading(arguments),
            today(),
            [_inside(repository, path) for path in arguments.paths],
            None if root is None else _inside(repository, root),
            None if arguments.policy is None else _inside(repository, arguments.policy),
        ),
    )
    fail_on = Severity(arguments.fail_on)
    for form, path in arguments.write:
        _write(path, _rendered(found, form, fail_on, False))
    options.write(_rendered(found, arguments.format, fail_on, arguments.quiet))
    if found.unreadable:
        return 2
    return 1 if found.failing(fail_on) else 0


def _revisions(
    repository: Repository, base: str | None, head: str, staged: bool
) -> tuple[str, str]:
    """The two revisions to compare."""
    if staged:
        return repository.commit(base or "HEAD"), repository.index()
    new = repository.commit(head)
    if base is None:
        return find_base(repository, new, os.environ)[0], new
    return repository.fork(repository.commit(base), new), new


def _inside(repository: Repository, path: str) -> str:
    """A path from where the user stands, as a path in the repository."""
    inside = os.path.normpath(os.path.join(repository.prefix, path))
    if os.path.isabs(path) or inside == ".." or inside.startswith("../"):
        raise UsageError(f"{path} is not a path in the repository {repository.top}")
    return "" if inside == "." else inside


def _rendered(found: Review, form: str, fail_on: Severity, quiet: bool) -> str:
    """The report in the format asked for."""
    if form == "text":
        from steelyard.cli.formats import review_text

        return review_text.render(found, fail_on, options.coloured(), options.width(), quiet)
    if form in ("markdown", "json"):
        module = importlib.import_module(f"steelyard.cli.formats.review_{form}")
        rendered: str = module.render(found, fail_on)
        return rendered
    if form == "github":
        from steelyard.cli.formats import review_github

        return review_github.render(found)
    module = importlib.import_module(f"steelyard.cli.formats.{form}")
    rendered = module.render(found.report)
    return rendered


def _write(path: str, text: str) -> None:
    """A file beside the report."""
    try:
        with open(path, "w", encoding="utf-8", errors="replace") as file:
            file.write(harmless(text))
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", Place(path, 0)) from None
