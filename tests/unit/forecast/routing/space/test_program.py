"""A gateway unfolded ends for each request where the walk of that request ends."""

from pathlib import Path

import pytest

from steelyard.app.loading import Reading, load_gateway
from steelyard.compare.doors import doors
from steelyard.forecast.routing.evaluate import text_of
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.ends import End
from steelyard.forecast.routing.space.program import Program
from steelyard.forecast.routing.walk import walk
from steelyard.model.gateway import Gateway

GROUPS = [
    'location ~ "^/(A|a)$" { rewrite "^/(img)/" /z permanent; return 301 "/x/$1"; }',
    'location ~ "^/(a|b)$" { if ($arg_q ~ "q") { set $w 1; } return 301 "/x/$1$w"; }',
    'location ~ "^/(a|b)$" { if ($arg_q !~ "(q)") { set $w 1; } return 301 "/x/$1$w"; }',
    'location ~ "^/(a|b)$" { if ($arg_q = "q") { set $w 1; } return 301 "/x/$1$w"; }',
    'location ~ "^/(a|b)$" { if ($arg_q ~* "Q") { } return 301 "/x/$1"; }',
    'location ~ "^/(?<n>a|b)$" { if ($arg_q ~ "(?<n>q)") { } return 301 "/x/$n$1"; }',
    'if ($uri ~ "^/(.)") { set $w 1; } location ~ "^/(b)$" { return 301 "/x/$1"; }'
    ' location ~ "^/(c)$" { return 301 "/y/$1"; } location / { return 301 "/p/$1"; }',
    'location ~ "^/(a)$" { rewrite "^/a$" /t; rewrite "^/(t)$" /u; rewrite "^/(no)$" /v; }'
    ' location /u { return 301 "/x/$1"; } location / { return 301 "/p/$1"; }',
    'location ~ "^/(a)$" { try_files /none @n; } location @n { return 301 "/n/$1"; }'
    ' location / { rewrite "^/(b)$" /c; rewrite "^/(c)$" /d; return 301 "/p/$1"; }',
]
TARGETS = ["/a", "/b", "/c", "/a?q=q", "/b?q=q", "/a?q=Q", "/A", "/"]

MAPS = [
    "map $http_x_t $m { default none; ~^$ empty; }",
    'map $http_x_t $m { default none; "" nothing; ~.* any; }',
    "map $http_x_t$http_x_u $m { default none; ~.* any; }",
    "map $http_x_t $m { hostnames; default none; ~.* any; }",
    "map $http_x_t $m { ~.* any; b only; }",
]


def read(folder: Path, http: str) -> Gateway:
    path = folder / "nginx.conf"
    path.write_text(f"events {{}}\nhttp {{\n{http}\n}}\n")
    return load_gateway(str(path), Reading("nginx", version=(1, 22, 1)))


def unfolded(gateway: Gateway, request: Request) -> tuple[object, ...]:
    """Kind, status and location of the end that the program leads a request to."""
    [door] = doors(gateway).values()
    program = Program(gateway)
    at = program.enter(door.entry, door.constants(program.asked))
    state = door.state(request)
    while True:
        found = at.order.first(state)
        assert found is not None and found[1]
        then = at.steps[found[0]].then
        if isinstance(then, End):
            location = "" if then.location is None else text_of(then.location, door.state(request))
            return then.kind, then.status, location
        at = then


def agree(gateway: Gateway, request: Request) -> None:
    outcome = walk(gateway, request)
    assert unfolded(gateway, request) == (outcome.kind, outcome.status, outcome.location), request


@pytest.mark.parametrize("body", GROUPS)
def test_groups_are_those_of_the_walk(body: str, tmp_path: Path) -> None:
    gateway = read(tmp_path, f"server {{ listen 8001; server_name a.ex; {body} }}")
    for target in TARGETS:
        agree(gateway, Request("GET", target, (("Host", "a.ex"),), port=8001))


@pytest.mark.parametrize("body", MAPS)
def test_maps_of_nothing_are_those_of_the_walk(body: str, tmp_path: Path) -> None:
    gateway = read(tmp_path, f"{body} server {{ listen 8001; return 302 /$m; }}")
    for lines in ((), (("X-T", ""),), (("X-T", "b"),), (("X-T", "."),), (("X-U", "c"),)):
        agree(gateway, Request("GET", "/", (("Host", "a.ex"), *lines), port=8001))


@pytest.mark.parametrize("body", MAPS)
def test_tests_of_maps_of_nothing_are_those_of_the_walk(body: str, tmp_path: Path) -> None:
    tests = "".join(
        f" if ($m = {text}) {{ return 302 /{text}; }}" for text in ("none", "empty", "any")
    )
    gateway = read(tmp_path, f"{body} server {{ listen 8001;{tests} return 302 /; }}")
    for lines in ((), (("X-T", ""),), (("X-T", "b"),)):
        agree(gateway, Request("GET", "/", (("Host", "a.ex"), *lines), port=8001))
