"""Answers held against the forecast: what agrees is proven, what does not is named."""

from pathlib import Path

import pytest

from steelyard.app.loading import Reading, load_gateway
from steelyard.forecast.balancing.family import family
from steelyard.forecast.health import ALL_UP
from steelyard.forecast.routing.pick import hash_key
from steelyard.prove.plan import Plan, make_plan
from steelyard.prove.proof import Proof, prove
from steelyard.prove.seen import Arrived, Held, Seen

TEXT = """
defaults
    mode http
    timeout connect 3s
    timeout client 30s
    timeout server 30s
frontend www
    bind :80
    http-request redirect location /new if { path /old }
    http-request deny deny_status 403 if { path /no }
    use_backend api if { path_beg /api/ }
    use_backend odd if { path /odd } { req.body_unheard_of x }
    default_backend web
backend api
    balance hdr(X-User)
    server a1 10.0.0.1:80
    server a2 10.0.0.2:80
backend web
    server w1 10.0.1.1:80 weight 3
    server w2 10.0.1.2:80 weight 1
    server w3 10.0.1.3:80 weight 0
backend odd
    server o1 10.0.2.1:80
"""


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    path = tmp_path / "haproxy.cfg"
    path.write_text(TEXT)
    return make_plan(load_gateway(str(path), Reading("haproxy")))


def truly(plan: Plan) -> list[Seen]:
    """What a program does that keeps every promise."""
    found, number = [], 0
    for lane in plan.lanes():
        runs: dict = {}
        for question in lane.questions:
            end = question.outcome
            if not question.pool:
                found.append(Seen(question, end.status, end.location))
                continue
            pool = plan.gateway.pools[question.pool]
            run = runs.setdefault(pool.name, family(pool.balance.algorithm).start(pool, ALL_UP))
            server = pool.servers[0]
            if run is not None:
                server = run.pick(hash_key(pool, end.end)[1])
            number += 1
            key = (pool.name, pool.servers.index(server))
            found.append(
                Seen(question, 200, arrived=[Arrived(key, question.outcome.end.target, number)])
            )
    return found


def of_pool(proof: Proof, name: str):
    return next(one for one in proof.pools if one.promise.pool.name == name)


def test_what_keeps_every_promise_is_proven(plan):
    proof = prove(plan, truly(plan))
    assert proof.verdict is Held.PROVEN
    assert of_pool(proof, "web").basis == "order"
    assert of_pool(proof, "api").basis == "key"
    assert [server.name for server in of_pool(proof, "web").starved] == ["w3"]


def test_another_server_than_the_turn_is_named(plan):
    seen = truly(plan)
    turn = next(one for one in seen if one.question.pool == "web")
    turn.arrived = [Arrived(("web", 1), "/", turn.arrived[0].order)]
    web = of_pool(prove(plan, seen), "web")
    assert web.held is Held.CONTRADICTED
    assert "went to w2, forecast w1" in web.detail


def test_another_pool_is_named_with_the_line(plan):
    seen = truly(plan)
    one = next(one for one in seen if one.question.pool == "api")
    one.arrived = [Arrived(("web", 0), "/", 10_000)]
    proof = prove(plan, seen)
    wrong = [r for r in proof.routes if r.judgement.held is Held.CONTRADICTED]
    assert proof.verdict is Held.CONTRADICTED
    assert [(r.judgement.promised.split(",")[0], r.judgement.saw) for r in wrong] == [
        ("pool api", "pool web, server w1")
    ]
    assert wrong[0].line.text == "use_backend api if { path_beg /api/ }"


@pytest.mark.parametrize(
    ("kind", "status", "location"),
    [("redirect", 302, "/other"), ("redirect", 301, "/new"), ("reject", 200, "")],
)
def test_another_answer_is_a_contradiction(plan, kind, status, location):
    seen = truly(plan)
    one = next(one for one in seen if one.question.outcome.kind == kind)
    one.status, one.location = status, location
    assert prove(plan, seen).verdict is Held.CONTRADICTED


def test_what_hangs_on_a_condition_that_is_not_understood_is_not_blamed(plan):
    seen = truly(plan)
    odd = [one for one in seen if one.question.request.target == "/odd"]
    assert odd
    for one in odd:
        one.arrived = [Arrived(("web", 0), "/", 10_000)]
    proof = prove(plan, [one for one in seen if one not in odd] + odd)
    assert not [r for r in proof.routes if r.judgement.held is Held.CONTRADICTED]
    assert any("not understood" in one.why or "unknown" in one.why for one in proof.unproven)


STUCK = """
defaults
    mode http
    timeout connect 3s
    timeout client 30s
    timeout server 30s
frontend www
    bind :80
    http-request deny unless { src 10.9.9.9 }
    default_backend desk
backend desk
    stick-table type ip size 1m expire 30m
    stick on src
    server d1 10.0.0.1:80
    server d2 10.0.0.2:80
"""


def test_who_is_in_a_stick_table_stays(tmp_path):
    path = tmp_path / "haproxy.cfg"
    path.write_text(STUCK)
    made = make_plan(load_gateway(str(path), Reading("haproxy")))
    questions = made.pools["desk"].questions
    assert {one.request.source for one in questions} == {"10.9.9.9"}
    seen = [
        Seen(one, 200, arrived=[Arrived(("desk", 0), "/", turn)])
        for turn, one in enumerate(questions)
    ]
    assert of_pool(prove(made, seen), "desk").held is Held.PROVEN
    seen[3].arrived = [Arrived(("desk", 1), "/", 3)]
    assert of_pool(prove(made, seen), "desk").held is Held.CONTRADICTED
