"""Git repositories made for a test: a first revision, then changes."""

import os
import subprocess
from pathlib import Path

from tests.meta.sources import ROOT

IDENTITY = {
    "GIT_AUTHOR_NAME": "somebody",
    "GIT_AUTHOR_EMAIL": "somebody@host.example",
    "GIT_COMMITTER_NAME": "somebody",
    "GIT_COMMITTER_EMAIL": "somebody@host.example",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
}


def git(folder: Path, *words: str) -> str:
    """Runs git there and returns what it says."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | IDENTITY
    done = subprocess.run(
        ["git", *words], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


class World:
    """A repository with one branch, ``main``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        git(folder, "init", "-q", "-b", "main")

    def write(self, path: str, text: str | Path) -> "World":
        """One file; a path is of the repository of the project, whose text is taken."""
        where = self.folder / path
        where.parent.mkdir(parents=True, exist_ok=True)
        data = text if isinstance(text, str) else (ROOT / text).read_text("utf-8")
        where.write_text(data, "utf-8")
        return self

    def commit(self) -> str:
        """All there is, as a revision."""
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-q", "--allow-empty", "-m", "a change")
        return git(self.folder, "rev-parse", "HEAD")


def case(name: str, side: str) -> Path:
    """The file of a case of the corpus, as a path in the project."""
    (found,) = (ROOT / "corpus" / name).glob(f"{side}.*")
    return found.relative_to(ROOT)
