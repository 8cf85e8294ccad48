"""A HAProxy configuration as plain data: what is rendered, evaluated and changed."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.harness.space.hints import Hint

Converter = tuple[str, ...]
"""("lower",) | ("upper",) | ("field", number, separator) | ("map", kind, file, default)."""


@dataclass(frozen=True)
class Expr:
    """A fetch with converters: `req.hdr(x),lower`."""

    fetch: str  # path, pathq, url, query, base, host, hdr, fhdr, urlp, cook, method, src, var ...
    argument: str = ""
    converters: tuple[Converter, ...] = ()


@dataclass(frozen=True)
class Test:
    """An expression with a way to match: one line of an ACL, or what stands in braces."""

    expr: Expr
    how: str  # str beg end sub dir dom reg ip found int
    patterns: tuple[str, ...] = ()
    ignore_case: bool = False
    listed: bool = False  # the patterns stand in a file, named after what is in it
    short: bool = False  # path_beg instead of path -m beg, where there is such a word


@dataclass(frozen=True)
class Leaf:
    """A predicate in place."""

    test: Test


@dataclass(frozen=True)
class Ref:
    """A named ACL of the same section."""

    name: str


@dataclass(frozen=True)
class Not:
    """Negation."""

    inner: "Condition"


@dataclass(frozen=True)
class All:
    """And."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True)
class Any:
    """Or."""

    parts: "tuple[Condition, ...]"


Condition = Leaf | Ref | Not | All | Any
Text = tuple[str | Expr, ...]
"""A log-format string: literal parts and expressions."""


@dataclass(frozen=True)
class Rule:
    """An `http-request` line.

    `kind`: deny, return, allow, redirect-location, redirect-prefix, redirect-scheme, set-path,
    replace-path, set-header, add-header, del-header, replace-header, set-var, set-query.
    """

    kind: str
    condition: Condition | None = None
    unless: bool = False
    name: str = ""  # header or variable
    status: int = 0  # 0: not written
    regex: str = ""
    text: Text = ()


@dataclass(frozen=True)
class Choice:
    """A `use_backend` line: a name, or an expression that gives one."""

    pool: str | Expr
    condition: Condition | None = None
    unless: bool = False


@dataclass(frozen=True)
class Frontend:
    """One listener: `acls` are (name, lines of that name), lines are or-ed."""

    name: str
    port: int
    acls: tuple[tuple[str, tuple[Test, ...]], ...]
    rules: tuple[Rule, ...]
    choices: tuple[Choice, ...]
    default: str


@dataclass(frozen=True)
class Backend:
    """A pool with rules of its own."""

    name: str
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class World:
    """The whole: `maps` are (file, entries in order)."""

    frontends: tuple[Frontend, ...]
    backends: tuple[Backend, ...]
    maps: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


PARTS = {
    "path": "path",
    "pathq": "target",
    "url": "target",
    "query": "query",
    "base": "base",
    "host": "host",
    "hdr": "header",
    "fhdr": "header",
    "hdr_cnt": "header",
    "urlp": "argument",
    "cook": "cookie",
    "method": "method",
    "src": "source",
    "var": "var",
}
KINDS = {
    "str": "exact",
    "beg": "prefix",
    "end": "suffix",
    "sub": "contains",
    "dir": "contains",
    "dom": "contains",
    "reg": "regex",
    "ip": "network",
    "found": "any",
    "int": "any",
}


def tests_of(condition: Condition | None, acls: dict[str, tuple[Test, ...]]) -> Iterator[Test]:
    """Yield the predicates of a condition, names resolved."""
    match condition:
        case Leaf(test):
            yield test
        case Ref(name):
            yield from acls.get(name, ())
        case Not(inner):
            yield from tests_of(inner, acls)
        case All(parts) | Any(parts):
            for part in parts:
                yield from tests_of(part, acls)


def hints(world: World) -> list[tuple[int, tuple[Hint, ...]]]:
    """For each rule the listener's port (0: any) and the edges of what it looks at."""
    maps = dict(world.maps)
    found = []
    for frontend in world.frontends:
        acls = dict(frontend.acls)
        for line in (*frontend.rules, *frontend.choices):
            group = [h for test in tests_of(line.condition, acls) for h in _of_test(test, maps)]
            group += _own(line, maps)
            found.append((frontend.port, tuple(group)))
    for backend in world.backends:
        for rule in backend.rules:
            group = [h for test in tests_of(rule.condition, {}) for h in _of_test(test, maps)]
            found.append((0, (*group, *_own(rule, maps))))
    return [(port, group) for port, group in found if group]


def _own(line: Rule | Choice, maps: dict[str, tuple[tuple[str, str], ...]]) -> list[Hint]:
    """What a line looks at beyond its condition."""
    if isinstance(line, Choice):
        return _of_expr(line.pool, maps) if isinstance(line.pool, Expr) else []
    group = [h for part in line.text if isinstance(part, Expr) for h in _of_expr(part, maps)]
    if line.kind == "replace-path":
        group.append(Hint("path", "", "regex", line.regex))
    if line.kind == "replace-header":
        group.append(Hint("header", line.name, "regex", line.regex))
    return group


def _of_test(test: Test, maps: dict[str, tuple[tuple[str, str], ...]]) -> list[Hint]:
    part = PARTS[test.expr.fetch]
    group = _of_expr(test.expr, maps)
    if not any(converter[0] == "map" for converter in test.expr.converters):
        kind = KINDS[test.how]
        texts = test.patterns if kind != "any" else ("1",)
        group += [Hint(part, test.expr.argument, kind, text) for text in texts]
    return group


def _of_expr(expr: Expr, maps: dict[str, tuple[tuple[str, str], ...]]) -> list[Hint]:
    part = PARTS[expr.fetch]
    found = [Hint(part, expr.argument, "any", "1")] if expr.argument else []
    for converter in expr.converters:
        if converter[0] == "map":
            kind = KINDS[converter[1]]
            found += [Hint(part, expr.argument, kind, key) for key, _ in maps[converter[2]]]
    return found
