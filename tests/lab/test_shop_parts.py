"""The pure parts of the shop lab: capacity, sessions, counting, configurations."""

import random
import re
from pathlib import Path

import pytest

from examples.shop.site import balancer, catalogue, limits, sessions, tally
from examples.shop.site.incidents import INCIDENTS
from examples.shop.site.limits import Backlog, Limits
from examples.shop.site.messages import Request, Response
from examples.shop.site.pools import PLACES, POOLS, pool_of
from examples.shop.site.tally import Hit, Tally
from tests.meta.sources import SRC


def test_a_full_queue_kills_after_patience_and_not_before():
    backlog = Backlog(Limits(queue=10, patience=2.0))
    assert not backlog.kills(10, now=100.0)
    assert not backlog.kills(9, now=101.9)
    assert backlog.kills(9, now=102.0)


def test_a_queue_that_drains_is_forgiven():
    backlog = Backlog(Limits(queue=10, patience=2.0))
    assert not backlog.kills(10, now=100.0)
    assert not backlog.kills(3, now=101.0)
    assert not backlog.kills(10, now=102.5)
    assert backlog.kills(10, now=104.5)


def test_only_so_many_may_wait():
    backlog = Backlog(Limits(queue=2))
    assert [backlog.admits(waiting) for waiting in (0, 1, 2)] == [True, True, False]


def test_pages_differ_in_how_long_they_take():
    assert limits.service_seconds("/checkout", 0.5) == limits.SERVICE_SECONDS["checkout"]
    assert limits.service_seconds("/", 0.5) == limits.PAGE_SECONDS
    assert limits.service_seconds("/", 1.0) > limits.service_seconds("/", 0.0)


def test_sessions_ask_each_pool_for_its_paths():
    chance = random.Random(7)
    steps = [step for _ in range(300) for step in sessions.draw(chance)]
    assert {step.pool for step in steps} == set(POOLS)
    for step in steps:
        assert step.pool == expected_pool(step.target), step


def expected_pool(target: str) -> str:
    for pool, pattern in (("checkout", "/checkout"), ("search", r"/search\?"), ("mobile", "/api/")):
        if re.match(pattern, target):
            return pool
    return "web"


def test_the_same_chance_draws_the_same_sessions():
    first, second = random.Random(3), random.Random(3)
    assert [sessions.draw(first) for _ in range(20)] == [sessions.draw(second) for _ in range(20)]


def test_a_tally_sums_up_by_server_and_second():
    counted = Tally(
        [
            Hit(0.2, 1, "web1", 200, 0.1, "web"),
            Hit(0.9, 1, "web1", 303, 0.3, "web"),
            Hit(1.5, 2, tally.BALANCER, 503, 0.0, "web"),
            Hit(1.6, 2, "pay1", 200, 0.2, "web"),
        ]
    )
    assert counted.by_server()["web1"] == tally.Row(2, 0, 0.1, 0.3)
    assert counted.total().success == pytest.approx(0.75)
    assert counted.second(1).errors == 1
    assert counted.visitors_hit == 0.5
    assert counted.misrouted == 1
    assert counted.by_pool(since=1.0) == {"web": tally.Row(2, 1, 0.0, 0.2)}


@pytest.mark.parametrize(("percent", "expected"), [(50, 2.0), (95, 4.0), (100, 4.0)])
def test_percentiles_are_values_that_occurred(percent: float, expected: float):
    assert tally.percentile([4.0, 1.0, 2.0, 3.0], percent) == expected
    assert tally.percentile([], percent) == 0.0


def test_every_incident_has_its_configurations_and_none_is_left_over():
    for kind in balancer.ENDINGS:
        expected = {one.name for one in INCIDENTS if kind in one.kinds}
        assert set(balancer.names(kind)) == {balancer.GOOD, *expected}


@pytest.mark.parametrize("kind", balancer.ENDINGS)
def test_every_configuration_names_every_server_at_its_place(kind: str):
    for name in balancer.names(kind):
        text = balancer.with_ports(balancer.source(kind, name).read_text("utf-8"), 9300)
        assert "127.0.0.1:80" not in text
        for place in PLACES.values():
            assert f"127.0.0.1:{9300 + place}" in text, (name, place)


def test_passwords_are_kept_sealed():
    rows = dict(catalogue.customers())
    assert catalogue.password_of(3) not in rows.values()
    assert rows[catalogue.mail_of(3)] == catalogue.sealed(
        catalogue.mail_of(3), catalogue.password_of(3)
    )


def test_a_request_gives_its_fields_and_cookies():
    form = {"content-type": "application/x-www-form-urlencoded", "cookie": "a=1; visit=x2"}
    request = Request("POST", "/cart/add?product=1", form, b"product=2&how=now")
    assert (request.path, request.field("product"), request.field("none")) == ("/cart/add", "2", "")
    assert (request.cookie("visit"), request.cookie("other")) == ("x2", "")


def test_a_response_says_how_long_it_is():
    wire = Response(200, "ä").to_bytes((("X-Served-By", "web1"),))
    assert b"Content-Length: 2\r\n" in wire
    assert wire.endswith(b"X-Served-By: web1\r\n\r\n\xc3\xa4")


def test_the_site_and_steelyard_are_strangers():
    site = Path(balancer.__file__).parent
    assert [path for path in site.rglob("*.py") if imports(path, "steelyard")] == []
    assert [path for path in SRC.rglob("*.py") if imports(path, "examples")] == []


def imports(path: Path, package: str) -> bool:
    pattern = rf"^\s*(from|import) {package}\b"
    return re.search(pattern, path.read_text("utf-8"), re.MULTILINE) is not None


def test_servers_belong_to_pools():
    assert pool_of("pay2") == "checkout"
    assert pool_of(tally.BALANCER) == ""
