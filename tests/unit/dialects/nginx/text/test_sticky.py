from steelyard.model.values import Apply, Field
from tests.harness.nginx_read import pool_of

TWO = "server 10.0.0.1;\nserver 10.0.0.2;\n"


def test_cookie():
    (found,) = pool_of(TWO + "sticky cookie side expires=1h path=/;").persistence
    assert (found.kind, found.name) == ("cookie", "side")
    assert found.settings["max-life"].value == 3600.0
    (found,) = pool_of(TWO + "sticky cookie side expires=max;").persistence
    assert found.settings["max-life"].value == 315360000.0


def test_route_and_learn():
    (found,) = pool_of(TWO + "sticky route $cookie_side;").persistence
    assert (found.kind, found.key) == ("table", Apply("first", Field("cookie-any-case", "side")))
    body = "sticky learn create=$upstream_cookie_s lookup=$cookie_s zone=sess:1m;"
    (found,) = pool_of(TWO + body).persistence
    assert (found.kind, found.name) == ("learned", "sess")
    assert found.settings["expire"].value == 600.0


def test_what_is_not_understood_makes_the_pool_unknown():
    assert pool_of(TWO + "sticky name=route;").unknown
