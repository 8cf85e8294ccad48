"""The access phase: who is let in once the location is found.

ngx_http_access_module.c (first rule that fits), ngx_http_auth_basic_module.c,
ngx_http_auth_request_module.c, ngx_http_core_access_phase (``satisfy``).
"""

import ipaddress
import itertools

from steelyard.dialects.nginx.text.routing_endings import Origin, status_routes
from steelyard.dialects.nginx.text.routing_level import Level, shorten
from steelyard.dialects.nginx.text.routing_plan import Plan
from steelyard.dialects.nginx.text.routing_room import always
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.model.conditions import ALWAYS, All, Any, Condition, Match, Never, Not
from steelyard.model.routing import OpaqueAction, Reject, Remark, Route
from steelyard.model.values import Field, Pattern

_RULES = frozenset({"allow", "deny"})
_SOURCE = Field("source")
_AUTHORIZED = Match(Field("header", "authorization"), (Pattern("exists"),))
_READS = {"GET": ("GET", "HEAD")}

MAX_CHANGES = 100
"""Changes between ``allow`` and ``deny`` in one list that are lowered."""


def access_routes(plan: Plan, level: Level) -> list[Route]:
    """The routes of the access phase at a level."""
    routes: list[Route] = []
    rules = level.nearest_of(_RULES)
    basic = _switched(level, "auth_basic")
    any_of = [item for item in level.nearest("satisfy") if item.words[1:] == ["any"]]
    if any_of and rules and basic is not None:
        routes += _either(plan, level, rules, basic)
    else:
        if rules:
            routes += _refusals(plan, level, rules, ALWAYS)
        if basic is not None:
            routes += _password(plan, level, basic, Not(_AUTHORIZED))
    request = _switched(level, "auth_request")
    if request is not None:
        reason = "a request to another location decides; it is taken to allow"
        text = shorten(request)
        routes.append(always(OpaqueAction(text, reason), request.place(), text, "auth_request"))
    routes += _remarks(level)
    return routes


def _switched(level: Level, name: str) -> Directive | None:
    """The directive that holds, None when it is off."""
    found = level.nearest(name)
    if not found or found[-1].words[1:2] in (["off"], []):
        return None
    return found[-1]


def _network(text: str) -> Pattern | None:
    """What ``allow`` and ``deny`` name; None for ``all``."""
    if text == "all":
        return None
    try:
        return Pattern("network", str(ipaddress.ip_network(text, strict=False)))
    except ValueError:
        return Pattern("exact", text)


def _first_that_fits(rules: list[Directive], wanted: str) -> list[tuple[Condition, Directive]]:
    """For each rule of the kind ``wanted`` the condition under which it decides.

    Each condition spares all earlier rules of the other kind, so their size
    grows with the number of changes between kinds: see `MAX_CHANGES`.
    """
    found: list[tuple[Condition, Directive]] = []
    before: list[Pattern] = []
    for rule in rules:
        if len(rule.words) != 2:
            continue
        pattern = _network(rule.words[1])
        if rule.words[0] == wanted:
            own = ALWAYS if pattern is None else Match(_SOURCE, (pattern,), rule.place())
            found.append((_unless(own, tuple(before)), rule))
        elif pattern is not None:
            before.append(pattern)
        if pattern is None:
            break
    return found


def _unless(own: Condition, before: tuple[Pattern, ...]) -> Condition:
    """``own`` without the addresses that an earlier rule of the other kind takes."""
    if not before:
        return own
    spared = Not(Match(_SOURCE, before))
    return spared if own is ALWAYS else All((own, spared))


def _refusals(plan: Plan, level: Level, rules: list[Directive], unless: Condition) -> list[Route]:
    """403 for whom a ``deny`` is the first rule that fits; a stream is closed."""
    kinds = [rule.words[0] for rule in rules]
    if sum(one != other for one, other in itertools.pairwise(kinds)) > MAX_CHANGES:
        reason = f"allow and deny change more than {MAX_CHANGES} times"
        opaque = OpaqueAction(shorten(rules[0]), reason, may_end=True)
        return [always(opaque, rules[0].place(), shorten(rules[0]), "deny")]
    routes: list[Route] = []
    for condition, rule in _first_that_fits(rules, "deny"):
        origin = Origin(rule.place(), shorten(rule), "deny")
        both = condition if unless is ALWAYS else All((condition, unless))
        if plan.scope.protocol == "http":
            routes += status_routes(plan, level, 403, "deny", both, origin)
        else:
            closed = Reject(None, "deny")
            routes.append(Route(both, (closed,), origin.place, origin.text, "deny"))
    return routes


def _password(plan: Plan, level: Level, basic: Directive, condition: Condition) -> list[Route]:
    """401 without credentials; with them the password file decides."""
    text = shorten(basic)
    origin = Origin(basic.place(), text, "auth_basic")
    opaque = OpaqueAction(text, "the password file is not read; the password is taken to be right")
    return [
        *status_routes(plan, level, 401, "auth_basic", condition, origin),
        always(opaque, basic.place(), text, "auth_basic"),
    ]


def _either(plan: Plan, level: Level, rules: list[Directive], basic: Directive) -> list[Route]:
    """``satisfy any``: an allowed address or a password."""
    allowed = [condition for condition, _ in _first_that_fits(rules, "allow")]
    anyone: Condition = Any(tuple(allowed)) if allowed else Never("no allow")
    refused = All((Not(anyone), Not(_AUTHORIZED)))
    return _password(plan, level, basic, refused)


def other_methods(directive: Directive) -> Condition:
    """True for the methods that a ``limit_except`` does not name."""
    methods: list[str] = []
    for word in directive.words[1:]:
        methods += _READS.get(word.upper(), (word.upper(),))
    patterns = tuple(Pattern("exact", method) for method in methods)
    return Not(Match(Field("method"), patterns, directive.place()))


def _remarks(level: Level) -> list[Route]:
    """What does not decide where a request goes, but belongs to its way."""
    routes = []
    for name in ("limit_req", "limit_conn", "mirror"):
        for directive in level.nearest(name):
            text = shorten(directive)
            routes.append(always(Remark(text), directive.place(), text, name))
    return routes
