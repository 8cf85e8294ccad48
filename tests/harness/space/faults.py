"""Faults of the kinds that engines have, to be put into the evaluators.

    for name, module, attribute, faulty in FAULTS["haproxy"]: ...

Requests are good when each fault shows in some outcome.
"""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from tests.harness.space import haproxy_eval, haproxy_match, nginx_eval, nginx_find
from tests.harness.space.haproxy_world import All, Any, Condition, Expr, Rule, Test
from tests.harness.space.nginx_world import Location
from tests.harness.space.nginx_world import Test as Compared
from tests.harness.space.request import Outcome

Function = Callable[..., object]


class Fault(NamedTuple):
    """What is replaced by what."""

    name: str
    module: object
    attribute: str
    faulty: Function


_matches = haproxy_match.matches
_fetched = haproxy_eval.fetched
_holds = haproxy_eval._holds
_perform = haproxy_eval._perform


def _how(wrong: str, instead: str) -> Function:
    return lambda how, *more: _matches(instead if how == wrong else how, *more)


def _heedless(how: str, pattern: str, value: str, ignore_case: bool) -> bool:
    return _matches(how, pattern, value, True)


def _strict(how: str, pattern: str, value: str, ignore_case: bool) -> bool:
    return _matches(how, pattern, value, False)


def _segment(how: str, pattern: str, value: str, ignore_case: bool) -> bool:
    """A prefix ends at a slash."""
    found = _matches(how, pattern, value, ignore_case)
    rest = value[len(pattern) :]
    return found and (how != "beg" or pattern.endswith("/") or rest[:1] in ("", "/"))


def _wide(how: str, pattern: str, value: str, ignore_case: bool) -> bool:
    if how != "ip":
        return _matches(how, pattern, value, ignore_case)
    address = ipaddress.ip_address(value)
    network = ipaddress.ip_network(pattern, strict=False)
    around = network.supernet() if network.prefixlen else network
    return address.version == network.version and address in around


def _first(expr: Expr, seen: haproxy_eval.Seen) -> list[str]:
    return _fetched(expr, seen)[:1]


def _whole(expr: Expr, seen: haproxy_eval.Seen) -> list[str]:
    return _fetched(replace(expr, fetch="fhdr") if expr.fetch == "hdr" else expr, seen)


def _never_empty(expr: Expr, seen: haproxy_eval.Seen) -> list[str]:
    return [value for value in _fetched(expr, seen) if value]


def _joined(condition: Condition, acls: dict[str, tuple[Test, ...]], seen: object) -> bool:
    """Or is read as and."""
    if isinstance(condition, Any):
        condition = All(condition.parts)
    return _holds(condition, acls, seen)  # type: ignore[arg-type]


def _without(kind: str) -> Function:
    def perform(rule: Rule, seen: haproxy_eval.Seen) -> Outcome | None:
        return None if rule.kind == kind else _perform(rule, seen)

    return perform


def _first_line(how: str, value: str, entries: tuple[tuple[str, str], ...]) -> str | None:
    return next((result for key, result in entries if _matches(how, key, value, False)), None)


def _never_unless(
    condition: Condition | None, unless: bool, acls: dict[str, tuple[Test, ...]], seen: object
) -> bool:
    return condition is None or _holds(condition, acls, seen)  # type: ignore[arg-type]


HAPROXY = (
    Fault("a prefix is contained", haproxy_eval, "matches", _how("beg", "sub")),
    Fault("a suffix is contained", haproxy_eval, "matches", _how("end", "sub")),
    Fault("a segment is contained", haproxy_eval, "matches", _how("dir", "sub")),
    Fault("a domain is contained", haproxy_eval, "matches", _how("dom", "sub")),
    Fault("a prefix ends at a slash", haproxy_eval, "matches", _segment),
    Fault("case never counts", haproxy_eval, "matches", _heedless),
    Fault("case always counts", haproxy_eval, "matches", _strict),
    Fault("a network too wide", haproxy_eval, "matches", _wide),
    Fault("only the first value", haproxy_eval, "fetched", _first),
    Fault("no cut at commas", haproxy_eval, "fetched", _whole),
    Fault("empty is absent", haproxy_eval, "fetched", _never_empty),
    Fault("or is and", haproxy_eval, "_holds", _joined),
    Fault("unless is if", haproxy_eval, "_applies", _never_unless),
    Fault("set-path unseen", haproxy_eval, "_perform", _without("set-path")),
    Fault("replace-path unseen", haproxy_eval, "_perform", _without("replace-path")),
    Fault("set-header unseen", haproxy_eval, "_perform", _without("set-header")),
    Fault("replace-header unseen", haproxy_eval, "_perform", _without("replace-header")),
    Fault("variables unseen", haproxy_eval, "_perform", _without("set-var")),
    Fault("first line of any map", haproxy_eval, "looked_up", _first_line),
)

_find = nginx_find.find
_clean = nginx_find.clean
_host_of = nginx_find.host_of
_searched = nginx_eval.searched
_best_name = nginx_find.best_name
_server_for = nginx_find.server_for
_compared = nginx_eval._holds
_replace = nginx_eval._replace
_content = nginx_eval._content
_pair = nginx_eval._pair


def _levels(change: Callable[[Location], Location]) -> Function:
    """Search among locations that are seen otherwise."""

    def seen(level: tuple[Location, ...]) -> tuple[Location, ...]:
        return tuple(replace(change(one), inner=seen(one.inner)) for one in level)

    return lambda level, uri: _find(seen(level), uri)


def _shortest(level: tuple[Location, ...], uri: str) -> nginx_find.Found:
    """The first prefix in the text, instead of the longest."""
    fitting = [one for one in level if not one.modifier and uri.startswith(one.text)]
    return _find((*(one for one in level if one.modifier), *fitting[:1]), uri)


def _raw_path(path: str) -> str | None:
    return path if _clean(path) is not None else None


def _backwards(names: list[str], host: str) -> str | None:
    return _best_name([name for name in names if not name.startswith(("*", "."))], host) or (
        next((name for name in names if nginx_find._leading(name.lower(), host)), None)
    )


def _goes_on(line: nginx_eval.Line, seen: nginx_eval.Seen) -> tuple[bool, Outcome | None]:
    return _replace(replace(line, flag="last" if line.flag == "break" else line.flag), seen)


def _open(levels: list[Location], seen: nginx_eval.Seen) -> Outcome:
    return _content(levels[:1], seen)


def _no_if(levels: list[Location], seen: nginx_eval.Seen) -> Outcome:
    seen.inside = None
    return _content(levels, seen)


def _last_pair(parts: list[str], wanted: str) -> str:
    return _pair(parts[::-1], wanted)


def _exact_pair(parts: list[str], wanted: str) -> str:
    return _pair([part for part in parts if part.startswith(wanted)], wanted)


def _true_zero(test: Compared, seen: nginx_eval.Seen) -> bool:
    return _compared(test, seen) if test.operator else seen.text(test.text) != ""


def _slashless(level: tuple[Location, ...], uri: str) -> nginx_find.Found:
    found = _find(level, uri)
    nothing = Location("", "/", (nginx_eval.Line("return", status=404),))
    return nginx_find.Found(nothing) if found.slash else found


def _plain(one: Location) -> Location:
    return replace(one, modifier="" if one.modifier == "^~" else one.modifier)


NGINX = (
    Fault("^~ does not stop", nginx_eval, "find", _levels(_plain)),
    Fault(
        "~* counts case",
        nginx_eval,
        "find",
        _levels(lambda one: replace(one, modifier=one.modifier.replace("~*", "~"))),
    ),
    Fault(
        "nothing is nested",
        nginx_eval,
        "find",
        lambda level, uri: _find(tuple(replace(one, inner=()) for one in level), uri),
    ),
    Fault("expressions backwards", nginx_eval, "find", lambda level, uri: _find(level[::-1], uri)),
    Fault("first prefix", nginx_eval, "find", _shortest),
    Fault("no slash is added", nginx_eval, "find", _slashless),
    Fault("paths as sent", nginx_eval, "clean", _raw_path),
    Fault("names in order", nginx_find, "best_name", _backwards),
    Fault("break searches again", nginx_eval, "_replace", _goes_on),
    Fault("access is not inherited", nginx_eval, "_content", _open),
    Fault("if has no pool", nginx_eval, "_content", _no_if),
    Fault("the last argument", nginx_eval, "_pair", _last_pair),
    Fault("arguments count case", nginx_eval, "_pair", _exact_pair),
    Fault("0 is true", nginx_eval, "_holds", _true_zero),
    Fault(
        "expressions ignore case",
        nginx_eval,
        "searched",
        lambda text, value: re.search(text.removeprefix("*"), value, re.IGNORECASE | re.ASCII),
    ),
)
FAULTS = {"haproxy": HAPROXY, "nginx": NGINX}
