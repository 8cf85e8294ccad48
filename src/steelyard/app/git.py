"""Asks git about a repository: only plumbing, never the user's work tree or index.

Every command is a list of arguments, names come and go ended by NUL, and none
of the commands runs what a repository's own settings name (filters, drivers,
hooks).
"""

import os
import subprocess
from collections.abc import Iterator, Sequence

from steelyard.core.errors import InputError, UsageError
from steelyard.core.place import Place
from steelyard.core.record import frozen
from steelyard.core.source import MAX_FILE

SHALLOW = (
    "this clone is shallow and does not reach it: fetch it, or let the checkout bring the whole "
    "history (actions/checkout: fetch-depth: 0; GitLab: GIT_DEPTH: 0)"
)
"""What to do about a history that was cut off."""

LINK, FOLDER_OF_ANOTHER = "120000", "160000"
"""Modes of a link and of a submodule."""


@frozen
class Blob:
    """One file of a revision: its mode, its name in git's store, its size in bytes."""

    mode: str
    name: str
    size: int


@frozen
class Renamed:
    """One file that differs: its path before and after, "" where it is not there."""

    old: str
    new: str


class Repository:
    """The repository that a directory lies in.

    ``top`` is its root directory; ``prefix`` the path of ``start`` in it, "" or
    ended by a slash.
    """

    def __init__(self, start: str = ".") -> None:
        """Raises `InputError` where there is no repository, or no git."""
        self._at = start
        self.top = self._line("rev-parse", "--show-toplevel")
        self.prefix = self._line("rev-parse", "--show-prefix")
        self._at = self.top

    def commit(self, name: str) -> str:
        """The commit of that name; `UsageError` when this clone has none."""
        found = self._try(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
        if found is None or name.startswith("-"):
            why = SHALLOW if self.shallow else "git knows no such revision"
            raise UsageError(f"revision {name!r} is not here: {why}")
        return found

    def knows(self, name: str) -> bool:
        """Whether there is a commit of that name."""
        words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        return not name.startswith("-") and self._try(*words) is not None

    @property
    def shallow(self) -> bool:
        """Whether the history is cut off."""
        return self._line("rev-parse", "--is-shallow-repository") == "true"

    def parents(self, commit: str) -> list[str]:
        """The parents of a commit, as far as this clone has them."""
        return self._line("rev-list", "--parents", "--max-count=1", commit, "--").split()[1:]

    def fork(self, base: str, head: str) -> str:
        """Where ``head`` left ``base``; ``base`` itself when they share no history."""
        found = self._try("merge-base", base, head)
        if found is None and self.shallow:
            raise UsageError(f"where {head[:12]} left {base[:12]} is not known: {SHALLOW}")
        return found or base

    def index(self) -> str:
        """What is staged, as a tree; the index itself stays as it is."""
        return self._line("write-tree")

    def files(self, tree: str) -> dict[str, Blob]:
        """Every file of a revision by its path."""
        found = {}
        for entry in self._fields("ls-tree", "-r", "-l", "-z", "--full-tree", tree):
            head, _, path = entry.partition("\t")
            mode, _, name, size = head.split()
            if mode != FOLDER_OF_ANOTHER and _harmless(path):
                found[path] = Blob(mode, name, int(size))
        return found

    def changed(self, old: str, new: str) -> list[Renamed]:
        """The files that differ; a file that moved and is still much the same is one."""
        words = ("diff-tree", "-r", "-z", "-M", "--name-status", "--no-ext-diff", old, new, "--")
        fields = iter(self._fields(*words))
        found = []
        for status in fields:
            first = next(fields)
            if status[0] in "RC":
                found.append(Renamed(first, next(fields)))
            else:
                found.append(
                    Renamed("" if status == "A" else first, "" if status == "D" else first)
                )
        return found

    def contents(self, names: Sequence[str]) -> Iterator[bytes]:
        """The contents of blobs, in order; one that is too large to be read comes empty."""
        command = ["git", "cat-file", "--batch"]
        with self._started(command) as process:
            assert process.stdin is not None and process.stdout is not None
            for name in names:
                # One question at a time: with all of them first, both pipes could fill up.
                process.stdin.write(f"{name}\n".encode())
                process.stdin.flush()
                head = process.stdout.readline().split()
                if len(head) != 3:
                    raise InputError(f"git cannot read {name}", Place(self.top, 0))
                data = process.stdout.read(int(head[2]) + 1)
                yield data[:-1] if len(data) <= MAX_FILE else b""

    def _started(self, command: list[str]) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            command, cwd=self._at, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def _fields(self, *words: str) -> list[str]:
        """The fields of an answer whose fields end with NUL."""
        return [os.fsdecode(field) for field in self._ask(words).split(b"\0")[:-1]]

    def _line(self, *words: str) -> str:
        """The one line of an answer; its line feed is not part of it."""
        return os.fsdecode(self._ask(words)).removesuffix("\n")

    def _try(self, *words: str) -> str | None:
        """The one line of an answer, None when git has none."""
        done = self._run(words)
        return None if done.returncode else os.fsdecode(done.stdout).removesuffix("\n")

    def _ask(self, words: Sequence[str]) -> bytes:
        done = self._run(words)
        if done.returncode:
            said = os.fsdecode(done.stderr).strip().partition("\n")[0]
            raise InputError(f"git {words[0]}: {said or 'failed'}", Place(self._at, 0))
        return done.stdout

    def _run(self, words: Sequence[str]) -> "subprocess.CompletedProcess[bytes]":
        # The C locale: what git says is told on, in English as all the rest.
        environment = {**os.environ, "LC_ALL": "C"}
        try:
            return subprocess.run(
                ["git", *words], cwd=self._at, env=environment, capture_output=True, check=False
            )
        except OSError as error:
            why = "git is not installed" if error.filename == "git" else f"{error.strerror}"
            raise InputError(why.lower(), Place(self._at, 0)) from None


def _harmless(path: str) -> bool:
    """Whether a path of a revision stays in it; git's own checks can be switched off."""
    return all(part not in ("", ".", "..") and part.lower() != ".git" for part in path.split("/"))
