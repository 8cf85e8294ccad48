"""Traps between locations: a regular expression that takes what a prefix is for."""

import re
from collections.abc import Iterator

from steelyard.core.finding import Severity
from steelyard.dialects.nginx.text.expressions import Undecided, groups_of
from steelyard.dialects.nginx.text.locations import PASSING, Group, Location
from steelyard.dialects.nginx.text.routing_plan import Plan
from steelyard.model.notice import Notice

GUARDS = ("allow", "deny", "auth_basic", "auth_request", "limit_except", "internal")
"""Directives of a location that keep strangers out."""

MAX_PAIRS = 20_000
"""Pairs of prefix and expression that are looked at in one server."""


def notice_locations(plan: Plan) -> None:
    """What the locations of a server show."""
    budget = MAX_PAIRS
    for group in _groups(plan.group):
        budget -= len(group.prefixes) * len(group.regexes)
        if budget < 0:
            return
        for location in group.all():
            _alias(plan, location)
        for prefix in group.prefixes.values():
            _overridden(plan, group, prefix)


def _groups(group: Group) -> Iterator[Group]:
    """Every level."""
    waiting = [group]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += [location.children for location in one.all()]


def passes_to(location: Location) -> str:
    """What a location passes requests to, as written; "" when it does not or it varies."""
    for name in PASSING:
        directive = location.level.first(name)
        if directive is not None and len(directive.words) > 1:
            target = directive.words[1]
            authority = re.sub(r"^[a-z]+://", "", target).partition("/")[0]
            return "" if "$" in authority else (authority or target).lower()
    return ""


def _overridden(plan: Plan, group: Group, prefix: Location) -> None:
    """A prefix location without ``^~`` that loses requests to an expression."""
    own = passes_to(prefix)
    if not own or prefix.kind == "^~" or prefix.name == "/":
        return
    for regex in group.regexes:
        other = passes_to(regex)
        lost = sorted(_guards(prefix) - _guards(regex))
        if not other or (other == own and not lost) or _refines(regex.name, prefix.name):
            continue
        witness = _witness(regex, prefix.name)
        if witness is not None:
            if other == own:
                _say_unguarded(plan, prefix, regex, witness, lost)
            else:
                _say_overridden(plan, prefix, regex, witness)
            return


def _guards(location: Location) -> set[str]:
    """What keeps strangers out of the location itself."""
    return {name for name in GUARDS if location.level.first(name) is not None}


def _say_unguarded(
    plan: Plan, prefix: Location, regex: Location, witness: str, lost: list[str]
) -> None:
    """Requests reach the same pool, but not through what guards the prefix."""
    plan.room.notice(
        Notice(
            "routing/regex-overrides-prefix",
            regex.place,
            plan.label.rstrip(":"),
            f"'{regex.title}' takes requests that '{prefix.title}' (line {prefix.place.line}) "
            f"guards with {' and '.join(lost)}, such as {witness}.",
            "A regular expression that matches wins over a prefix location, wherever it stands: "
            "these requests reach the same servers unguarded.",
            f"Write 'location ^~ {prefix.name}', or make the expression narrower.",
            ((prefix.place, "the location that guards them"),),
            {"witness": witness, "identity": f"{prefix.name} {regex.name} unguarded"},
            Severity.ERROR,
        )
    )


def _say_overridden(plan: Plan, prefix: Location, regex: Location, witness: str) -> None:
    """The notice of `_overridden`."""
    plan.room.notice(
        Notice(
            "routing/regex-overrides-prefix",
            regex.place,
            plan.label.rstrip(":"),
            f"'{regex.title}' takes requests that '{prefix.title}' (line {prefix.place.line}) "
            f"is written for, such as {witness}.",
            "A regular expression that matches wins over a prefix location, wherever it stands: "
            f"these requests go to {passes_to(regex)} instead of {passes_to(prefix)}.",
            f"Write 'location ^~ {prefix.name}', or make the expression narrower.",
            ((prefix.place, "the location that loses them"),),
            {
                "witness": witness,
                "identity": f"{prefix.name} {regex.name}",
                "pool": passes_to(regex),
            },
            Severity.ERROR if _takes_all(regex, prefix, witness) else None,
        )
    )


def _takes_all(regex: Location, prefix: Location, witness: str) -> bool:
    """Whether the expression matches every path below the prefix."""
    return witness == prefix.name and not set(regex.name) & set("$\\?")


def _refines(expression: str, prefix: str) -> bool:
    """Whether an expression plainly means a part of a prefix (``^/api/v1`` of ``/api/``)."""
    if not expression.startswith("^"):
        return False
    literal = re.match(r"(?:[A-Za-z0-9/_-]|\\[./_-])*", expression[1:])
    text = literal[0].replace("\\", "") if literal else ""
    return text.startswith(prefix.rstrip("/") or prefix)


def _witness(regex: Location, prefix: str) -> str | None:
    """A path below the prefix that the expression matches; None when none was found."""
    sample = sample_of(regex.name)
    candidates = [prefix, f"{prefix}x", f"{prefix}x{sample}", prefix + sample]
    candidates.append(prefix + sample.lstrip("/"))
    if sample.startswith(prefix):
        candidates.append(sample)
    for candidate in candidates:
        try:
            if groups_of(regex.name, regex.kind == "~*", candidate) is not None:
                return candidate
        except Undecided:
            return None
    return None


def sample_of(expression: str) -> str:
    """A text that an ordinary expression probably matches; the caller checks it."""
    text = expression[:300].lstrip("^").rstrip("$")
    text = re.sub(r"\(\?(?:[:i]|P?<\w+>)", "(", text)
    for _ in range(20):
        text, count = re.subn(r"\(([^()|]*)(?:\|[^()]*)?\)[?*+]?", r"\1", text)
        if not count:
            break
    text = re.sub(r"\[\^[^\]]*\][*+?]?|\.[*+]\??|\\w[*+]?|\[a-z[^\]]*\][*+]?", "x", text)
    text = re.sub(r"\\d[*+]?|\[0-9\][*+]?", "1", text)
    text = text.partition("|")[0]
    return re.sub(r"\\(.)", r"\1", text).rstrip("$")


def _alias(plan: Plan, location: Location) -> None:
    """``location /i { alias /d/; }``: ``/i../x`` is read as ``/d/../x``."""
    directive = location.level.first("alias")
    if directive is None or len(directive.words) != 2 or location.kind not in ("", "^~"):
        return
    if location.name.endswith("/") or not directive.words[1].endswith("/"):
        return
    name = location.name
    root = directive.words[1]
    plan.room.notice(
        Notice(
            "exposure/alias-traversal",
            directive.place(),
            plan.label.rstrip(":"),
            f"'location {name}' has no slash at its end, but 'alias {root}' has one.",
            f"A request for {name}../ reads files beside {root}, such as those of its parent "
            "directory: they are open to everybody.",
            f"Write 'location {name}/'.",
            ((location.place, "the location"),),
        )
    )
