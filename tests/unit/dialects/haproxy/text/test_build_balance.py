"""`balance`, `hash-type`, `hash-balance-factor`: algorithm, key, options, traps."""

import pytest

from steelyard.model.values import Apply, Field, Literal, Opaque
from tests.harness.haproxy_text import HEAD, pool, said


@pytest.mark.parametrize(
    ("lines", "version", "algorithm", "options"),
    [
        ("retries 1", None, "fair-rotation", {}),
        ("retries 1", (3, 3), "ring-draws", {"draws": 2, "node-keys": "single"}),
        ("balance", None, "fair-rotation", {}),
        ("balance roundrobin", (3, 3), "fair-rotation", {}),
        ("balance static-rr", None, "slot-map", {}),
        ("balance first", None, "first-available", {}),
        ("balance leastconn", None, "least-connections", {"ties": "queue"}),
        ("balance leastconn", (3, 2), "least-connections", {"ties": "random"}),
        ("balance random", None, "ring-draws", {"draws": 2, "node-keys": "single"}),
        ("balance random(5)", (3, 1), "ring-draws", {"draws": 5, "node-keys": "double"}),
        (
            "balance random",
            (3, 4),
            "ring-draws",
            {"draws": 2, "node-keys": "single", "tie-break": "rate"},
        ),
        ("balance source", None, "slot-map", {"function": "sdbm", "avalanche": False}),
        (
            "balance source; hash-type map-based crc32 avalanche",
            None,
            "slot-map",
            {"function": "crc32", "avalanche": True},
        ),
        (
            "balance source; hash-type consistent",
            None,
            "avalanche-ring",
            {"function": "sdbm", "avalanche": True, "node-keys": "single", "load-factor": 0},
        ),
        (
            "balance source; hash-type consistent sdbm; hash-balance-factor 150",
            (3, 0),
            "avalanche-ring",
            {"function": "sdbm", "avalanche": False, "node-keys": "double", "load-factor": 150},
        ),
        ("dispatch 10.0.0.1:1", None, "single", {}),
    ],
)
def test_algorithms(
    lines: str, version: tuple[int, ...] | None, algorithm: str, options: dict[str, object]
):
    balance = pool(lines, version=version).balance
    assert (balance.algorithm, balance.options) == (algorithm, options)


def test_inherited():
    balance = pool("retries 1", HEAD + " balance uri\n hash-type consistent\n").balance
    assert (balance.algorithm, balance.implicit) == ("avalanche-ring", False)


URI = Field("target")


@pytest.mark.parametrize(
    ("method", "value"),
    [
        ("source", Field("source")),
        ("uri", Apply("uri-part", URI, ("0", "0", "0", "0"))),
        ("uri len 20 depth 2", Apply("uri-part", URI, ("20", "2", "0", "0"))),
        ("uri whole path-only", Apply("uri-part", URI, ("0", "0", "1", "1"))),
        ("url_param id", Apply("first", Field("parameter", "id"))),
        ("hdr(Host)", Apply("first", Field("header-item", "host"))),
        (
            "hdr(host) use_domain_only",
            Apply("before-last-dot", Apply("first", Field("header-item", "host"))),
        ),
    ],
)
def test_keys(method: str, value: object):
    key = pool(f"balance {method}").balance.key
    assert key is not None
    absent = "rotate-only-absent" if method.startswith("url_param") else "rotate"
    assert (key.value, key.written, key.absent) == (value, method, absent)
    assert key.kind == ("address" if method == "source" else "text")


def test_keys_that_are_expressions():
    key = pool("balance hash path,lower").balance.key
    assert key is not None and key.varies
    assert not isinstance(key.value, Opaque)
    constant = pool("balance hash str(x)").balance.key
    assert constant is not None and (constant.value, constant.varies) == (Literal("x"), False)


def test_rdp_cookie_is_opaque():
    key = pool("balance rdp-cookie(msts)").balance.key
    assert key is not None and isinstance(key.value, Opaque) and "msts" in key.value.text


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("balance roundrobin; hash-type consistent", ["syntax/ignored-setting"]),
        ("balance source; hash-balance-factor 150", ["syntax/ignored-setting"]),
        ("balance leastconn; hash-balance-factor 150", ["syntax/ignored-setting"]),
        ("balance random; hash-balance-factor 150", []),
        ("mode tcp; balance uri", ["syntax/ignored-setting"]),
        ("mode tcp; balance source", []),
        ("balance source; balance uri", ["syntax/last-wins"]),
        ("balance uri; balance uri", []),
        ("balance static-rr; server a 10.0.0.1:1 slowstart 9s", ["syntax/ignored-setting"]),
        ("balance roundrobin; server a 10.0.0.1:1 slowstart 9s", []),
        ("option allbackups; server a 10.0.0.1:1", ["syntax/ignored-setting"]),
        ("option allbackups; server a 10.0.0.1:1 backup", []),
        ("balance bogus", ["syntax/rejected"]),
        ("hash-type bogus", ["syntax/rejected"]),
    ],
)
def test_traps(lines: str, expected: list[str]):
    assert said(lines) == expected


def test_tcp_mode_falls_back():
    assert pool("mode tcp; balance uri").balance.algorithm == "fair-rotation"


def test_settings_of_defaults_are_no_trap():
    assert said("balance roundrobin", HEAD + " hash-type consistent\n") == []


def test_hash_key_makes_the_ring_unknown():
    lines = "balance source; hash-type consistent; server a 10.0.0.1:1 hash-key addr"
    assert pool(lines, version=(3, 0)).unknown != []
    assert pool(lines.replace("addr", "id"), version=(3, 0)).unknown == []
