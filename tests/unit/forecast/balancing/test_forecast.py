"""The promise about one pool."""

import pytest

from steelyard.core.exactness import Exactness
from steelyard.core.place import NOWHERE
from steelyard.forecast.balancing import forecast
from steelyard.forecast.balancing.forecast import forecast_pool
from steelyard.forecast.balancing.standing import NEAR_WEIGHTS
from steelyard.model.pool import HashKey, Persistence, Setting
from steelyard.model.values import Field, Literal
from tests.unit.forecast.balancing.pools import down, pool


def test_an_unknown_algorithm_says_so():
    subject = pool("unknown", [1, 1])
    subject.balance.written = "fastest"
    promise = forecast_pool(subject)
    assert promise.exactness is Exactness.UNKNOWN
    assert [entry.share for entry in promise.servers] == [None, None]
    assert "fastest" in promise.assumptions[0]
    assert promise.serves


def test_opaque_settings_make_it_unknown():
    subject = pool("fair-rotation", [1, 1])
    subject.unknown = ["a Lua action chooses the server"]
    promise = forecast_pool(subject)
    assert (promise.exactness, promise.assumptions) == (Exactness.UNKNOWN, subject.unknown)


def test_nothing_serves():
    for subject in (pool("fair-rotation", [0, 0]), pool("unknown", [])):
        promise = forecast_pool(subject)
        assert not promise.serves
        assert "no server takes requests" in promise.assumptions
    subject = pool("fair-rotation", [1])
    subject.disabled = True
    assert not forecast_pool(subject).serves


def test_the_last_server_gets_everything_whatever_the_algorithm():
    for name in ("least-connections", "weighted-draws", "avalanche-ring", "unknown"):
        promise = forecast_pool(pool(name, [1, 1]), down("a"))
        assert promise.exactness is Exactness.ORDER
        assert promise.share_of("b") == 1
        assert promise.assumptions == ["down: a"]


def test_persistence_weakens_to_expectation():
    subject = pool("fair-rotation", [1, 1])
    subject.persistence = [Persistence("cookie", NOWHERE)]
    promise = forecast_pool(subject)
    assert promise.exactness is Exactness.EXPECTATION
    assert forecast.PERSISTENT in promise.assumptions


def test_what_the_shares_need_is_said():
    subject = pool("fair-rotation", [1, 1])
    subject.servers[0].addresses = None
    subject.servers[0].limits["max-connections"] = Setting(5)
    subject.servers[1].slow_start = 10
    assert forecast_pool(subject).assumptions == [
        forecast.ONE_ADDRESS,
        forecast.ROOM,
        forecast.WARM,
    ]


def test_members_found_at_run_time_are_unknown():
    subject = pool("fair-rotation", [1, 1])
    subject.resolves_late = True
    assert forecast_pool(subject).exactness is Exactness.UNKNOWN
    subject.servers = []
    assert forecast_pool(subject).assumptions == [forecast.LATE]


@pytest.mark.parametrize("name", ["avalanche-ring", "ketama-ring", "ring-draws"])
def test_arcs_replace_the_weights_of_a_ring(name: str):
    subject = pool(name, [3, 1])
    assert NEAR_WEIGHTS not in forecast_pool(subject).assumptions
    near = forecast_pool(subject, exact=False)
    assert NEAR_WEIGHTS in near.assumptions
    assert near.share_of("a") == 0.75
    assert forecast_pool(subject).share_of("a") != 0.75


def test_a_key_that_never_varies_sends_everything_one_way():
    subject = pool("key-walk", [1, 1], HashKey(Literal("x"), varies=False))
    assert sorted(entry.share or 0 for entry in forecast_pool(subject).servers) == [0, 1]
    subject.balance.key = HashKey(Field("variable", "x"), varies=False)
    assert [entry.share for entry in forecast_pool(subject).servers] == [None, None]
    subject.balance.key = HashKey(Literal(""), varies=False)
    assert forecast_pool(subject).share_of("a") == 0.5
