"""Counts per server equal what each request's own walk says, summed."""

import random

import pytest

from steelyard.forecast.health import ALL_UP, Health
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.walk import walk
from steelyard.forecast.workload.classify import classify
from steelyard.forecast.workload.counts import Workload
from tests.harness.haproxy_text import read as haproxy

TEXT = """
defaults
    mode http
frontend f
    bind :80
    http-request deny if { path /no }
    http-request redirect location /elsewhere if { path /old }
    use_backend by_source if { path_beg /s }
    use_backend by_uri if { path_beg /u }
    use_backend by_header if { path_beg /h }
    use_backend sticky if { path_beg /c }
    use_backend rewritten if { path_beg /r }
    use_server two if { path /turns/two }
    default_backend turns
backend by_source
    balance source
    hash-type consistent
    server one 10.0.0.1:80
    server two 10.0.0.2:80 weight 3
backend by_uri
    balance uri whole
    server one 10.0.0.1:80
    server two 10.0.0.2:80
    server three 10.0.0.3:80
backend by_header
    balance hdr(X-User)
    server one 10.0.0.1:80
    server two 10.0.0.2:80 weight 2
backend sticky
    cookie SRV insert
    balance leastconn
    server one 10.0.0.1:80 cookie a
    server two 10.0.0.2:80 cookie b
backend rewritten
    http-request set-path /x
    balance uri whole
    server one 10.0.0.1:80
    server two 10.0.0.2:80
backend turns
    server one 10.0.0.1:80
    server two 10.0.0.2:80 weight 4
"""


def workload(chance):
    found = Workload()
    for _ in range(400):
        path = chance.choice(["/s/1", "/u/1", "/h", "/c", "/r", "/no", "/old", "/turns/two", "/"])
        headers = [
            ("X-User", chance.choice("abcdef")),
            ("Cookie", f"SRV={chance.choice('abz')}"),
        ]
        target = path + chance.choice(["", "?q=1", "?q=2"])
        source = f"10.1.2.{chance.randrange(20)}"
        chosen = tuple(pair for pair in headers if chance.random() < 0.6)
        found.add(Request("GET", target, chosen, source), chance.randrange(1, 5))
    return found


@pytest.mark.parametrize(
    "health", [ALL_UP, Health().without("by_source", "two"), Health().without("sticky", "one")]
)
def test_servers_get_what_each_walk_says(health):
    gateway = haproxy(TEXT)
    requests = workload(random.Random(3))
    traffic = classify(gateway, requests, health)
    servers, ends, pools = {}, {}, {}
    for request, number in requests.requests:
        outcome = walk(gateway, request, health)
        if outcome.kind != "pool":
            name = outcome.kind if outcome.status is None else f"{outcome.kind} {outcome.status}"
            ends[name] = ends.get(name, 0) + number
            continue
        pools[outcome.pool] = pools.get(outcome.pool, 0) + number
        for choice in outcome.servers:
            pair = outcome.pool, choice.server.name
            servers[pair] = servers.get(pair, 0) + number * choice.share
    found = {(p, s): n for p, each in traffic.servers.items() for s, n in each.items() if n}
    assert found == pytest.approx(servers)
    assert dict(traffic.ends) == ends
    assert dict(traffic.pools) == pools
    assert {"by_uri", "by_header"} <= traffic.hashed
    assert "turns" not in traffic.hashed
    assert traffic.total == requests.total


def test_shares_of_the_log():
    traffic = classify(haproxy(TEXT), Workload({Request("GET", "/u/1"): 4}, unread=2))
    assert sorted(traffic.share("by_uri", name) for name in ("one", "two", "three")) == [0, 0, 1]
    assert traffic.share("turns", "one") is None
    assert traffic.unread == 2
