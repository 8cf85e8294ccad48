"""Random HAProxy worlds: a small stock of predicates, shared by many rules."""

from random import Random

from tests.harness.space import words
from tests.harness.space.haproxy_world import (
    All,
    Any,
    Backend,
    Choice,
    Condition,
    Expr,
    Frontend,
    Leaf,
    Not,
    Ref,
    Rule,
    Test,
    Text,
    World,
)

MAPS = ("hosts.map", "paths.map", "items.map", "nets.map", "regexes.map")
KINDS = (
    *("deny", "deny", "return", "allow"),
    *("redirect-location", "redirect-prefix", "redirect-scheme"),
    *("set-path", "replace-path", "replace-path", "set-query"),
    *("set-header", "set-header", "add-header", "del-header", "replace-header"),
    *("set-var", "set-var"),
)
_HOST = Expr("host", "", (("lower",),))


class Builder:
    """Builds one world from one source of chance."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def world(self) -> World:
        """Return a world with one or two frontends."""
        rng = self.rng
        ports = words.PORTS if rng.random() < 0.3 else words.PORTS[:1]
        frontends = tuple(self.frontend(f"f{port}", port) for port in ports)
        backends = tuple(
            Backend(name, tuple(self.rule(()) for _ in range(rng.choice((0, 0, 0, 0, 1, 2)))))
            for name in words.POOLS
        )
        return World(frontends, backends, tuple((name, self.entries(name)) for name in MAPS))

    def entries(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return the lines of a map: a key and a pool."""
        rng = self.rng
        draw = {
            "hosts.map": lambda: rng.choice(words.HOSTS),
            "paths.map": lambda: words.path(rng),
            "items.map": lambda: rng.choice([item for item in words.ITEMS if " " not in item]),
            "nets.map": lambda: rng.choice(words.NETWORKS),
            "regexes.map": lambda: words.path_regex(rng),
        }[name]
        keys = [draw() for _ in range(rng.randint(1, 5))]
        if name == "paths.map" and rng.random() < 0.7:
            # Of two keys that fit it matters which is longer, or which comes first.
            inner = rng.choice(keys)
            keys.insert(rng.randint(0, len(keys)), inner + words.path(rng))
            keys.insert(rng.randint(0, len(keys)), words.path(rng) + inner)
        return tuple((key, rng.choice((*words.POOLS, "none"))) for key in keys)

    def frontend(self, name: str, port: int) -> Frontend:
        """Return a listener with ACLs, rules and choices of pools."""
        rng = self.rng
        acls: dict[str, list[Test]] = {}
        for _ in range(rng.randint(2, 6)):
            acls.setdefault(f"is_{rng.choice('abcd')}", []).append(self.test())
        named = tuple((one, tuple(tests)) for one, tests in acls.items())
        names = tuple(acls)
        rules = tuple(self.rule(names) for _ in range(rng.choice((0, 1, 2, 3, 4))))
        choices = tuple(self.choice(names) for _ in range(rng.randint(1, 6)))
        if rng.random() < 0.4:
            choices += (Choice(self.lookup()),)
        if rng.random() < 0.3:
            choices = (*self.disjoint(names), *choices)
        for rule in rules:
            if (result := self.result(rule)) and rng.random() < 0.6:
                condition: Condition = Leaf(result)
                if rng.random() < 0.4:
                    parts = (condition, self.condition(names, 1))
                    condition = rng.choice((All, Any))(parts)
                choices = (Choice(rng.choice(words.POOLS), condition), *choices)
        default = rng.choice((*words.POOLS, *words.POOLS, ""))
        return Frontend(name, port, named, rules, choices, default)

    def disjoint(self, names: tuple[str, ...]) -> list[Choice]:
        """Return choices of which at most one can apply, whatever else they ask for."""
        rng = self.rng
        expr, values = rng.choice(
            (
                (Expr("method"), list(words.METHODS)),
                (Expr("path"), ["/" + one for one in words.SEGMENTS]),
            )
        )
        found = []
        for text in rng.sample(values, 3):
            one: Condition = Leaf(Test(expr, "str", (text,)))
            condition = All((one, self.condition(names, 1))) if rng.random() < 0.5 else one
            found.append(Choice(rng.choice(words.POOLS), condition))
        return found

    def result(self, rule: Rule) -> Test | None:
        """Return a predicate that a change to the request may make true."""
        rng = self.rng
        item = tuple(rng.sample(words.ITEMS[:-2], 3))
        match rule.kind:
            case "set-path" | "replace-path":
                assert isinstance(rule.text[0], str)
                return Test(Expr("path"), rng.choice(("beg", "str")), (rule.text[0],))
            case "set-header" | "add-header" if isinstance(rule.text[0], str):
                return Test(Expr("hdr", rule.name), "str", (rule.text[0],))
            case "set-header" | "add-header":
                return Test(
                    Expr("hdr", rule.name), rng.choice(("beg", "end")), ("/a", "a.ex", "web")
                )
            case "replace-header":
                return Test(Expr("hdr", rule.name), "beg", (rng.choice(("1", "b", "x")),))
            case "set-query":
                return Test(Expr("urlp", "q"), "str", ("1", "on", *item))
            case "set-var":
                lot = (item, words.SEGMENTS[:3], words.POOLS[:3])
                return Test(Expr("var", "v"), rng.choice(("str", "beg")), rng.choice(lot))
        return None

    def choice(self, names: tuple[str, ...]) -> Choice:
        """Return a `use_backend` line."""
        rng = self.rng
        pool = rng.choice(words.POOLS) if rng.random() < 0.75 else self.lookup()
        return Choice(pool, self.condition(names), rng.random() < 0.15)

    def lookup(self) -> Expr:
        """Return an expression through a map: it names a pool."""
        rng = self.rng
        default = rng.choice(("", "web", "old"))
        how = rng.choice(("str", "beg", "end", "sub", "dom", "dir"))
        expr, file, how = rng.choice(
            (
                (_HOST, "hosts.map", rng.choice(("str", "end", "dom", "sub"))),
                (Expr("path"), "paths.map", how),
                (Expr("base", "", (("lower",),)), "paths.map", rng.choice(("end", "sub", "dir"))),
                (Expr("hdr", rng.choice(words.HEADERS)), "items.map", how),
                (Expr("urlp", rng.choice(words.ARGUMENTS)), "items.map", "str"),
                (Expr("cook", rng.choice(words.COOKIES)), "items.map", "str"),
                (Expr("src"), "nets.map", "ip"),
                (Expr("path"), "regexes.map", "reg"),
                (Expr("path", "", (("field", "2", "/"),)), "items.map", "str"),
                (Expr("var", "v"), "items.map", rng.choice(("str", "beg"))),
            )
        )
        return Expr(expr.fetch, expr.argument, (*expr.converters, ("map", how, file, default)))

    def condition(self, names: tuple[str, ...], depth: int = 0) -> Condition:
        """Return a random tree of conditions."""
        rng = self.rng
        kind = rng.random()
        if depth < 2 and kind < (0.45 if depth == 0 else 0.25):
            parts = tuple(self.condition(names, depth + 1) for _ in range(2))
            return All(parts) if rng.random() < 0.6 else Any(parts)
        if kind < 0.55:
            return Not(self.condition(names, depth + 1))
        return Ref(rng.choice(names)) if names and rng.random() < 0.6 else Leaf(self.test())

    def test(self) -> Test:
        """Return one predicate."""
        rng = self.rng
        expr, values, ways = rng.choice(
            (
                *[(Expr("path"), self.paths(), ("str", "beg", "beg", "end", "sub", "dir", "reg"))]
                * 4,
                *[(Expr("host"), list(words.HOSTS), ("str", "str", "end", "beg", "dom", "reg"))]
                * 2,
                (_HOST, list(words.HOSTS), ("str", "end", "reg")),
                (
                    Expr("host", "", (("field", "1", ":"), ("lower",))),
                    list(words.HOSTS),
                    ("str", "end"),
                ),
                *[(Expr("hdr", rng.choice(words.HEADERS)), list(words.ITEMS), self.ways())] * 2,
                (Expr("fhdr", rng.choice(words.HEADERS)), [*words.ITEMS, "1, 2"], self.ways()),
                (Expr("hdr_cnt", rng.choice(words.HEADERS)), [], ("int",)),
                *[(Expr("urlp", rng.choice(words.ARGUMENTS)), list(words.ITEMS), self.ways())] * 2,
                (Expr("cook", rng.choice(words.COOKIES)), list(words.ITEMS), self.ways()),
                *[(Expr("method"), list(words.METHODS), ("str",))] * 2,
                *[(Expr("src"), list(words.NETWORKS), ("ip",))] * 2,
                (Expr("base"), [host + "/a" for host in words.HOSTS], ("str", "beg", "end", "sub")),
                (Expr("url"), [*self.paths(), "/a?q=1"], ("beg", "sub", "end")),
                (Expr("query"), ["q=1", "q=", "r=2&q=1"], ("str", "sub", "beg")),
                (Expr("path", "", (("lower",),)), self.paths(), ("beg", "str")),
                (Expr("path", "", (("field", "2", "/"),)), list(words.SEGMENTS), ("str", "beg")),
                (Expr("var", "v"), [*words.ITEMS, *words.POOLS], ("str", "beg", "found")),
            )
        )
        return self.finished(expr, values, rng.choice(ways))

    def ways(self) -> tuple[str, ...]:
        """Return how values of headers and the like are compared."""
        return ("str", "str", "beg", "end", "sub", "reg", "found")

    def paths(self) -> list[str]:
        """Return a few paths, with and without a slash at the end."""
        rng = self.rng
        return [words.path(rng) + rng.choice(("", "", "/")) for _ in range(4)]

    def finished(self, expr: Expr, values: list[str], how: str) -> Test:
        """Return a test with patterns drawn for its way to match."""
        rng = self.rng
        if how == "found":
            return Test(expr, how)
        if how == "int":
            return Test(expr, how, (f"{rng.choice(('gt', 'eq', 'lt'))} {rng.randint(0, 2)}",))
        if how == "reg":
            draw = {"path": words.path_regex, "host": words.host_regex}.get(expr.fetch)
            patterns = [(draw or words.item_regex)(rng) for _ in range(rng.choice((1, 1, 2)))]
        else:
            patterns = rng.sample(values, rng.choice((1, 1, 2, 3)))
        if how == "end" and expr.fetch == "path" and rng.random() < 0.7:
            patterns = rng.sample(words.ENDS, rng.choice((1, 2)))
        listed = how != "reg" and rng.random() < 0.12
        ignore = expr.fetch != "src" and rng.random() < 0.25
        return Test(expr, how, tuple(patterns), ignore, listed, rng.random() < 0.5)

    def rule(self, names: tuple[str, ...]) -> Rule:
        """Return an `http-request` line; what ends the walk has a condition."""
        rng = self.rng
        kind = rng.choice(KINDS)
        ends = kind in ("deny", "return", "allow") or kind.startswith("redirect")
        condition = self.condition(names) if ends or rng.random() < 0.6 else None
        unless = condition is not None and rng.random() < 0.15
        name = rng.choice(words.HEADERS)
        status = 0
        regex = ""
        text: Text = ()
        match kind:
            case "deny":
                status = rng.choice((0, 403, 404, 429))
            case "return":
                status = rng.choice((200, 404))
            case "redirect-location":
                text = (rng.choice(words.LOCATIONS), *rng.choice(((), (Expr("path"),))))
                status = rng.choice((0, 301, 302, 307, 308))
            case "redirect-prefix":
                text = (rng.choice(("https://b.ex", "http://a.ex/p")),)
                status = rng.choice((0, 301))
            case "redirect-scheme":
                text = ("https",)
                status = rng.choice((0, 301))
            case "set-path":
                text = rng.choice(((words.path(rng),), (words.path(rng), Expr("path"))))
            case "replace-path":
                one = rng.choice(words.SEGMENTS).replace(".", r"\.")
                regex = rng.choice((f"^/{one}(/.*)?$", f"^/{one}/(.*)", f"(.*)/{one}$"))
                text = (words.path(rng) + rng.choice(("", "/")), "\\1")
            case "set-header" | "add-header":
                text = rng.choice(
                    ((rng.choice(words.ITEMS[:-2]),), (Expr("path"),), (_HOST,), (self.lookup(),))
                )
            case "replace-header":
                regex, text = rng.choice(
                    (("^(.)2", ("1\\1",)), ("a", ("b",)), ("^(.*)$", ("x\\1",)))
                )
            case "set-var":
                name = "v"
                values = (Expr("hdr", name), Expr("urlp", "q"), self.lookup())
                text = (rng.choice((Expr("path", "", (("field", "2", "/"),)), *values)),)
            case "set-query":
                text = ("q=", rng.choice(("1", "on", Expr("path", "", (("field", "2", "/"),)))))
        return Rule(kind, condition, unless, name, status, regex, text)
