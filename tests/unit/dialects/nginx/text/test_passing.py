from tests.harness.nginx_read import gateway_of

UPSTREAM = "upstream u { server 10.0.0.1; server 10.0.0.2; }\n"


def pool(
    http: str = "", server: str = "", location: str = "", passing: str = "proxy_pass http://u;"
):
    inner = f"server {{ {server}\nlocation / {{ {location} {passing} }} }}"
    text = f"http {{ {UPSTREAM} {http}\n{inner} }}"
    return gateway_of(text).pools["u"]


def test_defaults():
    found = pool()
    assert {name: setting.value for name, setting in found.timeouts.items()} == {
        "connect": 60.0,
        "response": 60.0,
        "send": 60.0,
    }
    assert all(setting.implicit for setting in found.timeouts.values())
    assert found.retry is not None
    assert (found.retry.attempts, found.retry.implicit, found.retry.another) == (0, True, True)
    assert found.retry.on == {"connect", "empty", "timeout"}


def test_the_innermost_block_wins():
    found = pool(
        http="proxy_read_timeout 30s; proxy_connect_timeout 1s;",
        server="proxy_read_timeout 10s;",
        location="proxy_send_timeout 500ms;",
    )
    values = {name: setting.value for name, setting in found.timeouts.items()}
    assert values == {"connect": 1.0, "response": 10.0, "send": 0.5}
    assert found.timeouts["response"].place.line == 3


def test_retries():
    found = pool(
        http="proxy_next_upstream error timeout invalid_header http_502 non_idempotent;"
        "proxy_next_upstream_tries 3; proxy_next_upstream_timeout 10s;"
    ).retry
    assert found is not None
    assert found.on == {"connect", "empty", "timeout", "invalid", "502"}
    assert (found.attempts, found.budget, found.repeats_writes) == (3, 10.0, True)
    off = pool(server="proxy_next_upstream off;").retry
    assert off is not None
    assert (off.attempts, off.on) == (1, frozenset())


def test_each_protocol_has_its_own_settings():
    found = pool(http="fastcgi_read_timeout 5s; proxy_read_timeout 7s;", passing="fastcgi_pass u;")
    assert found.timeouts["response"].value == 5.0
    assert found.servers[0].protocol == "fastcgi"
    assert pool(passing="grpc_pass grpcs://u;").servers[0].tls


def test_a_later_place_that_differs_is_noted():
    text = (
        f"http {{ {UPSTREAM}server {{ location / {{ proxy_pass http://u; }}\n"
        "location /x/ { proxy_read_timeout 5s; proxy_next_upstream off; proxy_pass http://u; } } }"
    )
    found = gateway_of(text).pools["u"]
    assert found.timeouts["response"].value == 60.0
    assert found.settings["response-differs"].place.line == 3
    assert "retry-differs" in found.settings
    assert "connect-differs" not in found.settings


def test_unused_pools_have_the_outermost_settings():
    text = f"http {{ {UPSTREAM} proxy_read_timeout 9s; }}"
    found = gateway_of(text).pools["u"]
    assert found.timeouts["response"].value == 9.0
    assert found.retry is not None


def test_streams():
    text = (
        "stream { upstream u { server 10.0.0.1:1; server 10.0.0.2:1; }\n"
        "server { listen 1; proxy_timeout 1h; proxy_protocol on; proxy_ssl on; proxy_pass u; } }"
    )
    found = gateway_of(text).pools["u"]
    assert (found.protocol, found.timeouts["tunnel"].value) == ("tcp", 3600.0)
    assert (found.servers[0].send_proxy, found.servers[0].tls) == (True, True)
    assert found.retry is not None
    assert found.retry.on == {"connect", "timeout"}


def test_health_checks_of_the_commercial_version():
    check = pool(location="health_check uri=/ok interval=3 fails=2 passes=4;").check
    assert check is not None
    assert (check.kind, check.path, check.interval) == ("http", "/ok", 3.0)
    assert (check.fall, check.rise) == (2, 4)
