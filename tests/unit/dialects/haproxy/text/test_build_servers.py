"""Server lines: options, defaults, templates, ids, weights, names."""

import pytest

from tests.harness.haproxy_text import pool, read, rules, said


def test_a_server():
    server = pool(
        "server a 10.0.0.1:80 weight 30 check inter 3s fall 4 rise 1 maxconn 50 minconn 5 "
        "maxqueue 7 slowstart 30s cookie A backup ssl verify none send-proxy resolvers r "
        "observe layer7 error-limit 9 on-error mark-down"
    ).servers[0]
    assert (server.name, server.address, server.port, server.id) == ("a", "10.0.0.1", 80, 1)
    assert (server.weight, server.applied_weight, server.backup) == (30, 30, True)
    assert {name: limit.value for name, limit in server.limits.items()} == {
        "max-connections": 50,
        "min-connections": 5,
        "max-queue": 7,
    }
    assert {name: setting.value for name, setting in server.passive.items()} == {
        "observe": "layer7",
        "error-limit": 9,
        "on-error": "mark-down",
    }
    assert (server.slow_start, server.cookie, server.tls) == (30.0, "A", True)
    assert (server.send_proxy, server.resolver) == (True, "r")
    assert server.check is not None
    assert (server.check.interval, server.check.fall, server.check.rise) == (3.0, 4, 1)
    assert server.place.column == 9


def test_without_options():
    server = pool("server a 10.0.0.1:80").servers[0]
    assert (server.weight, server.applied_weight, server.admin, server.check) == (
        None,
        1,
        "ready",
        None,
    )


def test_default_server_counts_for_later_lines_only():
    servers = pool(
        "server a 10.0.0.1:1; default-server weight 5 check backup; server b 10.0.0.2:1;"
        "default-server maxconn 9; server c 10.0.0.3:1 no-backup no-check weight 7"
    ).servers
    assert [(s.applied_weight, s.check is not None, s.backup) for s in servers] == [
        (1, False, False),
        (5, True, True),
        (7, False, False),
    ]
    assert ["max-connections" in server.limits for server in servers] == [False, False, True]


def test_default_server_of_defaults():
    head = "defaults\n default-server inter 7s disabled\ndefaults x\n default-server weight 3\n"
    server = pool("server a 10.0.0.1:1 check enabled", head).servers[0]
    assert (server.weight, server.admin) == (3, "ready")
    head = (
        "defaults x\n default-server inter 7s disabled\ndefaults y from x\n default-server fall 9\n"
    )
    server = pool("server a 10.0.0.1:1 check", head).servers[0]
    assert server.check is not None
    assert (server.admin, server.check.interval, server.check.fall) == ("out", 7.0, 9)


@pytest.mark.parametrize(
    ("count", "names"),
    [
        ("3", ["s1", "s2", "s3"]),
        ("2-4", ["s2", "s3", "s4"]),
        ("0-1", ["s0", "s1"]),
        ("2x", ["s1", "s2"]),
    ],
)
def test_templates(count: str, names: list[str]):
    servers = pool(f"server-template s {count} app.example:80 check weight 4").servers
    assert [server.name for server in servers] == names
    assert [server.id for server in servers] == list(range(1, len(names) + 1))
    assert {server.applied_weight for server in servers} == {4}


@pytest.mark.parametrize("count", ["0", "5-3", "-1", "x", "2-"])
def test_empty_templates(count: str):
    assert said(f"server-template s {count} 10.0.0.1:80") == ["syntax/rejected"]


def test_a_huge_template_is_bounded():
    found = pool("server-template s 2000000000 10.0.0.1:80")
    assert len(found.servers) == 50_000
    assert "2000000000" in found.unknown[0]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (["", "", ""], [1, 2, 3]),
        (["id 5", "", ""], [5, 2, 3]),
        (["", "id 3", ""], [1, 3, 4]),
        (["", "id 1", ""], [2, 1, 4]),
        (["id 2", "", "id 3", ""], [2, 4, 3, 6]),
    ],
)
def test_ids(stated: list[str], expected: list[int]):
    lines = ";".join(f"server s{i} 10.0.0.1:1 {text}" for i, text in enumerate(stated))
    assert [server.id for server in pool(lines).servers] == expected


@pytest.mark.parametrize(
    ("text", "weight", "expected"),
    [
        ("0", 0, []),
        ("256", 256, []),
        ("abc", 0, ["syntax/number"]),
        ("1O", 1, ["syntax/number"]),
        ('""', 0, ["syntax/empty-word", "syntax/number"]),
        ("257", 256, ["syntax/rejected"]),
        ("-1", 0, ["syntax/rejected"]),
        ("5 weight 50", 50, ["syntax/last-wins"]),
        ("5 weight 5", 5, []),
    ],
)
def test_weights(text: str, weight: int, expected: list[str]):
    line = f"server a 10.0.0.1:1 weight {text} check"
    assert pool(line).servers[0].applied_weight == weight
    assert said(line) == expected


def test_an_empty_value_does_not_end_the_options():
    server = pool('server a 10.0.0.1:1 weight "" check').servers[0]
    assert server.check is not None


@pytest.mark.parametrize(
    "lines",
    [
        "server",
        "server a",
        "server a,b 10.0.0.1:1",
        "server a 10.0.0.1:x",
        "server a 10.0.0.1:1; server a 10.0.0.2:1",
        "server a 10.0.0.1:1 id 3; server b 10.0.0.2:1 id 3",
        "server a 10.0.0.1:1 id 0",
        "server a 10.0.0.1:1 inter x",
        "server a 10.0.0.1:1 agent-check",
        "server a 10.0.0.1:1 track b; server b 10.0.0.2:1",
        "server a 10.0.0.1:1 track c",
        "server a 10.0.0.1:1 check track b; server b 10.0.0.2:1 check",
        "default-server id 3",
    ],
)
def test_refused(lines: str):
    assert set(said(lines)) == {"syntax/rejected"}


def test_same_name_with_ids_is_accepted():
    assert said("server a 10.0.0.1:1 id 1; server a 10.0.0.2:1 id 2") == []


def test_an_unknown_option_is_opaque():
    gateway = read("backend b\n server a 10.0.0.1:1 bogus check\n")
    assert rules(gateway) == ["syntax/rejected"]
    assert [text.scope for text in gateway.opaque] == ["pool b"]
    assert gateway.pools["b"].servers[0].check is not None


def test_tracks():
    gateway = read(
        "backend b\n server a 10.0.0.1:1 track c/x\nbackend c\n server x 10.0.0.2:1 check\n"
    )
    assert rules(gateway) == []
    assert gateway.pools["b"].servers[0].track == "c/x"


def test_comments():
    servers = pool(
        "# out for repair\n # until May; server a 10.0.0.1:1; server b 10.0.0.2:1"
    ).servers
    assert [server.comment for server in servers] == ["out for repair\nuntil May", ""]
    server = pool("server a 10.0.0.1:1 disabled # new disk").servers[0]
    assert (server.admin, server.comment) == ("out", "new disk")


def test_names_that_resolve():
    found = pool("server a app.example:80 resolvers dns")
    assert found.resolves_late
    assert said("server a app.example:80 resolvers dns") == ["discovery/init-addr"]
    assert said("server a app.example:80 resolvers dns init-addr last,none") == []
    assert said("server-template a 3 _http._tcp.app resolvers dns") == []
    assert said("server-template a 3 app.example:80 resolvers dns") == ["discovery/init-addr"]


def test_port_for_checks_only():
    assert said("server a 10.0.0.1 check port 80") == ["syntax/ignored-setting"]
    assert said("server a 10.0.0.1:80 check port 81") == []


def test_notices_name_each_line():
    gateway = read("backend b\n server a 10.0.0.1:1 weight x\n server c 10.0.0.1:1 weight x\n")
    assert [(n.place.line, n.place.column, n.subject) for n in gateway.notices] == [
        (2, 29, "b/a"),
        (3, 29, "b/c"),
    ]
