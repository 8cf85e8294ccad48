"""Random NGINX upstreams: as text for the binary, and as the model's `Pool`.

The two are made from one description, independently of the reader.
"""

import ipaddress
import random
from dataclasses import dataclass

from steelyard.core.place import NOWHERE
from steelyard.forecast.health import Health
from steelyard.model.pool import Balance, HashKey, Pool, Server, Setting
from steelyard.model.values import Field
from tests.harness.client import get

FAMILIES = {
    "": "smooth-rotation",
    "least_conn": "least-ratio",
    "ip_hash": "address-walk",
    "hash $http_x_key": "key-walk",
    "hash $http_x_key consistent": "ketama-ring",
    "random": "weighted-draws",
    "random two": "weighted-draws",
}
METHODS = tuple(FAMILIES)
DRAWN = ("random", "random two")
KEYED = METHODS[2:5]
HEAVIEST = {"ip_hash": 4000, "hash $http_x_key": 20_000}


@dataclass
class ServerText:
    """One `server` line; nothing listens on the port of a dead one."""

    port: int
    weight: int | None
    down: bool
    backup: bool
    dead: bool
    max_fails: int | None

    @property
    def name(self) -> str:
        return f"127.0.0.1:{self.port}"

    def line(self) -> str:
        words = [f"    server {self.name} fail_timeout=300s"]
        words += [] if self.weight is None else [f"weight={self.weight}"]
        words += [] if self.max_fails is None else [f"max_fails={self.max_fails}"]
        words += [word for word in ("down", "backup") if getattr(self, word)]
        return " ".join(words) + ";\n"


@dataclass
class Upstream:
    """One upstream; `method` is the directive that chooses the algorithm."""

    name: str
    method: str
    servers: list[ServerText]
    zone: bool
    keepalive: bool

    def text(self, port: int) -> str:
        method = f"    {self.method};\n" if self.method else ""
        return (
            f"  upstream {self.name} {{\n{method}"
            + ("    keepalive 16;\n" if self.keepalive else "")
            + (f"    zone {self.name} 256k;\n" if self.zone else "")
            + "".join(server.line() for server in self.servers)
            + "  }\n"
            f"  server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://{self.name};\n"
            '    proxy_http_version 1.1; proxy_set_header Connection ""; } }\n'
        )

    def pool(self) -> Pool:
        """Return the model, with one state as seen by a single worker."""
        servers = [
            Server(
                name=server.name,
                address="127.0.0.1",
                port=server.port,
                place=NOWHERE,
                weight=server.weight,
                applied_weight=1 if server.weight is None else server.weight,
                admin="out" if server.down else "ready",
                backup=server.backup,
                literal=server.name,
                passive=(
                    {} if server.max_fails is None else {"max-fails": Setting(server.max_fails)}
                ),
            )
            for server in self.servers
        ]
        balance = Balance(FAMILIES[self.method], self.method, NOWHERE)
        if self.method in KEYED:
            kind = "address" if self.method == "ip_hash" else "text"
            balance.key = HashKey(Field("path"), kind)
        if self.method in DRAWN:
            balance.options["draws"] = 1 + (self.method == "random two")
        return Pool(self.name, NOWHERE, servers, balance, all_backups=True)

    def health(self, pool: Pool) -> Health:
        """Return who is dead, by the names that `pool` has for them."""
        dead = {server.port for server in self.servers if server.dead}
        names = (server.name for server in pool.servers if server.port in dead)
        return Health(frozenset((pool.name, name) for name in names))

    def request(self, rng: random.Random) -> tuple[bytes, bytes | None]:
        """Return a request and the key that this upstream finds in it."""
        if self.method == "ip_hash":
            address = (
                ipaddress.IPv4Address(rng.getrandbits(32))
                if rng.random() < 0.7
                else ipaddress.IPv6Address(0x2001 << 112 | rng.getrandbits(100))
            )
            return get("/", ("X-Real-IP", str(address))), address.packed
        key = rng.choice(["", "a", "ü", f"user-{rng.randrange(500)}", f"{rng.getrandbits(64):x}"])
        raw = key.encode()
        absent = rng.random() < 0.1
        headers = [] if absent else [("X-Key", raw.decode("latin-1"))]
        keyed = self.method in KEYED and not absent
        return get(f"/{rng.randrange(100)}", *headers), raw if keyed else None


def random_upstream(
    rng: random.Random, method: str, name: str, alive: list[int], dead: list[int]
) -> Upstream:
    """Return an upstream of 1 to 12 servers; ports are drawn, repeatedly, from those given."""
    # Refused by NGINX with a hash, and by chance spoilt while a dead server is not yet marked.
    backups = rng.choice([0, 0.3]) if method in METHODS[:2] else 0
    dying = 0 if method in DRAWN else rng.choice([0, 0, 0.3])
    down = rng.choice([0, 0.3])
    top = rng.choice([1, 3, 10, 100, HEAVIEST.get(method, 256)])
    servers = []
    for _ in range(rng.randint(1, 12)):
        fallen = rng.random() < dying
        servers.append(
            ServerText(
                port=rng.choice(dead if fallen else alive),
                weight=rng.choice([None, *[rng.randint(1, top)] * 4]),
                down=rng.random() < down,
                backup=rng.random() < backups,
                dead=fallen,
                max_fails=rng.choice([None, None, 0, 1, 2, 3]),
            )
        )
    servers[0].backup = False  # NGINX wants a primary server
    return Upstream(name, method, servers, rng.random() < 0.3, rng.random() < 0.8)
