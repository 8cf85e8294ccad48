"""From pool to server: cookies before balancing, keys as the configuration makes them."""

import pytest

from steelyard.forecast.health import ALL_UP
from steelyard.forecast.routing.pick import hash_key
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.walk import walk
from steelyard.model.pool import Balance, HashKey, Persistence
from steelyard.model.values import Field, Opaque
from tests.unit.forecast.routing.worlds import HERE, gateway, pool, state, to


def sticky(**changes):
    found = pool("a", "s1", "s2", persistence=[Persistence("cookie", HERE, "SRV")])
    for server in found.servers:
        server.cookie = f"c-{server.name}"
    for name, value in changes.items():
        setattr(found.servers[1], name, value)
    return gateway(to("a"), pools=(found,))


def ask(world, cookie, health=ALL_UP):
    request = Request(headers=(("Host", "x"), ("Cookie", cookie)))
    return walk(world, request, health).server


def test_the_cookie_decides_before_the_rotation():
    assert ask(sticky(), "SRV=c-s2") == "s2"
    assert ask(sticky(), "a=b; SRV=c-s2; c=d") == "s2"


def test_the_dates_that_follow_the_servers_name_do_not_count():
    assert ask(sticky(), "SRV=c-s2|XyZ12|abc") == "s2"


@pytest.mark.parametrize("cookie", ["SRV=nobody", "SRV=", "SRVX=c-s2", "srv=c-s2", ""])
def test_a_cookie_that_names_nobody_leaves_it_to_balancing(cookie):
    assert ask(sticky(), cookie) == ""


def test_a_drained_server_keeps_its_clients_and_a_stopped_one_does_not():
    assert ask(sticky(admin="drain"), "SRV=c-s2") == "s2"
    assert ask(sticky(applied_weight=0), "SRV=c-s2") == "s2"
    assert ask(sticky(admin="out"), "SRV=c-s2") != "s2"
    assert ask(sticky(), "SRV=c-s2", ALL_UP.without("a", "s2")) != "s2"


def keyed(field, kind="text", absent="rotate"):
    balance = Balance("slot-map", "uri", HERE, HashKey(field, kind, absent), {"function": "sdbm"})
    return pool("a", balance=balance)


@pytest.mark.parametrize(
    ("spec", "request_", "expected"),
    [
        (("path", "", "text", "rotate"), Request(target="/a?b"), (True, b"/a")),
        (("header", "x", "text", "rotate"), Request(), (True, None)),
        (("header", "x", "text", "empty"), Request(), (True, b"")),
        (("header", "x", "text", "rotate"), Request(headers=(("X", ""),)), (True, None)),
        (("header", "x", "text", "empty"), Request(headers=(("X", ""),)), (True, b"")),
        (("header", "x", "text", "empty"), Request(headers=(("X", "1"), ("x", "2"))), (True, b"1")),
        (("source", "", "address", "rotate"), Request(source="10.0.0.1"), (True, b"\n\0\0\1")),
        (("source", "", "address", "rotate"), Request(source="::1"), (True, bytes(15) + b"\1")),
        (("header", "x", "address", "rotate"), Request(headers=(("X", "me"),)), (True, None)),
        (("server-port", "", "text", "rotate"), Request(), (False, None)),
    ],
)
def test_keys(spec, request_, expected):
    name, argument, kind, absent = spec
    assert hash_key(keyed(Field(name, argument), kind, absent), state(request_)) == expected


def test_an_unknown_key_gives_unknown_shares():
    world = gateway(to("a"), pools=(keyed(Opaque("lua", "it is Lua")),))
    outcome = walk(world, Request())
    assert [choice.share for choice in outcome.servers] == [None, None]


def test_a_known_key_gives_one_server_always_the_same():
    world = gateway(to("a"), pools=(keyed(Field("path")),))
    found = {walk(world, Request(target=f"/{n}")).server for n in range(50)}
    assert found == {"s1", "s2"}
    assert len({walk(world, Request(target="/7"), nth=n).server for n in (1, 2, 3)}) == 1
