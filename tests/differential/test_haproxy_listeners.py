"""Listeners of the real HAProxy: TLS, server names, the PROXY protocol, tcp mode, several ports."""

import itertools
import random
from pathlib import Path

import pytest

from steelyard.forecast.routing.request import Request
from steelyard.model.gateway import Gateway
from tests.harness.client import Answer
from tests.harness.haproxy_process import HaproxyProcess, with_defaults
from tests.harness.haproxy_text import read
from tests.harness.process import free_ports
from tests.harness.tls import certificate, send
from tests.harness.whole import Said, Tally, Walker

pytestmark = pytest.mark.differential

NAMES = ["a.example", "A.Example", "x.b.example", "b.example", "deep.x.b.example", "other", ""]

TCP = """
frontend passed
  mode tcp
  bind 127.0.0.1:{sni}
  tcp-request inspect-delay 2s
  tcp-request content accept if {{ req.ssl_hello_type 1 }}
  tcp-request content reject
  use_backend t_a if {{ req.ssl_sni -i a.example }}
  use_backend t_b if {{ req.ssl_sni -m end .b.example }}
  use_backend t_none unless {{ req.ssl_sni -m found }}
  default_backend t_rest
frontend by_port
  mode tcp
  bind 127.0.0.1:{tcp1}
  bind 127.0.0.1:{tcp2}
  use_backend p_a if {{ dst_port {tcp2} }} {{ src 127.0.0.0/8 }}
  default_backend p_b
listen whole
  mode tcp
  bind 127.0.0.1:{tcp3} accept-proxy
  balance source
  server s1 127.0.0.1:{s0}
  server s2 127.0.0.1:{s1}
  server s3 127.0.0.1:{s2} weight 3
"""
HTTP = """
frontend secure
  bind 127.0.0.1:{tls} ssl crt {crt}
  bind 127.0.0.1:{plain}
  http-request redirect scheme https code 301 if {{ path_beg /go }} !{{ ssl_fc }}
  use_backend h_a if {{ ssl_fc_sni -i a.example }}
  use_backend h_b if {{ ssl_fc_sni -m end .b.example }} {{ hdr(host) -i a.example }}
  use_backend h_c if {{ ssl_fc }} {{ path_beg /c }}
  http-request set-header x-forwarded-proto https if {{ ssl_fc }}
  use_backend h_d if {{ req.hdr(x-forwarded-proto) https }}
  default_backend h_rest
frontend proxied
  bind 127.0.0.1:{proxy} accept-proxy
  use_backend h_a if {{ src 10.0.0.0/8 }}
  use_backend h_b if {{ src 2001:db8::/32 }}
  use_backend h_d if {{ dst_port 8443 }}
  use_backend h_c if {{ dst 192.0.2.0/24 }}
  default_backend h_src
"""


class World:
    """The configuration, its ports, and the servers by their ports."""

    def __init__(self, folder: Path) -> None:
        self.names = ("sni", "tcp1", "tcp2", "tcp3", "tls", "plain", "proxy")
        *ports, self.s0, self.s1, self.s2, self.s3 = free_ports(len(self.names) + 4)
        self.port = dict(zip(self.names, ports, strict=True))
        values = {**self.port, "s0": self.s0, "s1": self.s1, "s2": self.s2}
        crt = certificate(folder)
        back = "".join(f"backend t_{x}\n{self._tcp(self.s3)}" for x in ("a", "b", "none", "rest"))
        back += "".join(f"backend p_{x}\n{self._tcp(self.s0)}" for x in "ab")
        back += "".join(self._http(f"h_{x}") for x in ("a", "b", "c", "d", "rest"))
        back += self._http("h_src", "  balance source\n")
        origin = "".join(f"  bind 127.0.0.1:{port}\n" for port in (self.s0, self.s1, self.s2))
        origin += f"  bind 127.0.0.1:{self.s3} ssl crt {crt}\n"
        origin = (
            f"frontend origin\n{origin}  http-request return status 200 hdr x-port %[dst_port]\n"
        )
        text = TCP.format(**values) + HTTP.format(**values, crt=crt) + back + origin
        self.text = with_defaults(text, folder)

    def _tcp(self, port: int) -> str:
        return f"  mode tcp\n  server s1 127.0.0.1:{port}\n"

    def _http(self, name: str, balance: str = "") -> str:
        head = f"backend {name}\n{balance}  http-response set-header x-server %b/%s\n"
        servers = zip("123", (self.s0, self.s1, self.s2), strict=True)
        return head + "".join(f"  server s{n} 127.0.0.1:{port}\n" for n, port in servers)


def observed(answer: Answer | None, said: Said | None, gateway: Gateway) -> Said:
    """Say what HAProxy did; in tcp mode only the port tells the server."""
    if answer is None:
        return Said("status", "closed")
    location = answer.header("location")
    if location is not None:
        return Said(f"redirect {answer.status}", location)
    server = answer.header("x-server")
    if server is None and said is not None and said.kind == "pool":
        pool, _, name = said.detail.partition("/")
        ports = {s.name: str(s.port) for s in gateway.pools[pool].servers}
        return said if ports.get(name) == answer.header("x-port") else Said("pool", "another")
    return Said("pool", server) if server else Said("status", str(answer.status))


def raw(host: str, path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


def test_listeners(tmp_path: Path) -> None:
    world = World(tmp_path)
    rng = random.Random(1)
    tally = Tally()
    with HaproxyProcess(world.text, tmp_path):
        gateway = read(world.text)
        walker = Walker(gateway)
        port = world.port
        for which, tls, name in itertools.product(
            ("sni", "tls", "plain", "tcp1", "tcp2"), (True, False), NAMES
        ):
            if tls != (which in ("sni", "tls")) and which != "sni":
                continue
            host = rng.choice(NAMES[:-1])
            path = rng.choice(["/", "/c", "/go?x=1"])
            answer = send(port[which], raw(host, path), tls=tls, name=name)
            request = Request(
                "GET",
                path,
                (("Host", host),),
                "127.0.0.1",
                scheme="https" if tls else "http",
                port=port[which],
                server_name=name if tls else "",
            )
            said = walker.says(request)
            about = f"{which} tls={tls} {name!r} {host} {path}"
            tally.add(said, observed(answer, said, gateway), about)
        for which, source in itertools.product(("proxy", "tcp3"), _addresses(rng, 40)):
            family = "TCP6" if ":" in source else "TCP4"
            target = "2001:db8::1" if ":" in source else "192.0.2.9"
            first = f"PROXY {family} {source} {target} 4000 {rng.choice([8443, 80])}\r\n".encode()
            answer = send(port[which], raw("h", "/"), first=first)
            said = walker.says(Request("GET", "/", (("Host", "h"),), source, port=port[which]))
            tally.add(said, observed(answer, said, gateway), f"{which} {first!r}")
    # Where a PROXY header says the client connected to is not known to a walk.
    tally.check(most_unknown=0.25)


def _addresses(rng: random.Random, number: int) -> list[str]:
    kinds = ["10.{}.2.3", "203.0.113.{}", "198.51.100.{}", "2001:db8::{}", "2001:db9::{}"]
    return [rng.choice(kinds).format(rng.randrange(1, 250)) for _ in range(number)]
