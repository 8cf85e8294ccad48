import pytest

from steelyard.model.values import Apply, Field
from tests.harness.nginx_read import gateway_of, pool_of, said, upstream

TWO = "server 10.0.0.1;\nserver 10.0.0.2;\n"


@pytest.mark.parametrize(
    ("method", "algorithm", "options"),
    [
        ("", "smooth-rotation", {}),
        ("least_conn;", "least-ratio", {}),
        ("ip_hash;", "address-walk", {}),
        ("hash $request_uri;", "key-walk", {}),
        ("hash $request_uri consistent;", "ketama-ring", {}),
        ("random;", "weighted-draws", {"draws": 1, "least": False}),
        ("random two;", "weighted-draws", {"draws": 2, "least": True}),
        ("random two least_conn;", "weighted-draws", {"draws": 2, "least": True}),
        ("random two least_time=header;", "unknown", {"draws": 2, "least": False}),
        ("least_time header;", "unknown", {}),
    ],
)
def test_methods(method: str, algorithm: str, options: dict[str, object]):
    balance = pool_of(TWO + method).balance
    assert (balance.algorithm, balance.options) == (algorithm, options)
    assert balance.written == method.rstrip(";")
    assert balance.implicit == (not method)


def test_one_address_leaves_nothing_to_choose():
    assert pool_of("server 10.0.0.1;").balance.algorithm == "single"
    assert pool_of("server app.internal;").balance.algorithm == "smooth-rotation"
    assert pool_of("server 10.0.0.1;\nserver 10.0.0.2 backup;").balance.algorithm != "single"


def test_keys():
    key = pool_of(TWO + "ip_hash;").balance.key
    assert key is not None
    assert (key.value, key.kind) == (Field("source"), "address")
    key = pool_of(TWO + "hash $http_x_user;").balance.key
    assert key is not None
    assert key.value == Apply("first", Field("header", "x-user"))
    assert (key.varies, key.absent, key.written) == (True, "rotate", "$http_x_user")
    key = pool_of(TWO + "hash constant;").balance.key
    assert key is not None
    assert not key.varies


def test_the_last_method_wins_and_it_is_said():
    gateway = gateway_of(upstream("least_conn;\n" + TWO + "hash $uri;"))
    assert gateway.pools["u"].balance.algorithm == "key-walk"
    (message,) = said(gateway, "syntax/last-wins")
    assert message == '"hash $uri" replaces "least_conn" in upstream "u".'


@pytest.mark.parametrize(("version", "count"), [(None, 1), ((1, 22, 1), 1), ((1, 29, 7), 0)])
def test_keepalive_before_the_method(version: tuple[int, ...] | None, count: int):
    gateway = gateway_of(upstream("keepalive 8;\nleast_conn;\n" + TWO), version)
    assert len(said(gateway, "syntax/last-wins")) == count
    gateway = gateway_of(upstream("least_conn;\nkeepalive 8;\n" + TWO), version)
    assert said(gateway, "syntax/last-wins") == []


def test_a_method_of_a_newer_version_is_refused_by_an_older_one():
    for method in ("least_time header;", "sticky cookie a;"):
        assert said(gateway_of(upstream(TWO + method), (1, 22, 1)), "syntax/rejected")
        assert not said(gateway_of(upstream(TWO + method)), "syntax/rejected")


def test_huge_weights_make_a_huge_ring():
    body = "hash $uri consistent;\nserver 10.0.0.1 weight=9000;\nserver 10.0.0.2 weight={};"
    assert said(gateway_of(upstream(body.format(9000))), "limits/ring-too-large")
    assert not said(gateway_of(upstream(body.format(10))), "limits/ring-too-large")
