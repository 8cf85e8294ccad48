"""One revision of a repository's files, written to a directory of its own."""

import os
from collections.abc import Mapping

from steelyard.app.git import LINK, Blob, Repository
from steelyard.core.source import MAX_FILE, SourceTree


class Revision:
    """The files of a revision, and where they were written.

    ``root`` is the directory of the repository that stands for ``/`` on the
    machine that runs the configurations; None: for each file the directory
    that its ``etc`` lies in, if it has one.
    """

    def __init__(self, folder: str, files: Mapping[str, Blob], root: str | None) -> None:
        self.folder = os.path.realpath(folder)
        self.files = files
        self._root = root

    def root_of(self, path: str) -> str:
        """The directory that stands for ``/`` for a configuration."""
        if self._root is not None:
            return self._root
        parts = path.split("/")
        return "/".join(parts[: parts.index("etc")]) if "etc" in parts[:-1] else ""

    def tree(self, path: str) -> SourceTree:
        """The files as a configuration at ``path`` sees them."""
        return SourceTree(path, self.root_of(path), self.folder)


def write_revision(
    repository: Repository,
    tree: str,
    folder: str,
    root: str | None,
    like: Revision | None = None,
) -> Revision:
    """Writes the files of ``tree`` to ``folder``; those that ``like`` has too are linked."""
    files = repository.files(tree)
    revision = Revision(folder, files, root)
    os.makedirs(folder, exist_ok=True)
    missing: list[str] = []
    for path, blob in files.items():
        os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
        if like is not None and like.files.get(path) == blob and blob.mode != LINK:
            before = os.path.join(like.folder, path)
            if os.path.exists(before):
                os.link(before, os.path.join(folder, path))
        elif blob.size <= MAX_FILE:
            missing.append(path)
    names = [files[path].name for path in missing]
    for path, data in zip(missing, repository.contents(names), strict=True):
        _write(revision, path, data)
    return revision


def _write(revision: Revision, path: str, data: bytes) -> None:
    """One file, or one link; a link that leads out is never followed (`SourceTree`)."""
    where = os.path.join(revision.folder, path)
    if revision.files[path].mode != LINK:
        with open(where, "wb") as file:
            file.write(data)
        return
    target = os.fsdecode(data)
    if os.path.isabs(target):
        # sites-enabled/shop -> /etc/nginx/sites-available/shop, as Debian has it.
        inside = os.path.join(revision.folder, revision.root_of(path), target.lstrip("/"))
        target = os.path.relpath(inside, os.path.dirname(where))
    if target and "\0" not in target:
        os.symlink(target, where)
