"""What else of the model changed, so that "nothing else" is never said of it."""

from collections.abc import Collection, Iterator, Mapping

from steelyard.compare.difference import OtherChange
from steelyard.core.place import Place
from steelyard.core.record import names_of
from steelyard.model.gateway import Gateway
from steelyard.model.values import Table

UNSAID = frozenset({"comment", "written", "entry", "chain", "uses", "literal", "id", "weight"})
"""Fields that say the same in other words, or where something stands."""


def rest(
    old: Gateway, new: Gateway, twins: Mapping[str, str], told: Collection[str]
) -> Iterator[OtherChange]:
    """Pools, listeners and named things that differ in what no other comparison ``told``."""
    for name, pool in new.pools.items():
        twin = twins.get(name)
        if twin is None or any(f"pool {name}" in w or f"server {name}/" in w for w in told):
            continue
        if substance(old.pools[twin]) != substance(pool):
            yield _something(f"pool {name}", pool.place)
    moved = frozenset({"binds"} if any(what.startswith("listener on") for what in told) else ())
    known = {listener.name: listener for listener in old.listeners}
    for listener in new.listeners:
        before = known.get(listener.name)
        said = any(listener.name in what for what in told)
        if before is None or said:
            continue
        if substance(before, moved) != substance(listener, moved):
            yield _something(f"{listener.kind or 'listener'} {listener.name}", listener.place)
    named = {(one.kind, one.name): one for one in old.named if one.settings}
    for one in new.named:
        twin_named = named.get((one.kind, one.name))
        if twin_named is not None and substance(twin_named) != substance(one):
            yield _something(f"{one.kind} {one.name}", one.place)


def _something(what: str, place: Place) -> OtherChange:
    return OtherChange(f"another setting of {what}", "as it was", "changed", place)


def substance(node: object, without: frozenset[str] = frozenset()) -> object:
    """A part of the model without places, comments, ways of writing, and some of its own fields."""
    if isinstance(node, Place | Table):
        return None
    if isinstance(node, dict):
        return tuple(sorted((str(key), repr(substance(value))) for key, value in node.items()))
    if isinstance(node, list | tuple):
        return tuple(substance(part) for part in node)
    skipped = UNSAID | without
    names = [name for name in names_of(node) if name not in skipped and not name.startswith("_")]
    if names:
        return (type(node).__name__, *(substance(getattr(node, name)) for name in names))
    return node
