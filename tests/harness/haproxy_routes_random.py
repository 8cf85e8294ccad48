"""Random HAProxy routing configurations, and requests from their patterns' boundaries.

Everything is drawn from one small vocabulary, so that rules overlap and
requests meet them; the requests are made from the vocabulary alone, never from
what the reader or the walk makes of the text.
"""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

SEGMENTS = ["a", "b", "api", "api2", "img", "v1", "A", "a.b", "x-y", "%41", ""]
HOSTS = ["a.ex", "b.ex", "www.a.ex", "A.EX", "a.ex:80", "api.b.ex", "ex", "b.ex:8080"]
ITEMS = ["1", "2", "12", "on", "a", "a b", "api", "", "A", "a.ex", "-1", "07"]
NAMES = ["x-t", "x-u"]
METHODS = ["GET", "POST", "HEAD", "PUT", "FOO", "get"]
ADDRESSES = ["127.0.0.1", "10.1.2.3", "10.1.2.4", "192.168.7.9", "2001:db8::1", "::1", "nonsense"]
FULL_NETWORKS = ["10.0.0.0/8", "10.1.2.3", "10.1.2.0/31", "127.0.0.1", "::/0", "2001:db8::/32"]
NETWORKS = [*FULL_NETWORKS, "127.1", "10.1/16"]  # files do not take the short forms
REGEXES = ["^/a", "b$", "/(a|b)/", "^/([a-z]+)/(.*)", "[0-9]", "a.b", "^$", "(?i)API", "/v1(/|$)"]


@dataclass
class World:
    """One configuration: text, lists, and how many frontends it has."""

    text: str = ""
    files: dict[str, str] = field(default_factory=dict)
    frontends: int = 0


class Writer:
    """Writes one world."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.random = Random(seed)
        self.folder = folder
        self.world = World()
        self.acls: list[str] = []

    def write(self, ports: list[int], echo: int) -> World:
        """Return a world with a frontend on each port; `echo` answers for every backend."""
        lines: list[str] = []
        for number, port in enumerate(ports):
            lines += self.frontend(number, port)
        lines += [f"frontend echo\n bind 127.0.0.1:{echo}"]
        lines += [
            " http-request return status 200 content-type text/plain lf-string "
            '"%[req.hdr(x-pool)] %[url]"'
        ]
        self.world.text = "\n".join(lines).replace("ECHO", str(echo)) + "\n"
        self.world.frontends = len(ports)
        return self.world

    def frontend(self, number: int, port: int) -> list[str]:
        self.acls = []
        pools = [f"p{number}{letter}" for letter in "abcd"]
        lines = [f"frontend f{number}", f" bind 127.0.0.1:{port}"]
        for _ in range(self.random.randint(0, 5)):
            name = f"acl{self.random.randint(0, 3)}"
            lines.append(f" acl {name} {self.test()}")
            if name not in self.acls:
                self.acls.append(name)
        for _ in range(self.random.randint(0, 5)):
            lines.append(f" http-request {self.action()}")
        for _ in range(self.random.randint(1, 5)):
            lines.append(f" use_backend {self.target(pools)}{self.when(0.95)}")
        if self.random.random() < 0.2:
            lines.append(f" monitor-uri {self.path()}")
        if self.random.random() < 0.2:
            where = self.random.choice(
                [f"prefix http://{self.host()}", "scheme https", "location /l"]
            )
            drop = self.random.choice(["", " drop-query", " drop-query append-slash", " code 301"])
            lines.append(
                f" redirect {where}{drop if 'location' not in where else ''}{self.when(1)}"
            )
        if self.random.random() < 0.7:
            lines.append(f" default_backend {self.random.choice(pools)}")
        for pool in pools:
            self.acls = []
            lines += [f"backend {pool}", f" http-request set-header x-pool {pool}"]
            for _ in range(self.random.choice([0, 0, 1, 2])):
                lines.append(f" http-request {self.action()}")
            lines.append(" server s 127.0.0.1:ECHO")
        return lines

    def when(self, chance: float) -> str:
        if self.random.random() > chance:
            return ""
        return f" {self.random.choice(['if', 'if', 'if', 'unless'])} {self.condition()}"

    def condition(self) -> str:
        terms = []
        for _ in range(self.random.choice([1, 1, 1, 2])):
            words = []
            for _ in range(self.random.choice([1, 1, 2])):
                negation = self.random.choice(["", "", "", "!", "! "])
                choice = self.random.random()
                if self.acls and choice < 0.4:
                    words.append(negation + self.random.choice(self.acls))
                elif choice < 0.55:
                    own = ["METH_GET", "METH_POST", "HTTP_1.1", "TRUE", "FALSE", "LOCALHOST"]
                    words.append(negation + self.random.choice([*own, "HTTP_URL_SLASH", "HTTP"]))
                else:
                    words.append(f"{negation}{{ {self.test()} }}")
            terms.append(" ".join(words))
        return self.random.choice([" or ", " || "]).join(terms)

    def test(self) -> str:
        """Return a fetch with flags and patterns."""
        kind = self.random.random()
        pick = self.random.choice
        if kind < 0.12:
            return pick(
                [
                    f"method {pick(METHODS)} {pick(METHODS)}",
                    f"method -i {pick(METHODS)}",
                    f"hdr_cnt({pick(NAMES)}) {pick(['gt 0', 'eq 2', '1:2', 'lt 1', '3'])}",
                    f"src {pick(NETWORKS)} {pick(NETWORKS)}",
                    f"req.hdr_ip(x-ip) {pick(NETWORKS)}",
                    f"req.hdr(x-ip) -m ip {pick(NETWORKS)}",
                    f"path_len {pick(['gt 3', '2:5', 'le 2'])}",
                    f"req.hdr({pick(NAMES)}) -m found",
                    f"urlp(q) -m int {pick(['gt 1', '1:5', '12', 'lt 0'])}",
                    f"hdr_val({pick(NAMES)}) {pick(['gt 1', 'lt 1', '12'])}",
                    f"nbsrv(p0a) {pick(['ge 1', 'lt 1'])}",
                    "ssl_fc",
                    f"var(txn.v) -m {pick(['str a api', 'found', 'beg a', 'bool', 'int gt 1'])}",
                    f"src -f {self.file(pick(['net', 'netlist']))}",
                ]
            )
        fetch, values = pick(
            [
                ("path", [self.path() for _ in range(3)]),
                ("path", [self.path() for _ in range(3)]),
                ("url", [self.path() for _ in range(2)] + ["/a?q=1"]),
                ("base", [pick(HOSTS) + self.path() for _ in range(2)]),
                ("hdr(host)", HOSTS),
                ("hdr(host)", HOSTS),
                (f"hdr({pick(NAMES)})", [item or "z" for item in ITEMS]),
                (f"req.fhdr({pick(NAMES)})", [item or "z" for item in ITEMS] + ["1,2"]),
                ("urlp(q)", [item or "z" for item in ITEMS]),
                ("cook(c)", [item or "z" for item in ITEMS]),
                ("query", ["q=1", "q=", "q=1&r=2"]),
                ("pathq", [self.path(), "/a?q=1"]),
            ]
        )
        for _ in range(pick([0, 0, 0, 1, 2])):
            fetch += pick([",lower", ",upper", ",field(1,.)", ",field(2,/)", ",word(1,/)"])
            fetch += pick(["", ",field(-1,/)", ",length", ",bytes(0,2)", ",regsub(a,b,g)"])
        method = pick(["str", "beg", "end", "sub", "dir", "dom", "reg", "len"])
        if fetch.split(",")[-1] == "length":
            return f"{fetch} {pick(['gt 2', '1', '2:4'])}"
        flags = pick(["", "", "", " -i"])
        if method in ("dir", "dom"):  # a pattern of delimiters alone reads behind the text
            values = [value for value in values if value.strip("/?.:")] or ["z"]
        if method == "len":
            return f"{fetch} -m len {pick(['gt 2', '1', '2:4'])}"
        if method == "reg":
            return f"{fetch} -m reg{flags} {pick(REGEXES)}"
        if pick([True, False, False]):
            return f"{fetch} -m {method}{flags} -f {self.file('list', values)}"
        chosen = [f'"{pick(values)}"' for _ in range(pick([1, 1, 2, 3]))]
        written = [value for value in chosen if value != '""'] or ["z"]
        return f"{fetch} -m {method}{flags} -- {' '.join(written)}"

    def path(self) -> str:
        parts = [self.random.choice(SEGMENTS) for _ in range(self.random.choice([1, 1, 2, 3]))]
        return "/" + "/".join(parts)

    def host(self) -> str:
        return self.random.choice(HOSTS)

    def file(self, kind: str, values: list[str] | None = None) -> str:
        """Write a list or map; return its path."""
        pick = self.random.choice
        if kind in ("net", "netlist"):
            lines = [pick(FULL_NETWORKS) for _ in range(3)]
        elif kind == "list":
            lines = [pick(["", " ", "\t"]) + pick(values or SEGMENTS) for _ in range(4)]
            lines.insert(1, pick(["# remark", "", "  "]))
        else:
            lines = [f"{pick(values or ['a'])}{pick([' ', '  ', chr(9)])}{kind}" for _ in range(1)]
        return self.keep("\n".join(lines) + pick(["\n", ""]))

    def keep(self, text: str) -> str:
        name = f"list{len(self.world.files)}"
        self.world.files[name] = text
        return str(self.folder / name)

    def map_of(self, keys: list[str], pools: list[str]) -> str:
        pick = self.random.choice
        values = [*pools, "nobody", pools[0]]
        lines = [f"{pick(keys)}{pick([' ', '   '])}{pick(values)}" for _ in range(6)]
        return self.keep("\n".join(["# map", *lines]) + "\n")

    def target(self, pools: list[str]) -> str:
        """Return a backend's name, or an expression that gives one."""
        pick = self.random.choice
        if self.random.random() < 0.65:
            return pick(pools)
        paths = [self.path() for _ in range(5)]
        default = pick(["", f",{pick(pools)}", ",nobody"])
        method, fetch, keys = pick(
            [
                ("map", "req.hdr(host),lower", [h.lower() for h in HOSTS]),
                ("map_str", "path", paths),
                ("map_beg", "path", paths),
                ("map_end", "path", ["a", "b", "/api", "/v1", "1"]),
                ("map_dom", "req.hdr(host)", ["a", "b.ex", "ex"]),
                ("map_sub", "path", ["a", "api", "/v"]),
                ("map_reg", "path", ["^/a", "b$", "/api"]),
                ("map_dir", "path", ["a", "api", "v1"]),
                ("map_ip", "req.hdr(x-ip)", FULL_NETWORKS),
                ("map_int", "urlp(q)", ["1", "2:20", "12"]),
                ("map", "var(txn.v)", ["a", "api", "b"]),
            ]
        )
        return f"%[{fetch},{method}({self.map_of(keys, pools)}{default})]"

    def action(self) -> str:
        """Return an http-request action with its condition."""
        pick = self.random.choice
        path = self.path().replace("%", "%%")
        what = pick(
            [
                f"set-path {path}%[path]",
                f"set-path {path}",
                f"replace-path {pick(['^/a(.*)', '/api(/.*)?', '(.*)/b'])} {path}\\1",
                f"replace-pathq {pick(['^/a(.*)', '/api(/.*)?'])} {path}\\1",
                "set-query z=%[urlp(q)]",
                f"set-header {pick(NAMES)} {pick(['1', '%[path]', '%[hdr(host),lower]', 'a,2'])}",
                f"add-header {pick(NAMES)} {pick(['1', 'api', '%[method]'])}",
                f"del-header {pick(NAMES)}",
                f"replace-header {pick(NAMES)} {pick(['a', '(.)2', '^1$'])} {pick(['b', 'x1'])}",
                f"set-var(txn.v) {pick(['path,field(2,/)', 'hdr(x-t)', 'urlp(q)', 'str(a)'])}",
                f"set-header host {pick(['b.ex', 'www.%[req.hdr(host)]'])}",
                "deny",
                f"deny deny_status {pick(['429', '404'])}",
                "return status 200 content-type text/plain string own",
                f"redirect location {path}?u=%[path]",
                f"redirect prefix http://b.ex{path} code 301",
                "redirect scheme https drop-query",
                "allow",
                "set-src req.hdr(x-ip)",
                f"set-method {pick(['GET', 'POST'])}",
            ]
        )
        ends = what.split()[0] in ("deny", "return", "redirect", "allow")
        return what + self.when(1.0 if ends else 0.6)

    def request(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """Return method, target and headers of one request."""
        pick = self.random.choice
        target = self.path()
        if self.random.random() < 0.4:
            values = [pick([*ITEMS, "api"]).replace(" ", "+") for _ in range(2)]
            target += pick(["?q=", "?r=2&q=", "?q=1&q=", "?q=&q="]) + values[0]
            target += pick(["", f"&s={values[1]}"])
        headers = [("Host", self.host())]
        for name in NAMES:
            for _ in range(pick([0, 0, 1, 1, 2])):
                items = [pick(ITEMS) for _ in range(pick([1, 1, 2]))]
                headers.append((name, pick([", ", ","]).join(items).strip()))
        if self.random.random() < 0.4:
            headers.append(("X-Ip", pick(ADDRESSES)))
        if self.random.random() < 0.4:
            headers.append(("Cookie", f"d=1; c={pick(['1', 'a', 'api', ''])}"))
        sent = [method for method in METHODS if method != "HEAD"]  # answers to it have no body
        return pick(["GET", "GET", *sent]), target, tuple(headers)
