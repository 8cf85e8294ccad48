"""Lists and maps in files of their own: read once, shared by all that name them.

Configuration manual 7.1 (``-f``), 7.3.1 (``map``) and 3.1 (``default-path``).
"""

import os

from steelyard.core.errors import InputError
from steelyard.core.place import Place
from steelyard.core.source import SourceTree
from steelyard.dialects.haproxy.text.maps_entries import KINDS, read_entries
from steelyard.dialects.haproxy.text.syntax import Section
from steelyard.model.gateway import Named
from steelyard.model.notice import Notice
from steelyard.model.values import Table, TableEntry


class Maps:
    """The files that a configuration looks things up in.

    ``named`` and ``notices`` collect what was found about them; ``changing``
    are the names of files whose content rules change at run time.
    """

    def __init__(self, tree: SourceTree, path: str, sections: list[Section]) -> None:
        """``path`` and ``sections`` are those of the configuration."""
        self.tree = tree
        self.named: dict[str, Named] = {}
        self.notices: list[Notice] = []
        self.changing: set[str] = set()
        self._base = base_of(tree, path, sections)
        self._tables: dict[tuple[str, str, bool, str], Table] = {}

    def table(self, name: str, method: str, ignore_case: bool, how: str, place: Place) -> Table:
        """The table that a file holds; ``how``: ``list``, ``map`` or ``map-keys``."""
        named = self.named.get(name)
        if named is None:
            named = self.named[name] = Named("map", name, place)
        named.uses.append(place)
        key = (name, method, ignore_case, how)
        table = self._tables.get(key)
        if table is None:
            table = self._tables[key] = self._read(name, method, ignore_case, how, place)
        return table

    def settle(self) -> None:
        """Marks as incomplete what rules change at run time."""
        for (name, *_), table in self._tables.items():
            if name in self.changing:
                table.complete = False

    def _read(self, name: str, method: str, ignore_case: bool, how: str, place: Place) -> Table:
        shown, optional = name, False
        for prefix in ("virt@", "opt@", "file@"):
            if name.startswith(prefix):
                shown, optional = name[len(prefix) :], prefix != "file@"
        if name.startswith("virt@"):
            return Table(shown, (), place)
        path = self.tree.resolve(shown, self._base)
        try:
            text = self.tree.read(path, place)
        except InputError as error:
            if not optional:
                self.notices.append(_missing(shown, error.message, place))
            return Table(shown, (), place, complete=False)
        if method not in KINDS:
            return Table(shown, (), place, complete=False)
        entries, repeated = read_entries(path, text, method, ignore_case, how != "list")
        exact: dict[str, TableEntry] = {}
        if KINDS[method] == "exact":
            exact = {entry.pattern.text: entry for entry in entries}
            if ignore_case:
                exact = {text.lower(): entry for text, entry in exact.items()}
        self.named[name].place = Place(path, 1)
        return Table(shown, tuple(entries), place, by_exact=exact, duplicates=tuple(repeated))


def base_of(tree: SourceTree, path: str, sections: list[Section]) -> str:
    """The directory that relative names start from (``default-path``).

    Without the setting it is the directory HAProxy is started in, which no
    file states: the configuration's own is taken.
    """
    own = path if tree.is_directory(path) else os.path.dirname(path) or "."
    for section in sections:
        if section.keyword != "global":
            continue
        for line in section.all("default-path"):
            how = line.words[1] if len(line.words) > 1 else ""
            if how == "parent":
                return os.path.join(own, "..")
            if how == "origin" and len(line.words) > 2:
                return tree.resolve(line.words[2], own)
    return own


def _missing(name: str, why: str, place: Place) -> Notice:
    return Notice(
        "syntax/missing-file",
        place,
        name,
        f"The list or map {name} cannot be read: {why.rpartition(': ')[2]}.",
        "HAProxy refuses to start without it; here, what is looked up in it is unknown.",
        "Ship the file with the configuration, or name the directory it lies under (--root).",
    )
