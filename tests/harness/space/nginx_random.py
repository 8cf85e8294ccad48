"""Random NGINX worlds: names, nested locations, rewrites, maps."""

from dataclasses import replace
from random import Random

from tests.harness.space import words
from tests.harness.space.nginx_world import Line, Location, Map, Server, Test, World

MAPS = ("by_host", "by_item", "by_uri", "by_both", "by_net", "by_method", "by_map")
SOURCES = (
    "$http_x_t",
    "$http_x_u",
    "$arg_q",
    "$arg_r",
    "$cookie_c",
    "$cookie_sid",
)
NAMES = (
    *words.HOSTS,
    *("*.a.ex", ".a.ex", "*.api.a.ex", "www.*", "x.*", "*.ex", "a.*", "*.test", "A.Test"),
    *(r"~^(www|api)\.", r"~^a\.", r"~\.test$", r"~^[a-z]+\.a\.ex$"),
)
REDIRECTS = (
    "/new",
    "/login$request_uri",
    "https://b.ex$request_uri",
    "https://$host/x",
    "/old$uri",
)


class Builder:
    """Builds one world from one source of chance."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.flags = 0

    def world(self) -> World:
        """Return a world of one or two sockets with some servers each."""
        rng = self.rng
        ports = words.PORTS if rng.random() < 0.3 else words.PORTS[:1]
        servers: list[Server] = []
        for port in ports:
            free = _apart(rng.sample(NAMES, len(NAMES)))
            number = rng.choice((1, 2, 2, 3, 4))
            default = rng.choice((None, *range(number)))
            for index in range(number):
                names = tuple(free.pop() for _ in range(rng.choice((0, 1, 1, 2, 3))))
                servers.append(self.server(port, index == default, names))
        return World(tuple(servers), tuple(self.map(name) for name in MAPS))

    def map(self, name: str) -> Map:
        """Return one of the maps that every world has."""
        rng = self.rng
        source, keys = {
            "by_host": ("$host", [n for n in NAMES if not n.startswith("~^[")]),
            "by_item": (rng.choice(SOURCES), [*words.ITEMS, ""]),
            "by_uri": (rng.choice(("$uri", "$request_uri")), [words.path(rng) for _ in range(5)]),
            "by_both": ("$host$uri", [rng.choice(words.HOSTS) + words.path(rng) for _ in range(5)]),
            "by_net": ("", list(words.NETWORKS)),
            "by_method": ("$request_method", list(words.METHODS)),
            "by_map": ("$by_item", list(words.POOLS)),
        }[name]
        chosen = {key.lower().lstrip("*."): key for key in rng.sample(keys, rng.randint(1, 5))}
        entries = [(key, self.mapped(name)) for key in chosen.values()]
        if name in ("by_item", "by_uri", "by_both") and rng.random() < 0.6:
            draw = words.item_regex if name == "by_item" else words.path_regex
            expression = draw(rng) if name != "by_both" else rng.choice((r"^a\.ex/a", "^[^/]*/api"))
            entries.append((rng.choice(("~", "~*")) + expression, self.mapped(name)))
        rng.shuffle(entries)
        default = self.mapped(name) if rng.random() < 0.8 else None
        return Map(name, source, tuple(entries), default, name == "by_host")

    def mapped(self, name: str) -> str:
        """Return what a map gives: mostly a pool, so that it can stand in proxy_pass."""
        rng = self.rng
        if name == "by_map" and rng.random() < 0.3:
            return rng.choice(("$by_net", "$by_host"))
        return rng.choice(words.POOLS)

    def server(self, port: int, default: bool, names: tuple[str, ...]) -> Server:
        """Return a server block; it always has a location for all."""
        rng = self.rng
        lines: list[Line] = []
        for _ in range(rng.choice((0, 0, 1, 1, 2))):
            lines += rng.choice(
                (
                    lambda: [self.rewrite()],
                    lambda: [Line("if", test=self.test(), body=(self.answer(),))],
                    lambda: self.both(self.answer()),
                    lambda: [Line("if", test=self.test(), body=(self.set(),))],
                )
            )()
        lines = [Line("set", "web", "own"), *lines]
        if rng.random() < 0.1:
            lines += self.access()
        return Server(port, default, names, tuple(lines), self.level("", 0))

    def both(self, ending: Line) -> list[Line]:
        """Return the idiom for `and`: each condition adds a letter to a variable."""
        self.flags += 1
        name = f"flag{self.flags}"
        ways = [
            Line("if", test=self.test(), body=(Line("set", f"${{{name}}}{letter}", name),))
            for letter in "ab"
        ]
        wanted = self.rng.choice(("ab", "ab", "ab", "a", "b"))
        operator = self.rng.choice(("=", "=", "=", "!="))
        last = Line("if", test=Test(f"${name}", operator, wanted), body=(ending,))
        return [Line("set", "", name), *ways, last]

    def set(self) -> Line:
        return Line("set", self.rng.choice((*words.POOLS, "$by_host")), "own")

    def access(self) -> list[Line]:
        """Return who may come in."""
        rng = self.rng
        some = rng.sample(words.NETWORKS, rng.choice((1, 2, 3)))
        lines = [Line(rng.choice(("allow", "deny")), network) for network in some]
        return [*lines, Line("deny", "all")] if rng.random() < 0.7 else lines

    def level(self, prefix: str, depth: int) -> tuple[Location, ...]:
        """Return the locations of one level, all different."""
        rng = self.rng
        found: dict[tuple[str, str], Location] = {}
        for _ in range(rng.randint(1, 6) if not depth else rng.randint(1, 3)):
            one = self.location(prefix, depth)
            found.setdefault(key(one), one)
        if not depth:
            whole = Location("", "/", tuple(self.body(False)))
            found.setdefault(key(whole), whole)
        return tuple(found.values())

    def location(self, prefix: str, depth: int) -> Location:
        """Return a location below a prefix."""
        rng = self.rng
        modifier = rng.choice(("=", "", "", "", "^~", "~", "~", "~*"))
        regex = modifier.startswith("~")
        inner: tuple[Location, ...] = ()
        if regex:
            text = words.path_regex(rng)
            if rng.random() < 0.15:
                more = Location("~", words.path_regex(rng), tuple(self.body(True)))
                inner = (more,)
        else:
            text = prefix.rstrip("/") + words.path(rng) + rng.choice(("", "", "/"))
            if modifier != "=" and depth < 2 and rng.random() < 0.3:
                inner = self.level(text, depth + 1)
        return Location(modifier, text, tuple(self.body(regex)), inner)

    def body(self, regex: bool) -> list[Line]:
        """Return what stands in a location: some conditions, then an end."""
        rng = self.rng
        lines: list[Line] = []
        for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
            lines += rng.choice(
                (
                    lambda: [Line("if", test=self.test(), body=(self.answer(),))],
                    lambda: [Line("if", test=self.test(), body=(self.pool(),))],
                    lambda: [Line("if", test=self.test(), body=(self.set(),))],
                    lambda: [Line("if", test=self.test(), body=(Line("break"),))],
                    lambda: [Line("if", test=self.test(), body=(self.rewrite(),))],
                    lambda: self.both(self.answer()),
                    lambda: [self.rewrite()],
                    lambda: self.access(),
                )
            )()
        # There is always a pool: what breaks off before a `return` would look for a file.
        answer = self.answer(regex and not any(line.kind in ("if", "rewrite") for line in lines))
        return [*lines, *([answer] if rng.random() < 0.15 else ()), self.pool()]

    def pool(self) -> Line:
        """Return a `proxy_pass`, by name or by variable."""
        rng = self.rng
        lot = (*[rng.choice(words.POOLS)] * 3, f"${rng.choice(MAPS)}", rng.choice(("$own", "web")))
        return Line("proxy", rng.choice(lot))

    def answer(self, regex: bool = False) -> Line:
        """Return a `return` line."""
        rng = self.rng
        if rng.random() < 0.5:
            return Line("return", status=rng.choice((403, 404, 410, 429, 503, 200)))
        text = rng.choice((*REDIRECTS, "/x/$1") if regex else REDIRECTS)
        return Line("return", text, status=rng.choice((301, 302, 302, 303, 307, 308)))

    def rewrite(self) -> Line:
        """Return a `rewrite` line."""
        rng = self.rng
        one = rng.choice(words.SEGMENTS).replace(".", r"\.")
        regex = rng.choice((f"^/{one}/(.*)$", f"^/({one})/", f"(.*)/{one}$", f"^/{one}$"))
        text = rng.choice(
            (
                words.path(rng),
                words.path(rng) + "/$1",
                words.path(rng) + "$uri",
                words.path(rng) + "?q=1",
                words.path(rng) + "?q=$arg_r?",
                words.path(rng) + "?",
            )
        )
        flag = rng.choice(("last", "last", "break", "", "redirect", "permanent"))
        return Line("rewrite", text, regex=regex, flag=flag)

    def test(self) -> Test:
        """Return the condition of an `if`."""
        rng = self.rng
        variable, values, expression = rng.choice(
            (
                *[(rng.choice(SOURCES), [*words.ITEMS, ""], words.item_regex)] * 4,
                ("$host", list(words.HOSTS), words.host_regex),
                ("$http_host", list(words.HOSTS), words.host_regex),
                ("$request_method", list(words.METHODS), lambda _: "^(GET|HEAD|POST)$"),
                ("$uri", [words.path(rng) for _ in range(2)], words.path_regex),
                ("$request_uri", [words.path(rng), "/a?q=1"], words.path_regex),
                ("$args", ["", "q=1"], lambda r: r.choice(("q=1", "(^|&)r=", "^$"))),
                ("$remote_addr", ["10.1.2.3"], lambda _: r"^10\.1\."),
                (f"${rng.choice(MAPS)}", list(words.POOLS), lambda _: "^(web|api)$"),
            )
        )
        kind = rng.random()
        if kind < 0.15:
            return Test(variable)
        if kind < 0.55:
            return Test(variable, rng.choice(("=", "=", "!=")), rng.choice(values))
        return Test(variable, rng.choice(("~", "~", "~*", "!~", "!~*")), expression(rng))

    def fresh(self, one: Location) -> Location:
        """Return the location with another body."""
        return replace(one, lines=tuple(self.body(one.is_regex)))


def _apart(names: list[str]) -> list[str]:
    """Leave out the names that mean what an earlier one means."""
    kept: list[str] = []
    for name in names:
        if not meant(name) & {host for other in kept for host in meant(other)}:
            kept.append(name)
    return kept


def meant(name: str) -> set[str]:
    """Return the names that a name stands for: `.x` is both `x` and `*.x`."""
    name = name.lower()
    return {name[1:], f"*{name}"} if name.startswith(".") else {name}


def key(one: Location) -> tuple[str, str]:
    """Return what must differ between the locations of a level."""
    return ("=" if one.modifier == "=" else "~" if one.is_regex else "", one.text)
