"""Named settings of two sides, one beside the other."""

from collections.abc import Iterator, Mapping

from steelyard.compare.difference import OtherChange
from steelyard.core.place import NOWHERE
from steelyard.model.pool import Setting

NONE = "none"
"""In place of a setting that is not there."""


def table(
    what: str, old: Mapping[str, Setting], new: Mapping[str, Setting]
) -> Iterator[OtherChange]:
    """Named settings that differ; ``what`` is their kind and ends in whose they are."""
    kind, of, owner = what.partition(" of ")
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name), new.get(name)
        if (before and before.value) != (after and after.value):
            shown = " ".join(word for word in (kind, name) if word)
            there = after or before
            place = there.place if there is not None else NOWHERE
            yield OtherChange(f"{shown}{of}{owner}", _written(before), _written(after), place)


def _written(setting: Setting | None) -> str:
    if setting is None:
        return NONE
    return setting.written or str(setting.value)
