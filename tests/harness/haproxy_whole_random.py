"""Random HAProxy proxies with persistence, server rules, hash keys and dead servers.

A `Writer` writes units: a frontend and its backend, or one `listen` section.
Servers that are `dead` have a check that fails from the start.  Every answer
of a server carries `x-server: BACKEND/SERVER`.
"""

import random
from dataclasses import dataclass, field

Headers = tuple[tuple[str, str], ...]

BALANCE = (
    "roundrobin",
    "static-rr",
    "leastconn",
    "first",
    "source",
    "uri",
    "uri len 6",
    "uri depth 2",
    "uri whole",
    "uri path-only",
    "uri whole path-only len 9",
    "url_param p",
    "hdr(x-key)",
    "hdr(host) use_domain_only",
    "hash req.cook(c)",
    "hash req.hdr(x-key)",
    "hash url_param(p)",
    "hash path,lower",
    "hash src",
    "hash req.fhdr(x-key),field(1,:)",
    "hash path,length",
    "hash req.hdr_ip(x-forwarded-for)",
    "hash method",
)
TYPES = ("", "map-based", "consistent", "map-based crc32", "consistent djb2 avalanche")
COOKIES = (
    "cookie SRV insert indirect nocache",
    "cookie SRV insert",
    "cookie SRV rewrite",
    "cookie SRV prefix",
    "cookie SRV indirect preserve insert",
    "cookie SRV insert indirect maxlife 1h maxidle 20m",
    "cookie SRV",
)
VALUES = ("a", "b", "c", "a", "B")


@dataclass
class Unit:
    """One frontend with its backend: its text, and the servers that are down."""

    number: int
    ports: list[int]
    text: str = ""
    dead: list[tuple[str, str]] = field(default_factory=list)


class Writer:
    """Writes units and draws requests, from one seed."""

    def __init__(self, seed: int, echo: int, closed: int) -> None:
        self.rng = random.Random(seed)
        self.echo = echo  # answers 200
        self.closed = closed  # nothing listens

    def unit(self, number: int, ports: list[int]) -> Unit:
        """Write one unit."""
        made = Unit(number, ports)
        one_section = self.rng.random() < 0.25
        back = f"f{number}" if one_section else f"b{number}"
        front = self._front(made, back)
        body = self._back(made, back)
        if one_section:
            made.text = f"listen f{number}\n{front}{body}"
        else:
            front += f"  default_backend {back}\n" if self.rng.random() < 0.95 else ""
            made.text = f"frontend f{number}\n{front}backend {back}\n{body}"
        made.text += (
            f"backend alt{number}\n  http-response set-header x-server %b/%s\n"
            f"  server s1 127.0.0.1:{self.echo}\n"
        )
        return made

    def _maybe(self, chance: float, line: str) -> str:
        return f"  {line}\n" if self.rng.random() < chance else ""

    def _front(self, unit: Unit, back: str) -> str:
        rng, number = self.rng, unit.number
        binds = ",".join(f"127.0.0.1:{port}" for port in unit.ports[:-1])
        lines = f"  bind {binds}\n  bind 127.0.0.1:{unit.ports[-1]}\n"
        lines += self._maybe(0.4, "http-request set-src req.hdr_ip(x-forwarded-for)")
        lines += self._maybe(0.15, "http-request set-src hdr(x-forwarded-for,1)")
        lines += self._maybe(0.2, f"use_backend alt{number} if {{ nbsrv({back}) lt 2 }}")
        lines += self._maybe(0.1, f"use_backend alt{number} if {{ dst_port {unit.ports[-1]} }}")
        lines += self._maybe(0.15, "use_backend %[req.hdr(x-pool)] if { req.hdr(x-pool) -m found }")
        return lines if rng.random() < 0.97 else lines + "  use_backend none-such%[int(1)]\n"

    def _back(self, unit: Unit, back: str) -> str:
        rng = self.rng
        count = rng.choice([1, 2, 2, 3, 3, 4, 5, 6])
        balance = rng.choice(BALANCE[:4] if rng.random() < 0.5 else BALANCE)
        lines = f"  balance {balance}\n  http-response set-header x-server %b/%s\n"
        kind = rng.choice(TYPES)
        if kind:
            lines += f"  hash-type {kind}\n"
        lines += self._maybe(0.7, rng.choice(COOKIES))
        lines += self._maybe(0.3, "option allbackups")
        lines += self._maybe(0.3, "option persist")
        lines += self._maybe(0.3, "option redispatch")
        lines += f"  retries {rng.choice([0] * 7 + [1])}\n"
        for word in rng.sample(["ignore", "force"], 2):
            lines += self._maybe(0.25, f"{word}-persist if {{ req.hdr(x-{word}) -m found }}")
        lines += self._maybe(0.1, "ignore-persist if { path_beg /b }")
        lines += self._maybe(0.15, "http-request set-header x-key k%[path]")
        lines += self._maybe(0.1, "http-request set-path /new%[path]")
        lines += self._maybe(0.1, "http-request set-src hdr(x-forwarded-for,-1)")
        lines += self._maybe(0.15, "stick-table type string size 10k expire 1h")
        names = [f"s{index + 1}" for index in range(count)]
        for _ in range(rng.choice([0, 0, 1, 2])):
            lines += f"  use-server {rng.choice(names)} {self._use_condition()}\n"
        lines += self._maybe(0.1, "use-server %[req.hdr(x-to)] if { req.hdr(x-to) -m found }")
        return lines + self._servers(unit, back, count)

    def _use_condition(self) -> str:
        letter = self.rng.choice("ab")
        return self.rng.choice(
            [f"if {{ req.hdr(x-use) {letter} }}", f"unless {{ path_beg /{letter} }}"]
        )

    def _servers(self, unit: Unit, back: str, count: int) -> str:
        rng = self.rng
        backups = rng.choice([0, 0, 0.3, 0.9])
        stopped = rng.choice([0, 0, 0.3])
        deaths = rng.choice([0, 0, 0.4, 0.9])
        lines = self._maybe(0.1, "default-server weight 3")
        if rng.random() < 0.12:
            options = " cookie a" * (rng.random() < 0.5)
            return lines + f"  server-template s 1-{count} 127.0.0.1:{self.echo}{options}\n"
        for index in range(count):
            dead = rng.random() < deaths
            words = [f"  server s{index + 1} 127.0.0.1:{self.closed if dead else self.echo}"]
            if rng.random() < 0.6:
                words.append(f"weight {rng.choice([0, 1, 1, 2, 5, 10, 100])}")
            if rng.random() < 0.8:
                words.append(f"cookie {rng.choice(VALUES)}")
            words += ["backup"] * (rng.random() < backups)
            words += ["disabled"] * (rng.random() < stopped)
            if dead:
                words.append("check inter 50ms fall 1 rise 1000")
                unit.dead.append((back, f"s{index + 1}"))
            lines += " ".join(words) + "\n"
        return lines

    def request(self, unit: Unit) -> tuple[int, str, str, Headers]:
        """Draw port, method, target and headers."""
        rng = self.rng
        headers = [("Host", rng.choice(["a.example", "b.shop.example:80", "x", "10.0.0.1"]))]
        if rng.random() < 0.5:
            headers.append(("Cookie", self._cookie()))
        if rng.random() < 0.1:
            headers.append(("Cookie", self._cookie()))
        for name, chance, values in (
            ("x-key", 0.7, ["", "k1", "k2:3", "u,v", "w x"]),
            ("x-forwarded-for", 0.6, ["10.1.2.3", "10.1.2.4, 10.9.9.9", "junk", "2001:db8::7", ""]),
            ("x-use", 0.3, ["a", "b"]),
            ("x-to", 0.3, ["s1", "s2", "nobody"]),
            ("x-force", 0.2, ["1"]),
            ("x-ignore", 0.2, ["1"]),
            ("x-pool", 0.2, [f"alt{unit.number}", f"b{unit.number}", "none", ""]),
        ):
            if rng.random() < chance:
                headers.append((name, rng.choice(values)))
        target = rng.choice(["/", "/a/b/c", "/b/a", "/A", "//x", "/aa/"])
        if rng.random() < 0.1:
            # HAProxy answers 400 when hosts differ, and cuts `:80` off.
            headers[0] = ("Host", headers[0][1].removesuffix(":80"))
            target = f"http://{headers[0][1]}{target}"
        target += rng.choice(["", "", "?p=1", "?p=", "?q=2&p=xyz", "?pp=1", "?p", "?P=4"])
        return rng.choice(unit.ports), rng.choice(["GET", "GET", "POST"]), target, tuple(headers)

    def _cookie(self) -> str:
        rng = self.rng
        value = rng.choice(["a", "b", "c", "B", "zz", "", "a~sess", "b|Xyz", "~a", '"a"', "a b"])
        pairs = [f"SRV={value}", f"c={rng.choice(['u0', 'u1', 'u2'])}", "other=1"]
        if rng.random() < 0.15:
            pairs.append(f"SRV={rng.choice(VALUES)}")
        if rng.random() < 0.1:
            pairs.append("SRV = a")
        rng.shuffle(pairs)
        return rng.choice(["; ", ";", " ; "]).join(pairs[: rng.randint(1, 4)])
