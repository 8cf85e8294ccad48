import pytest

from tests.harness.nginx_read import gateway_of, pool_of, said, upstream


def test_every_parameter():
    pool = pool_of(
        "server 10.0.0.1:8080 weight=5 max_fails=3 fail_timeout=30s max_conns=100;\n"
        "server 10.0.0.2 backup;\nserver 10.0.0.3 down; # disk, OPS-7\nserver app.internal:90;"
    )
    first, second, third, fourth = pool.servers
    assert (first.name, first.address, first.port) == ("10.0.0.1:8080", "10.0.0.1", 8080)
    assert (first.weight, first.applied_weight, first.id) == (5, 5, 1)
    assert (first.passive["max-fails"].value, first.passive["fail-timeout"].value) == (3, 30.0)
    assert first.limits["max-connections"].value == 100
    assert (second.port, second.backup, second.weight, second.applied_weight) == (80, True, None, 1)
    assert second.passive["max-fails"].implicit
    assert (second.passive["max-fails"].value, second.passive["fail-timeout"].value) == (1, 10.0)
    assert (third.admin, third.comment) == ("out", "disk, OPS-7")
    assert (first.addresses, fourth.addresses, fourth.literal) == (1, None, "app.internal:90")
    assert first.place.line == 4


def test_the_same_line_twice_is_two_servers():
    pool = pool_of("server 10.0.0.1;\nserver 10.0.0.1;\nserver 10.0.0.1:80;")
    assert [server.name for server in pool.servers] == ["10.0.0.1", "10.0.0.1#2", "10.0.0.1:80"]


def test_unix_socket():
    (server,) = pool_of("server unix:/run/app.sock;").servers
    assert (server.address, server.port, server.addresses) == ("unix:/run/app.sock", None, 1)


def test_newer_parameters_are_understood():
    body = "zone z 64k;\nserver app:80 resolve route=a;\nserver s service=http resolve;\n"
    first, second = pool_of(body + "server 10.0.0.1 drain;").servers[:2]
    assert (first.addresses, first.cookie) == (None, "a")
    assert second.settings["service"].value == "http"
    assert pool_of(body + "server 10.0.0.1 drain;").servers[2].admin == "drain"


@pytest.mark.parametrize(
    ("line", "version", "words"),
    [
        ("server 10.0.0.1 weight=0;", None, '"weight=0" is not a valid parameter'),
        ("server 10.0.0.1 weight=x;", None, "weight=x"),
        ("server 10.0.0.1 max_fails=-1;", None, "max_fails=-1"),
        ("server 10.0.0.1 fail_timeout=1x;", None, "fail_timeout=1x"),
        ("server 10.0.0.1 slow_start=30s;", None, "NGINX Plus only"),
        ("server a resolve;", (1, 22, 1), "1.27.3"),
        ("server 10.0.0.1 drain;", (1, 28), "1.29.6"),
        ("server 10.0.0.1 bogus;", None, '"bogus" is no parameter'),
        ("server 10.0.0.1\nserver 10.0.0.2;", None, "is a semicolon missing"),
        ("server 10.0.0.1:99999;", None, "invalid port"),
        ("ip_hash;\nserver 10.0.0.1;\nserver 10.0.0.2 backup;", None, 'after "ip_hash"'),
    ],
)
def test_what_nginx_refuses_is_noticed(line: str, version: tuple[int, ...] | None, words: str):
    gateway = gateway_of(upstream(line), version)
    found = [
        notice
        for notice in gateway.notices
        if notice.rule == "syntax/rejected" and words in notice.message + notice.remedy
    ]
    assert len(found) == 1
    assert found[0].place.file == "nginx.conf"
    assert "does not start" in found[0].consequence


def test_a_backup_before_the_method_is_accepted_as_nginx_does():
    body = "server 10.0.0.1;\nserver 10.0.0.2 backup;\nip_hash;"
    assert said(gateway_of(upstream(body)), "syntax/rejected") == []


def test_the_same_fault_on_many_lines_is_said_once():
    body = "\n".join(f"server 10.0.0.{number} slow_start=1s;" for number in range(1, 20))
    gateway = gateway_of(upstream(body))
    (notice,) = gateway.notices
    assert 1 < len(notice.related) <= 10
