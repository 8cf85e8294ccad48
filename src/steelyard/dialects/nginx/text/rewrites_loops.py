"""Rewrites and internal redirects that lead back to themselves: 500 for the client.

A witness is followed through the locations as NGINX does; only what runs
unconditionally is followed, so that a loop that is reported is one.
"""

import re
from collections.abc import Iterator

from steelyard.core.finding import Severity
from steelyard.dialects.nginx.text.expressions import Undecided, groups_of
from steelyard.dialects.nginx.text.locations import Location
from steelyard.dialects.nginx.text.locations_search import find_location
from steelyard.dialects.nginx.text.rewrites import STEPS
from steelyard.dialects.nginx.text.rewrites_uri import read_rewrite
from steelyard.dialects.nginx.text.routing_plan import Plan
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.model.notice import Notice

LIMIT = 10
"""Changes of the URI that NGINX allows (``NGX_HTTP_MAX_URI_CHANGES``)."""

MAX_LOCATIONS = 2000
"""Locations of a server that are followed."""


def notice_loops(plan: Plan) -> None:
    """Every location whose own requests run in circles."""
    steps = {item.words[0] for item in plan.level.items} & (STEPS - {"set"})
    if steps - {"if"}:
        return
    unsure = Severity.WARNING if steps else None  # An `if` of the server may catch them first.
    for count, location in enumerate(_locations(plan)):
        if count >= MAX_LOCATIONS:
            return
        if location.kind not in ("=", "", "^~") or not _moves(location):
            continue
        witness = location.name if location.kind == "=" else f"{location.name}x"
        culprit = _follow(plan, witness)
        if culprit is not None:
            _say(plan, culprit, witness, unsure)
        else:
            _absent_file(plan, location)


def _locations(plan: Plan) -> Iterator[Location]:
    waiting = plan.group.all()
    while waiting:
        location = waiting.pop()
        yield location
        waiting += location.children.all()


def _moves(location: Location) -> bool:
    """Whether the location may send a request elsewhere inside the gateway."""
    own = location.level.own
    return "rewrite" in own or "try_files" in own


def _follow(plan: Plan, path: str) -> Directive | None:
    """The directive that closes the circle, None when the way ends or is not certain."""
    step: Directive | None = None
    for _ in range(LIMIT + 1):
        try:
            location = find_location(plan.group, path)
            found = None if location is None else _next(location, path)
        except Undecided:
            return None
        if found is None:
            return None
        path, step = found
    return step


def _next(location: Location, path: str) -> tuple[str, Directive] | None:
    """The URI that a location surely gives to a path, and the directive that does."""
    changed: tuple[str, Directive] | None = None
    for item in location.level.items:
        name = item.words[0]
        if name in ("if", "return", "break") or "_by_lua" in name:
            return None
        if name != "rewrite":
            continue
        found = read_rewrite(item)
        if found is None:
            return None
        groups = groups_of(found.expression, False, path)
        if groups is None:
            continue
        new = None if found.status is not None else _filled(found.path, groups, path)
        if new is None or found.flag == "break":
            return None
        path, changed = new, (new, item)
        if found.flag == "last":
            break
    return changed if changed is not None else _tried(location, path)


def _tried(location: Location, path: str) -> tuple[str, Directive] | None:
    """The last argument of ``try_files`` when no file it looks for depends on the request."""
    item = location.level.first("try_files")
    if item is None or len(item.words) < 3:
        return None
    *files, last = item.words[1:]
    if any("$" in word for word in files) or last.startswith(("=", "@")):
        return None
    new = _filled(last.partition("?")[0], [path], path)
    return None if new is None else (new, item)


def _absent_file(plan: Plan, location: Location) -> None:
    """A last argument of ``try_files`` that only a file on the disk keeps from a loop."""
    item = location.level.first("try_files")
    if item is None or len(item.words) < 3:
        return
    *_, file, last = item.words
    if file.strip("/") == last.strip("/") or "$" in last or not last.startswith("/"):
        return
    try:
        found = find_location(plan.group, last.partition("?")[0])
    except Undecided:
        return
    if found is location and "$uri" in item.words[1:-1]:
        plan.room.notice(
            Notice(
                "routing/rewrite-loop",
                item.place(),
                plan.label.rstrip(":"),
                f"'{item.text()[:80]}' ends with {last}, which the same location serves.",
                f"While there is a file for {last} all is well; when it is missing, as in the "
                "middle of a deployment, every such request runs in circles and gets 500.",
                f"Write '{item.text()[:60].rstrip(';')} =404'.",
                detail={"witness": last},
                severity=Severity.NOTE,
            )
        )


def _filled(text: str, groups: list[str], path: str) -> str | None:
    """A replacement with its groups; None when it holds other variables."""
    text = re.sub(r"\$\{?(?:uri|document_uri)\b\}?", lambda _: path, text)

    def group(match: re.Match[str]) -> str:
        number = int(match[1])
        return groups[number] if number < len(groups) else ""

    filled = re.sub(r"\$\{?([1-9])\}?", group, text)
    return None if "$" in filled or len(filled) > 1000 else filled


def _say(plan: Plan, culprit: Directive, witness: str, severity: Severity | None) -> None:
    """The notice."""
    plan.room.notice(
        Notice(
            "routing/rewrite-loop",
            culprit.place(),
            plan.label.rstrip(":"),
            f"'{culprit.text()[:80]}' leads {witness} back to itself.",
            f"NGINX gives up after {LIMIT} rounds and answers 500 to such requests.",
            "Use 'break' instead of 'last', or rewrite to a path that another location takes.",
            detail={"witness": witness},
            severity=severity,
        )
    )
