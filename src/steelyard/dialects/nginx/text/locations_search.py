"""The location search for one path, for the notices that need a witness.

The same algorithm as `locations`, run instead of lowered.
"""

from steelyard.dialects.nginx.text.expressions import groups_of
from steelyard.dialects.nginx.text.locations import Group, Location


def find_location(group: Group, path: str) -> Location | None:
    """The location of a path, None when none fits. Raises `Undecided`."""
    return _find(group, path)[0]


def _find(group: Group, path: str) -> tuple[Location | None, bool]:
    """The location, and whether it is final."""
    if path in group.exact:
        return group.exact[path], True
    names = group.prefixes
    best = next(
        (names[path[:end]] for end in range(len(path), -1, -1) if path[:end] in names), None
    )
    inner: Location | None = None
    if best is not None:
        inner, final = _find(best.children, path)
        if final:
            return inner, True
    if best is None or best.kind != "^~":
        for location in group.regexes:
            if groups_of(location.name, location.kind == "~*", path) is not None:
                nested, _ = _find(location.children, path)
                return nested or location, True
    return inner or best, False
