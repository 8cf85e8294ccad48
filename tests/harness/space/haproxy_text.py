"""A HAProxy world as text: `haproxy.cfg` and the files that it names."""

import zlib

from tests.harness.space.haproxy_world import (
    All,
    Any,
    Condition,
    Expr,
    Leaf,
    Not,
    Ref,
    Rule,
    Test,
    Text,
    World,
)
from tests.harness.space.words import POOL_PORTS

FOLDER = "@FOLDER@"
"""Stands in the text for the folder of the files."""

MOST_WORDS = 60
HEAD = "defaults\n  mode http\n  timeout connect 5s\n  timeout client 30s\n  timeout server 30s\n"
_NAMES = {"fhdr": "req.fhdr", "host": "req.hdr", "cook": "req.cook", "hdr": "hdr"}
_SHORT = {"path", "base", "url", "hdr", "host", "cook", "urlp"}


def render(world: World) -> tuple[str, dict[str, str]]:
    """Return the text and its files."""
    files = {
        name: "".join(f"{key} {value}\n" for key, value in entries) for name, entries in world.maps
    }
    lines = [HEAD.rstrip()]
    for frontend in world.frontends:
        lines += [f"frontend {frontend.name}", f"  bind 127.0.0.1:{frontend.port}"]
        for name, tests in frontend.acls:
            lines += [f"  acl {name} {_test(test, files)}" for test in tests]
        lines += [f"  http-request {_rule(rule, files)}" for rule in frontend.rules]
        for choice in frontend.choices:
            pool = choice.pool if isinstance(choice.pool, str) else f"%[{_expr(choice.pool)}]"
            lines.append(f"  use_backend {pool}{_when(choice.condition, choice.unless, files)}")
        if frontend.default:
            lines.append(f"  default_backend {frontend.default}")
    for backend in world.backends:
        lines.append(f"backend {backend.name}")
        lines += [f"  http-request {_rule(rule, files)}" for rule in backend.rules]
        lines.append(f"  server s 127.0.0.1:{POOL_PORTS[backend.name]}")
    return "\n".join(lines) + "\n", files


def fits(world: World) -> bool:
    """Whether no line has more words than HAProxy reads: spread conditions grow."""
    return all(len(line.split()) <= MOST_WORDS for line in render(world)[0].splitlines())


def disjunction(condition: Condition, positive: bool = True) -> list[list[tuple[bool, Ref | Leaf]]]:
    """Spread a condition into alternatives of literals: HAProxy has no parentheses."""
    match condition:
        case Leaf() | Ref():
            return [[(positive, condition)]]
        case Not(inner):
            return disjunction(inner, not positive)
        case All(parts) if not positive:
            return disjunction(Any(tuple(Not(part) for part in parts)))
        case Any(parts) if not positive:
            return disjunction(All(tuple(Not(part) for part in parts)))
        case Any(parts):
            return [term for part in parts for term in disjunction(part)]
        case All(parts):
            terms: list[list[tuple[bool, Ref | Leaf]]] = [[]]
            for part in parts:
                terms = [term + more for term in terms for more in disjunction(part)]
            return terms


def quoted(word: str) -> str:
    """Return a word as it must be written."""
    return f"'{word}'" if not word or set(word) & set('\\ #"$') else word


def _when(condition: Condition | None, unless: bool, files: dict[str, str]) -> str:
    if condition is None:
        return ""
    terms = []
    for term in disjunction(condition):
        words = []
        for positive, literal in term:
            word = (
                literal.name if isinstance(literal, Ref) else f"{{ {_test(literal.test, files)} }}"
            )
            words.append(word if positive else f"!{word}")
        terms.append(" ".join(words))
    return f" {'unless' if unless else 'if'} {' or '.join(terms)}"


def _test(test: Test, files: dict[str, str]) -> str:
    flags = " -i" if test.ignore_case else ""
    if test.how == "found":
        return f"{_expr(test.expr)} -m found"
    if test.listed:
        content = "".join(f"{pattern}\n" for pattern in test.patterns)
        name = f"list-{zlib.crc32(content.encode()):08x}.txt"
        files[name] = content
        values = f" -f {FOLDER}/{name}"
    else:
        values = "".join(f" {quoted(pattern)}" for pattern in test.patterns)
    if test.how == "int":
        return f"{_expr(test.expr)} {test.patterns[0]}"
    if test.expr.fetch in ("src", "method"):
        return f"{_expr(test.expr)}{flags}{values}"
    if test.short and test.expr.fetch in _SHORT and not test.expr.converters:
        ending = "" if test.how == "str" else f"_{test.how}"
        argument = {"host": "(host)"}.get(test.expr.fetch, "")
        argument = argument or (f"({test.expr.argument})" if test.expr.argument else "")
        name = "hdr" if test.expr.fetch == "host" else test.expr.fetch
        return f"{name}{ending}{argument}{flags}{values}"
    return f"{_expr(test.expr)} -m {test.how}{flags}{values}"


def _expr(expr: Expr) -> str:
    name = _NAMES.get(expr.fetch, expr.fetch)
    argument = {"host": "host", "var": f"txn.{expr.argument}"}.get(expr.fetch, expr.argument)
    text = name + (f"({argument})" if argument else "")
    for converter in expr.converters:
        if converter[0] == "map":
            _, kind, file, default = converter
            name = "map" if kind == "str" else f"map_{kind}"
            text += f",{name}({FOLDER}/{file}{',' + default if default else ''})"
        elif len(converter) > 1:
            text += f",{converter[0]}({','.join(converter[1:])})"
        else:
            text += f",{converter[0]}"
    return text


def _text(text: Text) -> str:
    word = "".join(
        part.replace("%", "%%") if isinstance(part, str) else f"%[{_expr(part)}]" for part in text
    )
    return quoted(word)


def _rule(rule: Rule, files: dict[str, str]) -> str:
    status = str(rule.status)
    match rule.kind:
        case "deny":
            what = "deny" + (f" deny_status {status}" if rule.status else "")
        case "return":
            what = f"return status {status} content-type text/plain string own"
        case "allow":
            what = "allow"
        case "redirect-location" | "redirect-prefix" | "redirect-scheme":
            what = rule.kind.replace("-", " ") + f" {_text(rule.text)}"
            what += f" code {status}" if rule.status else ""
        case "set-path" | "set-query":
            what = f"{rule.kind} {_text(rule.text)}"
        case "replace-path":
            what = f"replace-path {quoted(rule.regex)} {_text(rule.text)}"
        case "set-header" | "add-header":
            what = f"{rule.kind} {rule.name} {_text(rule.text)}"
        case "replace-header":
            what = f"replace-header {rule.name} {quoted(rule.regex)} {_text(rule.text)}"
        case "del-header":
            what = f"del-header {rule.name}"
        case "set-var":
            assert isinstance(rule.text[0], Expr)
            what = f"set-var(txn.{rule.name}) {_expr(rule.text[0])}"
        case other:
            raise ValueError(other)
    return what + _when(rule.condition, rule.unless, files)
