"""Random NGINX servers in front of pools whose servers answer with their own port.

Every proxied answer carries `x-pool` and `x-up` (all attempts, the last one answered).
"""

import random
from dataclasses import dataclass, field

Headers = tuple[tuple[str, str], ...]

METHODS = (
    "",
    "",
    "",
    "ip_hash;",
    "hash $cookie_c;",
    "hash $arg_p;",
    "hash $uri;",
    "hash $request_uri;",
    "hash $key_map;",
    'hash "$http_x_key:$arg_p" consistent;',
    "hash $uri consistent;",
    "hash $cookie_c consistent;",
    "hash $remote_addr consistent;",
    "hash $binary_remote_addr;",
    "hash $host$request_uri;",
    "least_conn;",
)
MAPS = """
map $arg_p $key_map { default ""; 1 one; ~^x "$http_x_key"; }
map $cookie_c $pool_map { default {0}; u1 {1}; ~^v {2}; }
split_clients "$arg_p|$http_x_key" $canary { 20% {1}; 33.3% {2}; * {0}; }
split_clients $remote_addr $by_address { 50% {0}; 25% {1}; * ""; }
geo $by_net { default {0}; 10.0.0.0/8 {1}; 10.1.0.0/16 {2}; }
"""
PATHS = ["/", "/", "/x", "/can", "/map", "/net", "/adr", "/auth", "/any", "/all", "/net4", "/int"]
PATHS += ["/lim", "/lim2", "/go", "/re", "/re/i", "/br", "/ret", "/old", "/set", "/uri"]


@dataclass
class World:
    """The `http` block's text, the sockets to ask, and which servers are dead."""

    text: str = ""
    dead: list[tuple[str, str]] = field(default_factory=list)


class Writer:
    """Writes a world and draws requests, from one seed."""

    def __init__(self, seed: int, echoes: list[int], closed: int) -> None:
        self.rng = random.Random(seed)
        self.echoes = echoes
        self.closed = closed

    def world(self, ports: list[int], pools: int) -> World:
        """Write pools and one server for each port."""
        rng = self.rng
        made = World()
        names = [f"u{number}" for number in range(pools)]
        text = "add_header x-pool $proxy_host always; add_header x-up $upstream_addr always;\n"
        text += "absolute_redirect off; map_hash_bucket_size 128; map_hash_max_size 4096;\n"
        text += "proxy_connect_timeout 1s; variables_hash_max_size 4096;\n"
        for number, word in enumerate(rng.sample(names, 3)):
            text = (text if number else text + MAPS).replace(f"{{{number}}}", word)
        for name in names:
            text += self._pool(name, made)
        for port in self.echoes:
            text += f"server {{ listen 127.0.0.1:{port}; return 200 $server_port; }}\n"
        for port in ports:
            text += self._server(port, names)
        made.text = text
        return made

    def _pool(self, name: str, made: World) -> str:
        rng = self.rng
        method = rng.choice(METHODS)
        count = rng.choice([1, 2, 3, 3, 4, 5])
        deaths = rng.choice([0, 0, 0.4, 1])
        plain = not method or method == "least_conn;"
        lines = [method]
        for echo in rng.sample(self.echoes, count):
            dead = rng.random() < deaths
            words = [f"server 127.0.0.1:{self.closed if dead else echo}"]
            if dead:
                words = [f"server 127.0.0.1:{self.closed + len(made.dead) % 8}"]
                words.append("max_fails=1 fail_timeout=1h")
                made.dead.append((name, words[0].split()[1]))
            if rng.random() < 0.5:
                words.append(f"weight={rng.choice([1, 2, 3, 5, 10])}")
            words += ["down"] * (rng.random() < 0.12)
            if plain and len(lines) > 1:
                words += ["backup"] * (rng.random() < 0.25)
            lines.append(" ".join(words) + ";")
        lines.append("keepalive 4;" if rng.random() < 0.3 else "")
        return f"upstream {name} {{ {' '.join(lines)} }}\n"

    def _server(self, port: int, names: list[str]) -> str:
        rng = self.rng
        lines = [f"listen 127.0.0.1:{port};"]
        if rng.random() < 0.6:
            lines.append("set_real_ip_from 127.0.0.1;")
            lines += ["set_real_ip_from 10.0.0.0/8;"] * (rng.random() < 0.5)
            header = rng.choice(["X-Forwarded-For", "X-Forwarded-For", "X-Real-IP"])
            lines.append(f"real_ip_header {header};")
            lines += ["real_ip_recursive on;"] * (rng.random() < 0.5)
        pool = rng.choice(names)
        lines.append(f"location / {{ proxy_pass http://{pool}; }}")
        lines += rng.sample(self._locations(names), 6)
        return f"server {{ {chr(10).join(lines)} }}\n"

    def _locations(self, names: list[str]) -> list[str]:
        rng = self.rng

        def to() -> str:
            return f"proxy_pass http://{rng.choice(names)};"

        return [
            "location /can { proxy_pass http://$canary; }",
            "location /map { proxy_pass http://$pool_map; }",
            "location /net { proxy_pass http://$by_net; }",
            f"location /adr {{ if ($by_address) {{ {to()} }} {to()} }}",
            f"location /auth {{ auth_basic closed; auth_basic_user_file none; {to()} }}",
            f"location /any {{ satisfy any; allow 10.1.0.0/16; deny all; auth_basic x; "
            f"auth_basic_user_file none; {to()} }}",
            f"location /all {{ allow 10.0.0.0/8; deny all; auth_basic x; "
            f"auth_basic_user_file none; {to()} }}",
            f"location /net4 {{ deny 10.1.2.3; allow 10.0.0.0/8; deny all; {to()} }}",
            f"location /int {{ internal; {to()} }}",
            f"location /lim {{ limit_except GET {{ deny all; }} {to()} }}",
            f"location /lim2 {{ limit_except POST {{ allow 10.1.0.0/16; deny all; }} {to()} }}",
            "location /go { rewrite ^/go/(.*)$ /$1 permanent; rewrite ^/go$ /map last; "
            "return 404; }",
            "location /re { rewrite ^/re/i /int/x last; rewrite ^/re(.*)$ /can$1 last; }",
            f"location /br {{ rewrite ^/br(.*)$ /other$1?x=1 break; {to()} }}",
            "location /ret { return 302 https://$host$request_uri; }",
            "location /old { if ($request_method = POST) { return 405; } "
            "return 301 /new$uri?$args; }",
            f"location /set {{ set $u {rng.choice(names)}; if ($arg_p = 1) {{ set $u "
            f"{rng.choice(names)}; }} proxy_pass http://$u; }}",
            f"location /uri {{ proxy_pass http://{rng.choice(names)}/moved/; }}",
        ]

    def request(self, ports: list[int]) -> tuple[int, str, str, Headers]:
        """Draw port, method, target and headers."""
        rng = self.rng
        headers = [("Host", rng.choice(["a.example", "B.example:80", "x"]))]
        for name, chance, values in (
            (
                "Cookie",
                0.6,
                ["c=u1", "C=v2; d=1", "c=u3,c=u1", "d=1; c=", 'c="u1"', "cc=1;c = u1 ; z=2"],
            ),
            ("x-key", 0.6, ["", "k1", "k2", "long-key-33"]),
            ("X-Forwarded-For", 0.6, self._forwarded()),
            ("X-Real-IP", 0.4, ["10.1.2.3", "192.0.2.77", "junk"]),
        ):
            if rng.random() < chance:
                headers.append((name, rng.choice(values)))
        first = rng.choice(PATHS)
        target = first + rng.choice(["", "", "/", "/a/b", "/%61", "//c"])
        target += rng.choice(["", "", "?p=1", "?p=", "?p=x9", "?q=2&P=1", f"?p={rng.random():.6f}"])
        method = rng.choice(["GET", "GET", "GET", "POST", "HEAD", "PUT"])
        return rng.choice(ports), method, target, tuple(headers)

    def _forwarded(self) -> list[str]:
        low = self.rng.randrange(256)
        return [
            f"10.1.2.{low}",
            f"198.51.100.{low}, 10.9.9.9",
            f"192.0.2.{low}, 203.0.113.9 , 10.1.1.1,10.2.2.2",
            "junk, 10.1.2.3",
            "10.1.2.3, junk",
            "2001:db8::7",
            "10.1.2.3:4000",
        ]
