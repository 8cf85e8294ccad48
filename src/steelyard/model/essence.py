"""What is the same in two revisions: parts of the model without the places they stand at."""

from steelyard.core.place import Place
from steelyard.core.record import names_of
from steelyard.model.conditions import InTable, Match
from steelyard.model.values import Table


def essence(node: object, contents: bool = False) -> object:
    """A value, condition or action without its places, so that revisions compare.

    A table stands for its name.  With ``contents`` it stands for its entries, and
    the names that tests were given do not count.
    """
    if isinstance(node, Table):
        return _table(node) if contents else node.name
    if isinstance(node, tuple) and not isinstance(node, Place):
        return tuple([essence(part, contents) for part in node])
    if names := names_of(node):
        if contents and isinstance(node, Match | InTable):
            names = tuple(name for name in names if name != "name")
        parts = [getattr(node, name) for name in names]
        kept = [essence(p, contents) for p in parts if not isinstance(p, Place)]
        return (type(node).__name__, *kept)
    return node


def _table(table: Table) -> object:
    """A table by what it holds; worked out once."""
    if table._essence is None:
        entries = tuple((entry.pattern, entry.value) for entry in table.entries)
        table._essence = ("Table", table.complete, table.on_nothing, essence(entries, True))
    return table._essence
