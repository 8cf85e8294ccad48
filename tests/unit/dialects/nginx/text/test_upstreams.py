from steelyard.core.place import Place
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.upstreams import pool_for
from steelyard.model.gateway import Gateway
from tests.harness.nginx_read import gateway_of, pool_of, said, upstream

TWO = "server 10.0.0.1;\nserver 10.0.0.2;\n"
HERE = Place("nginx.conf", 9)
HTTP = Directive("nginx.conf", 1, 1, ["http"], [])


def test_state_is_each_workers_own_without_a_zone():
    pool = pool_of(TWO, around="worker_processes 4;")
    assert (pool.state, pool.copies, pool.all_backups) == ("worker", 4, True)
    pool = pool_of(TWO + "zone u 64k;", around="worker_processes 4;")
    assert (pool.state, pool.copies) == ("process", 1)
    assert pool.settings["zone"].value == "u 64k"
    assert pool_of(TWO, around="worker_processes auto;").copies is None


def test_comments_settings_and_place():
    pool = gateway_of("http {\n# the shop\nupstream u {\n" + TWO + "keepalive 16;\n}\n}").pools["u"]
    assert (pool.comment, pool.place.line) == ("the shop", 3)
    assert pool.settings["keepalive"].value == 16


def test_a_pool_of_stream_keeps_its_own_name():
    text = "upstream u { server 10.0.0.1:1; }\n"
    gateway = gateway_of(f"http {{ {text} }}\nstream {{ {text} }}\n")
    assert sorted(gateway.pools) == ["u", "u (stream)"]
    assert gateway.pools["u (stream)"].protocol == "tcp"


def test_empty_doubled_and_backup_only_upstreams_are_refused():
    assert said(gateway_of(upstream("least_conn;")), "syntax/rejected") == [
        'No server is in upstream "u".'
    ]
    only = said(gateway_of(upstream("server 10.0.0.1 backup;")), "syntax/rejected")
    assert only == ['No server is in upstream "u" but backups.']
    twice = "http { upstream a { server 10.0.0.1; } upstream A { server 10.0.0.2; } }"
    assert said(gateway_of(twice), "syntax/rejected") == ['The upstream "A" is defined twice.']


def test_what_is_not_modelled_makes_the_pool_unknown():
    gateway = gateway_of(upstream(TWO + "fair;\nstatus_zone u;"))
    assert gateway.pools["u"].unknown == ['"fair" is not modelled']
    assert [(item.text, item.scope) for item in gateway.opaque] == [
        ("fair", "pool u"),
        ("status_zone u", "pool u"),
    ]
    lua = pool_of(TWO + "balancer_by_lua_block { x() }")
    assert lua.resolves_late
    assert lua.unknown


def test_a_named_pool_is_found_without_case_and_scheme():
    gateway = gateway_of(upstream(TWO))
    for address in ("http://u", "http://U/", "u", "https://u/x?y"):
        assert pool_for(gateway, address, HERE, [HTTP]) is gateway.pools["u"]
    assert said(gateway, "syntax/rejected") == []
    assert pool_for(gateway, "http://u:8080", HERE, [HTTP]) is gateway.pools["u"]
    assert said(gateway, "syntax/rejected") == ['upstream "u" may not have port 8080.']


def test_implicit_pools_are_made_once():
    gateway = Gateway("f", "nginx", (1, 28), workers=2)
    pool = pool_for(gateway, "http://10.0.0.1/a", HERE, [HTTP])
    assert (pool.name, pool.implicit, pool.balance.algorithm) == ("10.0.0.1:80", True, "single")
    assert (pool.state, pool.copies) == ("worker", 2)
    assert pool_for(gateway, "http://10.0.0.1:80", HERE, [HTTP]) is pool
    secure = pool_for(gateway, "https://10.0.0.1", HERE, [HTTP])
    assert (secure.name, secure.servers[0].tls) == ("10.0.0.1:443", True)
    name = pool_for(gateway, "http://app.internal:90", HERE, [HTTP])
    assert (name.servers[0].addresses, name.balance.algorithm) == (None, "smooth-rotation")
    php = pool_for(gateway, "unix:/run/php.sock", HERE, [HTTP], "fastcgi_pass")
    assert (php.name, php.servers[0].protocol) == ("unix:/run/php.sock", "fastcgi")
    assert sorted(gateway.pools) == sorted(["10.0.0.1:80", "10.0.0.1:443", name.name, php.name])


def test_an_address_without_port_is_refused_where_no_default_is():
    gateway = Gateway("f", "nginx", (1, 28))
    pool_for(gateway, "10.0.0.1", HERE, [HTTP], "fastcgi_pass")
    (message,) = said(gateway, "syntax/rejected")
    assert "no port in upstream" in message


def test_ten_thousand_implicit_pools_take_no_time():
    gateway = Gateway("f", "nginx", (1, 28))
    for number in range(20_000):
        pool_for(gateway, f"http://app{number}.internal", HERE, [HTTP])
    assert len(gateway.pools) == 20_000
