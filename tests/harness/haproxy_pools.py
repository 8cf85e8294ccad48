"""Random HAProxy backends: as text for the binary, and as the model's `Pool`.

The two are made from one description, independently of the reader.
"""

import ipaddress
import random
from dataclasses import dataclass, field
from itertools import count

from steelyard.core.place import NOWHERE
from steelyard.forecast.health import Health
from steelyard.model.pool import Balance, HashKey, Pool, Server
from steelyard.model.values import Field
from tests.harness.client import get

FUNCTIONS = ("sdbm", "djb2", "wt6", "crc32")
KEYS = ("uri", "url_param", "hdr", "hash", "source")
HASHES = {"map-based": "slot-map", "consistent": "avalanche-ring"}
PLAIN = {
    "roundrobin": "fair-rotation",
    "static-rr": "slot-map",
    "leastconn": "least-connections",
    "first": "first-available",
    "random": "ring-draws",
}
FAMILIES = (*PLAIN, *HASHES)

# Runtime commands that take a server out after the start.
FALLS = ("health down", "state drain", "state maint")


@dataclass
class ServerText:
    """One `server` line, and what happens to it before the first request."""

    name: str
    weight: int | None
    backup: bool
    disabled: bool
    id: int | None
    fall: str

    def line(self, port: int) -> str:
        words = [f"  server {self.name} 127.0.0.1:{port}"]
        if self.weight is not None:
            words.append(f"weight {self.weight}")
        if self.id is not None:
            words.append(f"id {self.id}")
        words += [word for word in ("backup", "disabled") if getattr(self, word)]
        return " ".join(words) + "\n"


@dataclass
class Backend:
    """One backend; `family` is the word after `balance`, or the hash type."""

    name: str
    family: str
    servers: list[ServerText]
    all_backups: bool
    key: str = ""
    function: str = ""
    avalanche: bool = False
    uri: dict[str, int] = field(default_factory=dict)
    draws: int = 2
    empty_values: bool = True

    def text(self, port: int) -> str:
        lines = [f"backend {self.name}\n", f"  balance {self._balance()}\n"]
        if self.family in HASHES:
            words = ["hash-type", self.family, self.function, "avalanche" * self.avalanche]
            lines.append("  " + " ".join(word for word in words if word) + "\n")
        if self.all_backups:
            lines.append("  option allbackups\n")
        lines.append("  http-response set-header x-server %s\n")
        lines += [server.line(port) for server in self.servers]
        return "".join(lines)

    def _balance(self) -> str:
        if self.family == "random":
            return f"random({self.draws})"
        if self.family in PLAIN:
            return self.family
        if self.key == "uri":
            options = [
                name if name in ("whole", "path-only") else f"{name} {value}"
                for name, value in self.uri.items()
            ]
            return " ".join(["uri", *options])
        arguments = {
            "url_param": "url_param p",
            "hdr": "hdr(x-key)",
            "hash": "hash req.hdr(x-key)",
            "source": "source",
        }
        return arguments[self.key]

    def pool(self, version: tuple[int, ...]) -> Pool:
        """Return the model of this backend for a binary of that version."""
        servers = []
        taken = {server.id for server in self.servers}
        following = count(1)
        for server in self.servers:
            if server.id is None:
                number = next(number for number in following if number not in taken)
            else:
                number = server.id
                next(following)
            servers.append(
                Server(
                    name=server.name,
                    address="127.0.0.1",
                    port=1,
                    place=NOWHERE,
                    weight=server.weight,
                    applied_weight=1 if server.weight is None else server.weight,
                    admin="out" if server.disabled else "ready",
                    backup=server.backup,
                    id=number,
                )
            )
        balance = Balance(PLAIN.get(self.family) or HASHES[self.family], self.family, NOWHERE)
        if self.family in HASHES:
            kind = "address" if self.key == "source" else "text"
            balance.key = HashKey(Field("parameter" if self.key == "url_param" else "path"), kind)
            balance.options["function"] = self.function or "sdbm"
            # `consistent` without a function implies the avalanche.
            balance.options["avalanche"] = self.avalanche or (
                self.family == "consistent" and not self.function
            )
        if self.family == "random":
            balance.options["draws"] = self.draws
            balance.options["tie-break"] = "rate" if version >= (3, 4) else "latest"
        balance.options["node-keys"] = "double" if (3, 0) <= version < (3, 3) else "single"
        balance.options["ties"] = "random" if version >= (3, 2) else "queue"
        return Pool(self.name, NOWHERE, servers, balance, all_backups=self.all_backups)

    def health(self) -> Health:
        return Health(frozenset((self.name, server.name) for server in self.servers if server.fall))

    def falls(self) -> list[str]:
        return [f"set server {self.name}/{s.name} {s.fall}" for s in self.servers if s.fall]

    def request(self, rng: random.Random) -> tuple[bytes, bytes | None]:
        """Return a request and the key that this backend finds in it."""
        value = rng.choice(
            [*[""] * self.empty_values, "a", "user-17", "%00x", _word(rng, 24), _word(rng, 6)]
        )
        path = "/" + "/".join(_word(rng, 5) for _ in range(rng.randrange(5)))
        absent = rng.random() < 0.15
        target = path
        if self.key == "url_param" and not absent:
            target += f"?{rng.choice(['', 'q=1&', 'pp=2&'])}p={value}{rng.choice(['', '&z=3'])}"
        elif rng.random() < 0.5:
            target += "?q=" + _word(rng, 4)
        address = _address(rng)
        headers = [("x-src", str(address))]
        if self.key in ("hdr", "hash") and not absent:
            headers.append(("x-key", value + rng.choice(["", ",second"])))
        request = get(target.encode(), *[(n, v.encode().decode("latin-1")) for n, v in headers])
        if self.key == "source":
            return request, address.packed
        if self.key == "uri":
            return request, self._uri_key(target.encode())
        if self.key == "url_param":
            return request, None if absent else value.encode()
        # Both the header rule and a sample look at the first item; only a sample may be empty.
        if self.key == "hash" and not absent and "second" in headers[-1][1]:
            return request, b"second"  # a sample takes the last item
        return request, None if absent or (self.key == "hdr" and not value) else value.encode()

    def _uri_key(self, target: bytes) -> bytes:
        if "len" in self.uri:
            target = target[: self.uri["len"]]
        if "whole" not in self.uri:
            target = target.split(b"?")[0]
        if "depth" in self.uri:
            target = b"/".join(target.split(b"/")[: self.uri["depth"] + 1])
        return target


def random_backend(rng: random.Random, family: str, name: str) -> Backend:
    """Return a backend of 1 to 12 servers with a bit of everything."""
    servers = _servers(rng, rng.randint(1, 12))
    backend = Backend(name, family, servers, all_backups=rng.random() < 0.4)
    backend.draws = rng.randint(1, 3)
    if family in HASHES:
        backend.key = rng.choice(KEYS)
        backend.function = rng.choice(["", *FUNCTIONS])
        # The grammar takes `avalanche` only after a function.
        backend.avalanche = bool(backend.function) and rng.random() < 0.5
        for option in ("len", "depth", "whole", "path-only"):
            if rng.random() < 0.25:
                backend.uri[option] = rng.randint(1, 9 if option == "len" else 3)
    return backend


def _servers(rng: random.Random, number: int) -> list[ServerText]:
    top = rng.choice([1, 3, 10, 100, 256])
    step = rng.choice([1, 1, 1, 2, 5])
    backups, disabled, falls = (
        rng.choice([0, 0.3, 0.9]),
        rng.choice([0, 0.3]),
        rng.choice([0, 0.4]),
    )
    numbered = rng.choice([0, 0.3, 1])
    ids = rng.sample(range(1, rng.choice([20, 5000])), number)
    return [
        ServerText(
            name=f"s{index}",
            weight=rng.choice([None, 0, *[min(256, rng.randint(1, top) * step)] * 6]),
            backup=rng.random() < backups,
            disabled=rng.random() < disabled,
            id=ids[index] if rng.random() < numbered else None,
            fall=rng.choice(FALLS) if rng.random() < falls else "",
        )
        for index in range(number)
    ]


def _word(rng: random.Random, most: int) -> str:
    return "".join(rng.choices("abcdefghij0123456789-_.~", k=rng.randint(1, most)))


def _address(rng: random.Random) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    if rng.random() < 0.6:
        return ipaddress.IPv4Address(rng.getrandbits(32))
    return ipaddress.IPv6Address(0x2001 << 112 | rng.getrandbits(100))
