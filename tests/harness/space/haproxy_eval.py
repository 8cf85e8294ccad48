"""What HAProxy's manual says a request leads to, in plain steps."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.harness.space.haproxy_match import looked_up, matches
from tests.harness.space.haproxy_world import (
    All,
    Any,
    Condition,
    Converter,
    Expr,
    Leaf,
    Not,
    Ref,
    Rule,
    Test,
    Text,
    World,
)
from tests.harness.space.request import Outcome, Request


@dataclass
class Seen:
    """The request as it stands at this moment."""

    method: str
    path: str
    query: str | None
    headers: list[tuple[str, str]]
    source: str
    variables: dict[str, str]
    maps: Mapping[str, tuple[tuple[str, str], ...]]
    allowed: bool = False

    @property
    def target(self) -> str:
        return self.path if self.query is None else f"{self.path}?{self.query}"

    def lines(self, name: str) -> list[str]:
        return [value.strip(" \t") for key, value in self.headers if key.lower() == name.lower()]


def evaluate(world: World, request: Request) -> Outcome:
    """Return the outcome of one request."""
    frontend = next(one for one in world.frontends if one.port == request.port)
    path, mark, query = request.target.partition("?")
    seen = Seen(
        request.method,
        path,
        query if mark else None,
        list(request.headers),
        request.source,
        {},
        dict(world.maps),
    )
    acls = dict(frontend.acls)
    ended = _run(frontend.rules, acls, seen)
    if ended:
        return ended
    pool = frontend.default
    names = [backend.name for backend in world.backends]
    for choice in frontend.choices:
        if _applies(choice.condition, choice.unless, acls, seen):
            if isinstance(choice.pool, str):
                pool = choice.pool
            else:
                name = _one(choice.pool, seen) or ""
                pool = name if name in names else pool  # an unknown name ends the search
            break
    if not pool:
        return ("deny", 503)
    backend = world.backends[names.index(pool)]
    return _run(backend.rules, {}, seen) or ("pool", pool)


def _run(rules: tuple[Rule, ...], acls: dict[str, tuple[Test, ...]], seen: Seen) -> Outcome | None:
    for rule in rules:
        if not _applies(rule.condition, rule.unless, acls, seen):
            continue
        if rule.kind == "allow":
            return None
        ended = _perform(rule, seen)
        if ended:
            return ended
    return None


def _perform(rule: Rule, seen: Seen) -> Outcome | None:
    text = _text(rule.text, seen)
    match rule.kind:
        case "deny":
            return ("deny", rule.status or 403)
        case "return":
            return ("deny", rule.status)
        case "redirect-location":
            return ("redirect", rule.status or 302, text)
        case "redirect-prefix":
            return ("redirect", rule.status or 302, text + seen.target)
        case "redirect-scheme":
            host = (seen.lines("host") or [""])[0]
            return ("redirect", rule.status or 302, f"{text}://{host}{seen.target}")
        case "set-path":
            seen.path = text
        case "set-query":
            seen.query = text
        case "replace-path":
            found = re.search(rule.regex, seen.path, re.ASCII)
            if found:
                seen.path = _groups(text, found)
        case "set-var":
            assert isinstance(rule.text[0], Expr)
            value = _one(rule.text[0], seen)
            if value is not None:
                seen.variables[rule.name] = value
        case _:
            seen.headers = list(_headers(rule, text, seen.headers))
    return None


def _headers(rule: Rule, text: str, headers: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the headers after a rule that changes them."""
    for name, value in headers:
        if name.lower() != rule.name or rule.kind == "add-header":
            yield name, value
        elif rule.kind == "replace-header":
            found = re.search(rule.regex, value.strip(" \t"), re.ASCII)
            yield name, _groups(text, found) if found else value
    if rule.kind in ("set-header", "add-header"):
        yield rule.name, text


def _groups(text: str, found: re.Match[str]) -> str:
    return re.sub(r"\\(\d)", lambda one: _group(found, int(one[1])), text)


def _group(found: re.Match[str], number: int) -> str:
    return (found[number] or "") if number <= found.re.groups else ""


def _applies(
    condition: Condition | None, unless: bool, acls: dict[str, tuple[Test, ...]], seen: Seen
) -> bool:
    return condition is None or _holds(condition, acls, seen) != unless


def _holds(condition: Condition, acls: dict[str, tuple[Test, ...]], seen: Seen) -> bool:
    match condition:
        case Leaf(test):
            return _passes(test, seen)
        case Ref(name):
            return any(_passes(test, seen) for test in acls[name])
        case Not(inner):
            return not _holds(inner, acls, seen)
        case All(parts):
            return all(_holds(part, acls, seen) for part in parts)
        case Any(parts):
            return any(_holds(part, acls, seen) for part in parts)


def _passes(test: Test, seen: Seen) -> bool:
    """Whether any value of the expression matches any pattern."""
    values = [
        changed
        for value in fetched(test.expr, seen)
        if (changed := _converted(value, test.expr.converters, seen)) is not None
    ]
    if test.how == "found":
        return bool(values)
    patterns = test.patterns
    if test.listed:  # blanks that a line of a file starts with do not count
        patterns = tuple(pattern.lstrip(" \t") for pattern in patterns)
    if test.how == "int":
        return any(_number(int(value), patterns[0]) for value in values)
    return any(
        matches(test.how, pattern, value, test.ignore_case)
        for value in values
        for pattern in patterns
    )


def _number(value: int, pattern: str) -> bool:
    word, number = pattern.split()
    return {"gt": value > int(number), "eq": value == int(number), "lt": value < int(number)}[word]


def fetched(expr: Expr, seen: Seen) -> list[str]:
    """Return all values of a fetch, none where there is no such thing."""
    hosts = seen.lines("host")
    whole = {
        "path": seen.path,
        "pathq": seen.target,
        "url": seen.target,
        "query": seen.query or "",
        "base": (hosts or [""])[0] + seen.path,
        "method": seen.method,
        "src": seen.source,
    }
    if expr.fetch in whole:
        return [whole[expr.fetch]]
    match expr.fetch:
        case "host":
            return _items(hosts)
        case "hdr":
            return _items(seen.lines(expr.argument))
        case "fhdr":
            return seen.lines(expr.argument)
        case "hdr_cnt":
            return [str(len(_items(seen.lines(expr.argument))))]
        case "urlp":
            return _pairs((seen.query or "").split("&"), expr.argument)
        case "cook":
            parts = [part for line in seen.lines("cookie") for part in re.split("[;,]", line)]
            return _pairs([part.strip(" \t") for part in parts], expr.argument)
        case "var":
            return [value for name, value in seen.variables.items() if name == expr.argument]
        case other:
            raise ValueError(other)


def _pairs(parts: list[str], wanted: str) -> list[str]:
    pairs = [part.partition("=") for part in parts]
    return [value for name, mark, value in pairs if name == wanted and mark]


def _items(lines: list[str]) -> list[str]:
    return [item.strip(" \t") for line in lines for item in line.split(",")]


def _one(expr: Expr, seen: Seen) -> str | None:
    """The value of an expression where only one is wanted: headers give their last."""
    values = fetched(expr, seen)
    if not values:
        return None
    last = expr.fetch in ("host", "hdr", "fhdr", "cook")
    return _converted(values[-1] if last else values[0], expr.converters, seen)


def _converted(value: str, converters: tuple[Converter, ...], seen: Seen) -> str | None:
    for converter in converters:
        match converter:
            case ("lower",):
                value = value.lower()
            case ("upper",):
                value = value.upper()
            case ("field", number, separator):
                parts = value.split(separator)
                value = parts[int(number) - 1] if int(number) <= len(parts) else ""
            case ("map", how, file, default):
                found = looked_up(how, value, seen.maps[file])
                if found is None and not default:
                    return None
                value = default if found is None else found
    return value


def _text(text: Text, seen: Seen) -> str:
    return "".join(part if isinstance(part, str) else _one(part, seen) or "" for part in text)
