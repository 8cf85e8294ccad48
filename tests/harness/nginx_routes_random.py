"""Random NGINX routing configurations, and requests at their boundaries.

    writer = Writer(seed)
    text = writer.write(ports, echoes)
    method, target, headers = writer.request()

Every pool `p0` .. is one echo server of the same process that answers with its
name and the path that it saw; every `return 200` names itself (`L17`).
"""

import random
from itertools import count

POOLS = 5
SEGMENTS = ("a", "b", "c", "ab", "a.x", "b.y")
HOSTS = ("a.test", "b.test", "x.a.test", "y.x.a.test", "www.b.test", "www.test", "c.other")
NAMES = (
    "a.test",
    "b.test",
    "*.a.test",
    ".b.test",
    "*.x.a.test",
    "www.*",
    "x.*",
    "x.a.*",
    r'"~^(?<sub>\w+)\.a\.test$"',
    r'"~^www\."',
    '"~other"',
    "C.Other",
    "y.x.a.test",
    ".test",
)
REGEXES = (
    "^/a",
    "b$",
    r"\.x$",
    r"\.(x|y)$",
    "^/(a|b)/(.*)$",
    "^/(?<first>[^/]+)/c",
    "/a/b",
    "^/A",
    "c",
    "^/b/?$",
    ".",
)
REPLACEMENTS = ("/b", "/a/$1", "/c/b", "/b$uri", "/a.x?z=1", "/c?", "/b/$2?q=$1", "/", "/int/x")
VARIABLES = ("$m0", "$m1", "$m2", "$s0", "$g0", "$set0", "$set1")


class Writer:
    """One world: configuration and requests from one seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.marks = count()
        self.paths = ["/", "/a", "/b/c"]

    def write(self, ports: list[int], echoes: list[int]) -> str:
        """Return the text of an `http` block for these sockets and echo servers."""
        parts = ["absolute_redirect off; rewrite_log off; variables_hash_max_size 4096;"]
        parts += ["map_hash_bucket_size 128; server_names_hash_bucket_size 128;"]
        for number, port in enumerate(echoes):
            parts.append(f"upstream p{number} {{ server 127.0.0.1:{port}; }}")
            parts.append(
                f'server {{ listen 127.0.0.1:{port}; return 200 "p{number} $request_uri"; }}'
            )
        parts += self._maps()
        for port in ports:
            parts += self._socket(port)
        return "\n".join(parts)

    def request(self) -> tuple[str, str, tuple[tuple[str, str], ...]]:
        """Draw a request: mostly at the edges of what the configuration names."""
        rng = self.rng
        path = rng.choice(self.paths)
        path += rng.choice(("", "", "/", "x", "/a", "/b", ".x", "/c/b.y", "?k=1"))
        if rng.random() < 0.15:
            path = path.replace("/", rng.choice(("//", "/./", "/z/../")), 1)
        if rng.random() < 0.1:
            path = path.replace("a", "%61", 1)
        if "?" not in path and rng.random() < 0.5:
            path += f"?k={rng.randrange(1000)}&ip={self._address()}"
        headers = [("Host", self._host())]
        if rng.random() < 0.6:
            headers.append(("X-K", rng.choice(("one", "ONE", "two", "three", "a1", "", "0"))))
        method = rng.choice(("GET", "GET", "GET", "POST", "HEAD"))
        return method, path, tuple(headers)

    def _address(self) -> str:
        return f"10.{self.rng.randrange(3)}.{self.rng.randrange(3)}.{self.rng.randrange(4)}"

    def _host(self) -> str:
        host = self.rng.choice((*HOSTS, "none.example"))
        extra = self.rng.choice(("", "", "", ":80", "."))
        return (host.upper() if self.rng.random() < 0.1 else host) + extra

    def _pool(self) -> str:
        return f"p{self.rng.randrange(POOLS)}"

    def _maps(self) -> list[str]:
        rng = self.rng
        m0 = [f"one {self._pool()};", f"two {self._pool()};", f'"" {self._pool()};']
        m0 += ['"~^a(?<digit>\\d)$" p$digit;', f"~*^ONE {self._pool()};"]
        if rng.random() < 0.7:
            m0.append(f"default {self._pool()};")
        rng.shuffle(m0)
        names = [name for name in NAMES if "~" not in name and name != "b.test"]
        m1 = [f"{name} {self._pool()};" for name in names]
        m1.append(f'"~^www" {self._pool()};')
        rng.shuffle(m1)
        m2 = [f"~^/a {self._pool()};", "~b/(.) $m0;", "default $m1;"]
        splits = [f"{rng.choice((10, 12.5, 20, 0.5))}% {self._pool()};" for _ in range(3)]
        if rng.random() < 0.7:
            splits.append(f"* {self._pool()};")
        geo = [f"10.{n}.0.0/16 {self._pool()};" for n in range(2)]
        geo += [f"10.0.{n}.0/24 {self._pool()};" for n in range(2)]
        geo += [f"10.0.0.1 {self._pool()};", f"default {self._pool()};"]
        rng.shuffle(geo)
        return [
            f"map $http_x_k $m0 {{ {' '.join(m0)} }}",
            f"map $host $m1 {{ hostnames; {' '.join(m1)} }}",
            f"map $request_uri $m2 {{ {' '.join(m2)} }}",
            f"split_clients $arg_k $s0 {{ {' '.join(splits)} }}",
            f"geo $arg_ip $g0 {{ {' '.join(geo)} }}",
        ]

    def _socket(self, port: int) -> list[str]:
        """Some server blocks that share a port."""
        rng = self.rng
        servers = []
        number = rng.randint(1, 4)
        default = rng.choice((None, *range(number)))
        free = list(NAMES)
        rng.shuffle(free)
        for index in range(number):
            taken = [free.pop() for _ in range(rng.randint(0, 3))]
            name = f"server_name {' '.join(taken)};" if taken else ""
            flag = " default_server" if index == default else ""
            servers.append(f"server {{\n listen 127.0.0.1:{port}{flag}; {name}\n{self._server()}}}")
        return servers

    def _server(self) -> str:
        rng = self.rng
        lines = ["set $set0 p0; set $set1 $m0;"]
        if rng.random() < 0.3:
            lines.append(self._rewrite(server=True))
        if rng.random() < 0.2:
            lines.append(f"if {self._condition()} {{ {self._answer()} }}")
        if rng.random() < 0.2:
            lines.append(f"if {self._condition()} {{ set $set0 {self._pool()}; }}")
        if rng.random() < 0.2:
            page = rng.choice(("= @named", "= /b", "= /c"))
            lines.append(f"error_page 404 403 {page};")
        lines.append(self._locations("", 0))
        lines.append(f"location @named {{ {self._ending(named=True)} }}")
        if rng.random() < 0.4:
            lines.append(f"location /int/ {{ internal; {self._answer()} }}")
        return "\n".join(f"  {line}" for line in lines) + "\n"

    def _locations(self, prefix: str, depth: int) -> str:
        """Locations of one level; nested ones begin with the prefix around them."""
        rng = self.rng
        found: list[str] = []
        seen: set[tuple[str, str]] = set()
        for _ in range(rng.randint(1 if depth else 2, 6 if not depth else 3)):
            kind = rng.choice(("=", "", "", "", "^~", "~", "~*"))
            if kind.startswith("~"):
                name = rng.choice(REGEXES)
            else:
                more = "/".join(rng.choice(SEGMENTS) for _ in range(rng.randint(1, 2)))
                name = (prefix.rstrip("/") + "/" + more) + rng.choice(("", "/"))
                if not depth and rng.random() < 0.15:
                    name = "/"
                self.paths += [name, name.rstrip("/") or "/"]
            same = "=" if kind == "=" else "~" if kind.startswith("~") else ""
            if (same, name) in seen:
                continue
            seen.add((same, name))
            found.append(self._location(kind, name, depth))
        return "\n".join(found)

    def _location(self, kind: str, name: str, depth: int) -> str:
        rng = self.rng
        inner = ""
        if depth < 3 and kind != "=" and rng.random() < 0.4:
            if kind.startswith("~"):
                inner = f"location ~ {rng.choice(REGEXES)} {{ {self._ending(regex=True)} }}"
            else:
                inner = self._locations(name, depth + 1)
        regex = kind.startswith("~")
        body = self._body(regex)
        return f"location {kind} {name} {{ {body} {inner} }}"

    def _body(self, regex: bool) -> str:
        """What stands before the ending: the rewrite phase, access, then the ending."""
        rng = self.rng
        lines = []
        for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 3))):
            lines.append(
                rng.choice(
                    (
                        lambda: self._rewrite(server=False),
                        lambda: f"set $set{rng.randrange(2)} {self._pool()};",
                        lambda: f"if {self._condition()} {{ {self._inside()} }}",
                        lambda: rng.choice(("deny all;", "allow 127.0.0.1; deny all;")),
                        lambda: "limit_except GET { deny all; }",
                        lambda: f"if {self._condition()} {{ break; }}",
                    )
                )()
            )
        return " ".join([*dict.fromkeys(lines), self._ending(regex=regex)])

    def _inside(self) -> str:
        """The block of an `if` in a location."""
        rng = self.rng
        return rng.choice(
            (
                self._answer(),
                f"proxy_pass http://{self._pool()};",
                f"set $set0 {self._pool()}; set $set1 {self._pool()};",
                f"rewrite {rng.choice(REGEXES)} {rng.choice(REPLACEMENTS)} break;",
                f"set $set1 {self._pool()}; proxy_pass http://$set1;",
                f"rewrite ^ /b/{rng.choice(SEGMENTS)} last;",
            )
        )

    def _condition(self) -> str:
        rng = self.rng
        return rng.choice(
            (
                "($http_x_k)",
                "($http_x_k = one)",
                '($http_x_k != "")',
                '($http_x_k ~ "^a(\\d)$")',
                "($http_x_k !~* ^ONE$)",
                "($request_method = POST)",
                f"($uri ~ {rng.choice(REGEXES)})",
                '($args = "")',
                "($host = a.test)",
                "($arg_k)",
                "($m0 = p1)",
                "(!-f $request_filename)",
            )
        )

    def _rewrite(self, *, server: bool) -> str:
        rng = self.rng
        flag = rng.choice(("last", "last", "break", "break", "", "redirect", "permanent"))
        expression = rng.choice(("^/b/(.*)$", "^/(c)(.*)$", "^/a/([^/]*)(.*)$", "^/ab", "x$"))
        if server:
            expression = rng.choice(("^/c/(.*)$", "^/b/b(.*)", r"\.y$"))
        return f"rewrite {expression} {rng.choice(REPLACEMENTS)} {flag};"

    def _answer(self) -> str:
        mark = next(self.marks)
        return self.rng.choice(
            (
                f'return 200 "L{mark}";',
                f'return 200 "L{mark}";',
                f"return 302 /to/{mark};",
                f"return 301 /to/{mark}$request_uri;",
                "return 404;",
                "return 403;",
                "return 503;",
            )
        )

    def _ending(self, *, regex: bool = False, named: bool = False) -> str:
        rng = self.rng
        choice = rng.random()
        if choice < 0.3:
            return self._answer()
        if choice < 0.5:
            return f"proxy_pass http://{self._pool()};"
        if choice < 0.62 and not regex and not named:
            uri = rng.choice(("/", "/v1/", "/v1", "/v1/?f=1"))
            return f"proxy_pass http://{self._pool()}{uri};"
        if choice < 0.72:
            return f"proxy_pass http://{rng.choice(VARIABLES)};"
        if choice < 0.78:
            uri = rng.choice(("$request_uri", "/v2$uri", "/v2$uri$is_args$args"))
            return f"proxy_pass http://{self._pool()}{uri};"
        if choice < 0.9 and not named:
            last = rng.choice(("@named", "=404", "/b", "/a/b?t=1", "/c$uri", "/int/t"))
            return f"try_files /none {last};"
        return self._answer()
