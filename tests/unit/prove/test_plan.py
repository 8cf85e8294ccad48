"""What is asked: a witness for each way, enough requests for each pool; what cannot be asked."""

from pathlib import Path

import pytest

from steelyard.app.loading import Reading, load_gateway
from steelyard.prove.plan import Plan, make_plan

HEAD = """
defaults
    mode http
    timeout connect 3s
    timeout client 30s
    timeout server 30s
"""


@pytest.fixture
def plan(tmp_path: Path):
    def make(text: str) -> Plan:
        path = tmp_path / "haproxy.cfg"
        path.write_text(HEAD + text)
        return make_plan(load_gateway(str(path), Reading("haproxy")))

    return make


ROUTES = """
frontend www
    bind :80
    http-request redirect location /new if { path /old }
    http-request deny deny_status 403 if { path_beg /internal/ } !{ src 10.0.0.0/8 }
    use_backend api if { path_beg /api/ }
    use_backend never if { path_beg /api/v1/ }
    default_backend web
backend api
    server a1 10.0.0.1:80
backend web
    server w1 10.0.1.1:80
backend never
    server n1 10.0.2.1:80
"""


def test_every_way_that_some_request_takes_is_asked_once(plan):
    made = plan(ROUTES)
    assert {name: pool.routed for name, pool in made.pools.items()} == {"api": 1, "web": 1}
    ends = sorted((one.outcome.kind, one.outcome.status) for one in made.others)
    assert ends == [("redirect", 302), ("reject", 403)]
    refused = next(one for one in made.others if one.outcome.kind == "reject")
    assert refused.request.target.startswith("/internal/")
    assert refused.line is not None and "deny" in refused.line.text


def test_what_no_request_reaches_is_said(plan):
    made = plan(ROUTES)
    assert [line.text for line in made.missing] == ["use_backend never if { path_beg /api/v1/ }"]
    assert made.unreached == ["never"]


def test_each_socket_is_asked(plan):
    made = plan(
        """
frontend www
    bind :80
    bind :8080
    default_backend web
backend web
    server w1 10.0.1.1:80
"""
    )
    assert {one.request.port for one in made.pools["web"].questions} == {80, 8080}


def pool(balance: str, *servers: str) -> str:
    lines = [f"    server s{n} 10.0.1.{n}:80 {more}" for n, more in enumerate(servers, 1)]
    head = ["frontend www", "    bind :80", "    default_backend web", "backend web"]
    return "\n".join([*head, f"    balance {balance}", *lines, ""])


@pytest.mark.parametrize(
    ("balance", "servers", "least"),
    [
        ("roundrobin", ["weight 1"] * 3, 12),  # three turns and more
        ("roundrobin", ["weight 3", "weight 1"], 8),  # two periods of 4
        ("roundrobin", ["weight 256", "weight 1"], 300),  # the smallest is seen
        ("source", ["", "", ""], 36),  # a dozen keys for each
        ("random", ["", "", ""], 300),  # chance: a hundred for each
    ],
)
def test_a_pool_is_asked_often_enough_for_its_class(plan, balance, servers, least):
    questions = plan(pool(balance, *servers)).pools["web"].questions
    assert len(questions) >= least
    assert all(one.pool == "web" for one in questions)


@pytest.mark.parametrize(
    ("balance", "key"),
    [
        ("source", lambda one: one.source),
        ("hdr(X-User)", lambda one: one.header("x-user")),
        ("url_param id", lambda one: one.target),
        ("uri", lambda one: one.target),
        ("hash req.cook(sid)", lambda one: one.header("cookie")),
    ],
)
def test_keys_differ(plan, balance, key):
    questions = plan(pool(balance, "", "", "")).pools["web"].questions
    assert len({str(key(one.request)) for one in questions}) >= 36


def test_what_leads_to_a_pool_only_from_some_network_is_asked_from_there(plan):
    made = plan(
        """
frontend www
    bind :80
    use_backend admin if { src 10.1.0.0/16 }
    default_backend web
backend admin
    server a1 10.0.0.1:80
    server a2 10.0.0.2:80
backend web
    server w1 10.0.1.1:80
"""
    )
    questions = made.pools["admin"].questions
    assert len(questions) >= 12
    assert all(one.request.source.startswith("10.1.") for one in questions)
