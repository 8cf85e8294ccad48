"""Answers of the gateway itself: ``return``, refusals, and ``error_page``.

ngx_http_rewrite_module.c (return), ngx_http_special_response_handler: a status
from 300 on may be replaced by an ``error_page``; without
``recursive_error_pages`` not twice.
"""

from steelyard.core.place import Place
from steelyard.core.record import frozen
from steelyard.dialects.nginx.text.rewrites_uri import internal_uri
from steelyard.dialects.nginx.text.routing_level import Level
from steelyard.dialects.nginx.text.routing_plan import Plan
from steelyard.dialects.nginx.text.routing_redirects import location_of
from steelyard.dialects.nginx.text.routing_room import IN_ERROR
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.variables import read_text
from steelyard.model.conditions import All, Always, Condition, Match, Not
from steelyard.model.routing import (
    Action,
    Redirect,
    Reject,
    Respond,
    Restart,
    Route,
    SetField,
    SetVariable,
)
from steelyard.model.values import Field, Literal, Pattern

_REDIRECTS = (301, 302, 303, 307, 308)


@frozen
class Origin:
    """The line that a route comes from."""

    place: Place
    text: str
    kind: str


def ending(status: int, why: str) -> Respond | Reject:
    """The gateway's own answer with a status; 444 closes the connection."""
    if status == 444:
        return Reject(None, "the connection is closed without an answer")
    return Reject(status, why) if status >= 400 else Respond(status, why)


def return_routes(
    plan: Plan, level: Level, directive: Directive, condition: Condition
) -> list[Route]:
    """The routes of a ``return``."""
    words = directive.words
    place = directive.place()
    origin = Origin(place, directive.text()[:100], "return")
    if len(words) == 2 and not words[1].isdigit():
        location = location_of(level, words[1], read_text(words[1], plan.scope, place))
        return [Route(condition, (Redirect(302, location),), place, origin.text, "return")]
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() and len(words[1]) < 4 else 500
    if status in _REDIRECTS and len(words) > 2:
        location = location_of(level, words[2], read_text(words[2], plan.scope, place))
        return [Route(condition, (Redirect(status, location),), place, origin.text, "return")]
    if len(words) > 2:
        answer = ending(status, "return")
        return [Route(condition, (answer,), place, origin.text, "return")]
    return status_routes(plan, level, status, "return", condition, origin)


def status_routes(
    plan: Plan, level: Level, status: int, why: str, condition: Condition, origin: Origin
) -> list[Route]:
    """The routes of a refusal: where an ``error_page`` leads elsewhere, then the plain answer."""
    plain = Route(condition, (ending(status, why),), origin.place, origin.text, origin.kind)
    page = _error_page(level, status)
    if page is None:
        return [plain]
    actions = _page_actions(plan, page)
    if actions is None:
        return [plain]
    place = page.place()
    first = not any(item.words[-1] == "on" for item in level.nearest("recursive_error_pages"))
    if first and not isinstance(actions[-1], Redirect):
        fresh = Not(Match(Field("variable", IN_ERROR), (Pattern("exists"),)))
        guarded = fresh if isinstance(condition, Always) else All((condition, fresh))
        actions = (SetVariable(IN_ERROR, Literal("1")), *actions)
        text = f"{origin.text}: {page.text()[:80]}"
        return [Route(guarded, actions, place, text, "error_page"), plain]
    return [Route(condition, actions, place, f"{origin.text}: {page.text()[:80]}", "error_page")]


def _error_page(level: Level, status: int) -> Directive | None:
    """The ``error_page`` line that holds for a status."""
    for page in level.nearest("error_page"):
        if len(page.words) > 2 and str(status) in page.words[1:-1]:
            return page
    return None


def _page_actions(plan: Plan, page: Directive) -> tuple[Action, ...] | None:
    """Where an ``error_page`` leads; None when only the answer's body changes.

    A plain URI keeps the status, so the answer stays what it is for the
    client, unless the URI is outside; ``=`` takes over that of the target.
    """
    target = page.words[-1]
    place = page.place()
    if target.startswith("@"):
        chain = plan.named_chain(target)
        return None if chain is None else (Restart(chain),)
    if target.startswith(("http://", "https://", "$scheme")):
        marked = page.words[-2].removeprefix("=")
        status = int(marked) if marked.isdigit() and int(marked) in _REDIRECTS else 302
        return (Redirect(status, read_text(target, plan.scope, place)),)
    if not page.words[-2].startswith("="):
        return None
    return (
        SetField("method", "", Literal("GET")),
        *internal_uri(plan.room, target, plan.scope, place),
        Restart(plan.entry),
    )
