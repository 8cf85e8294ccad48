"""Which files of a revision are configurations, and which files belong to each."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence

from steelyard.app.loading import Reading, policy_path, read_gateway
from steelyard.app.revision import Revision
from steelyard.core.errors import InputError, SteelyardError, UsageError
from steelyard.core.record import field, record
from steelyard.dialects import registry
from steelyard.model.gateway import Gateway

LIKELY = (".cfg", ".conf")
"""How the names of files end that are looked at when no path is given."""


@record
class Found:
    """A configuration of one revision.

    ``files`` are those that it is made of, its policy file too, as far as they were
    read.  ``gateway`` None: it cannot be read, ``why`` says why not.
    """

    path: str
    files: set[str] = field(default_factory=set)
    gateway: Gateway | None = None
    why: str = ""


def configurations(
    revision: Revision, patterns: Sequence[str], reading: Reading
) -> dict[str, Found]:
    """The configurations of a revision by path: all of it, or what the patterns name.

    A file that another configuration includes is part of that one.
    """
    found = {
        path: read_found(revision, path, reading) for path in _start(revision, patterns, reading)
    }
    included = {
        name for one in found.values() for name in one.files if name != one.path and name in found
    }
    return {path: one for path, one in found.items() if path not in included}


def _start(revision: Revision, patterns: Sequence[str], reading: Reading) -> Iterator[str]:
    """The paths to read: files that a dialect recognises, and directories ``*.d`` of HAProxy."""
    folders: dict[str, None] = {}
    for path in _wanted(revision.files, patterns):
        if not _recognised(revision, path, reading):
            continue
        folder = os.path.dirname(path)
        # `haproxy -f conf.d` reads all files of the directory as one configuration.
        if folder.endswith(".d") and path.endswith(".cfg"):
            folders[folder] = None
        else:
            yield path
    yield from folders


def _wanted(files: Iterable[str], patterns: Sequence[str]) -> Iterator[str]:
    """The files that a pattern names, or lies above; without patterns the likely ones."""
    tests = [_expression(pattern) for pattern in patterns]
    for path in files:
        hidden = os.path.basename(path).startswith(".")
        likely = path.endswith(LIKELY) and not hidden
        inside = likely and (not tests or any(above.match(path) for _, above in tests))
        if inside or any(name.fullmatch(path) for name, _ in tests):
            yield path


def _expression(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A path with ``*``, ``?``, ``[...]`` and ``**`` for files, and for what lies in it."""
    if pattern in ("", "."):
        return re.compile(r"(?!)"), re.compile("")
    text = ""
    for part in re.findall(r"\*\*/|\*\*|\*|\?|\[!?\]?[^]]*\]|.", pattern, re.DOTALL):
        if part in _WILD:
            text += _WILD[part]
        elif len(part) > 1:
            letters = re.sub(r"([\\\[\]^&~|])", r"\\\1", part[1:-1].removeprefix("!"))
            text += f"[{'^' if part[1] == '!' else ''}{letters}]"
        else:
            text += re.escape(part)
    try:
        return re.compile(text, re.DOTALL), re.compile(f"{text}/", re.DOTALL)
    except re.error as error:
        raise UsageError(f"{pattern!r} is no pattern of paths: {error}") from None


_WILD = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def _recognised(revision: Revision, path: str, reading: Reading) -> bool:
    """Whether a file is a configuration."""
    if reading.dialect is not None:
        return True
    try:
        return bool(registry.recognise(revision.tree(path)))
    except InputError:
        return False


def read_found(revision: Revision, path: str, reading: Reading) -> Found:
    """One configuration, whatever a dialect thinks of it."""
    tree = revision.tree(path)
    found = Found(path)
    try:
        found.gateway = read_gateway(tree, reading)
    except SteelyardError as error:
        found.why = str(error)
    for name in tree.texts:
        # A link and what it leads to: either may be what the change touches.
        real = os.path.realpath(os.path.join(revision.folder, name))
        found.files |= {os.path.normpath(name), os.path.relpath(real, revision.folder)}
    found.files.add(policy_path(tree))
    return found
