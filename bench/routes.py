"""Configurations with many routes on many hosts, and the same with one route changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

POOLS = 100
DEFAULTS = """\
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend www
  bind :80
"""


def haproxy(routes: int, changed: bool) -> Iterator[str]:
    """Yield lines of use_backend on a fiftieth as many hosts; one in twenty has a regex."""
    yield DEFAULTS
    for number in range(routes):
        host = f"h{number % max(1, routes // 50)}.example"
        path = "/moved/" if changed and number == routes // 2 + 5 else f"/p{number}/"
        kinds = {0: f"path_reg ^/r{number}/[0-9]+$", 1: f"path_end .{number}x"}
        test = kinds.get(number % 20, f"path_beg {path}")
        yield f"  use_backend b{number % POOLS} if {{ hdr(host) -i {host} }} {{ {test} }}\n"
    yield "  default_backend b0\n"
    yield from _backends()


def nginx(routes: int, changed: bool) -> Iterator[str]:
    """Yield as many locations in server blocks of fifty."""
    yield "events {}\nhttp {\n"
    for number in range(POOLS):
        servers = f"server 10.0.0.{number + 1}; server 10.0.1.{number + 1};"
        yield f"  upstream b{number} {{ {servers} }}\n"
    hosts = max(1, routes // 50)
    for host in range(hosts):
        yield f"  server {{ listen 80; server_name h{host}.example;\n"
        for number in range(host, routes, hosts):
            path = "/moved/" if changed and number == routes // 2 + 5 else f"/p{number}/"
            kinds = {0: f"~ ^/r{number}/[0-9]+$", 1: rf"~ \.{number}x$"}
            where = kinds.get(number % 20, path)
            yield f"    location {where} {{ proxy_pass http://b{number % POOLS}; }}\n"
        yield "  }\n"
    yield "}\n"


def overlapping(routes: int, changed: bool) -> Iterator[str]:
    """Yield routes by unanchored expressions on path and header: any two overlap."""
    yield DEFAULTS
    for number in range(routes):
        name = "zz" if changed and number == routes // 2 else str(number)
        path = f"path_reg a{name}.*b{(number * 7) % routes}"
        header = f"hdr(x-{number % 9}) -m reg c{number}|d.*{number}"
        yield f"  use_backend b{number % POOLS} if {{ {path} }} {{ {header} }}\n"
    yield "  default_backend b0\n"
    yield from _backends()


def _backends() -> Iterator[str]:
    for number in range(POOLS):
        yield f"backend b{number}\n  server s1 10.0.0.{number + 1}:80\n"
        yield f"  server s2 10.0.1.{number + 1}:80\n"


SHAPES = {"haproxy": haproxy, "nginx": nginx, "overlapping": overlapping}
