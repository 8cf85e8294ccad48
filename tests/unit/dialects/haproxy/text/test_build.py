"""Sections become listeners and pools; defaults, names, leftovers, globals."""

import pytest

from tests.harness.haproxy_text import HEAD, pool, read, rules


def test_listeners_and_pools():
    gateway = read(
        HEAD + "frontend f\n bind :80\n default_backend b\nbackend b\n server a 10.0.0.1:1\n"
        "listen l\n mode tcp\n bind :81\n server a 10.0.0.1:1\n"
    )
    assert [(item.name, item.kind, item.protocol) for item in gateway.listeners] == [
        ("f", "frontend", "http"),
        ("l", "listen", "tcp"),
    ]
    assert {name: (item.protocol, item.implicit) for name, item in gateway.pools.items()} == {
        "b": ("http", False),
        "l": ("tcp", False),
    }
    assert rules(gateway) == []


def test_a_listen_section_without_servers_is_no_real_pool():
    gateway = read(HEAD + "listen stats\n bind :80\n stats enable\n stats uri /s\n")
    assert gateway.pools["stats"].implicit
    assert gateway.listeners[0].settings["stats-uri"].value == "/s"


def test_timeouts_and_limits():
    gateway = read(
        "global\n maxconn 900\n" + HEAD + " maxconn 400\n timeout http-request 5s\n"
        "frontend f\n bind :80\n timeout client 7000\n"
        "backend b\n timeout server 1m\n fullconn 50\n timeout queue 2s\n"
    )
    listener = gateway.listeners[0]
    assert {name: item.value for name, item in listener.timeouts.items()} == {
        "client": 7.0,
        "request": 5.0,
    }
    assert listener.timeouts["client"].written == "7000"
    assert (listener.timeouts["client"].place.line, listener.timeouts["request"].place.line) == (
        12,
        9,
    )
    assert listener.limits["max-connections"].value == 400
    found = gateway.pools["b"]
    assert {name: item.value for name, item in found.timeouts.items()} == {
        "connect": 5.0,
        "response": 60.0,
        "queue": 2.0,
    }
    assert found.limits["full-connections"].value == 50
    assert gateway.settings["max-connections"].value == 900


def test_a_listener_has_the_limit_of_the_process():
    listener = read("global\n maxconn 900\nfrontend f\n bind :80\n").listeners[0]
    assert listener.limits["max-connections"].implicit


def test_globals():
    settings = read(
        "global\n hard-stop-after 30s\n nbthread 4\n server-state-file s\n lua-load x.lua\n"
        " stats socket /a level user\n stats socket /b level admin\n stats socket /c\nbackend b\n"
    ).settings
    assert {name: setting.value for name, setting in settings.items()} == {
        "drain-limit": 30.0,
        "threads": 4,
        "state-file": "s",
        "stats-socket": "/b",
        "stats-socket-level": "admin",
    }


@pytest.mark.parametrize(
    ("lines", "version", "workers", "state"),
    [
        ("", (2, 6), 1, "process"),
        ("nbproc 4", (2, 4), 4, "worker"),
        ("thread-groups 2", (3, 0), 1, "process"),
        ("thread-groups 2", (3, 2), 2, "group"),
        ("", (3, 2), 1, "group"),
        ("", (3, 3), None, "group"),
        ("nbthread 1", (3, 3), 1, "group"),
    ],
)
def test_workers(lines: str, version: tuple[int, ...], workers: int | None, state: str):
    gateway = read(f"global\n {lines}\nbackend b\n balance roundrobin\n", version)
    found = gateway.pools["b"]
    assert (gateway.workers, found.state, found.copies) == (workers, state, workers)


def test_opaque_text():
    gateway = read(
        "global\n lua-load x.lua\nbackend b\n filter spoe engine e\n filter compression\n"
        " external-check command x\n description y\n bogus z\n option bogus\n"
    )
    assert [(text.text, text.scope) for text in gateway.opaque] == [
        ("lua-load x.lua", "gateway"),
        ("filter spoe engine e", "pool b"),
        ("external-check command x", "pool b"),
        ("bogus z", "pool b"),
        ("option bogus", "pool b"),
    ]
    assert rules(gateway) == ["syntax/rejected", "syntax/rejected"]


def test_disabled():
    gateway = read("defaults\n disabled\nbackend a\nbackend b\n enabled\n")
    assert [gateway.pools[name].disabled for name in "ab"] == [True, False]


def test_names():
    gateway = read(
        "resolvers dns\n nameserver a 10.0.0.1:53\npeers p\nuserlist u\ndefaults d\n mode http\n"
        "backend b from d\n stick-table type ip size 1k peers p\n"
        " server a app.example:1 resolvers dns init-addr none\n"
        " http-request auth unless { http_auth(u) }\n"
    )
    uses = {
        (named.kind, named.name): [place.line for place in named.uses] for named in gateway.named
    }
    assert {key: uses[key] for key in uses if key[0] != "acl"} == {
        ("resolver", "dns"): [9],
        ("peers", "p"): [8],
        ("users", "u"): [10],
        ("defaults", "d"): [7],
    }


def test_a_shared_line_is_noted_once():
    gateway = read(
        "defaults\n timeout server 5sec\n default-server weight x\n"
        "backend a\nbackend b\nbackend c\n"
    )
    assert rules(gateway) == ["syntax/number", "syntax/number"]


def test_frontend_and_backend_of_one_name():
    text = "frontend x\n bind :1\n default_backend x\nbackend x\n server a 10.0.0.1:1\n"
    notices = read(text).notices
    assert [(notice.rule, notice.detail) for notice in notices] == [
        ("syntax/rejected", {"since": "3.3"})
    ]
    assert [notice.detail for notice in read(text, (3, 3)).notices] == [{}]


@pytest.mark.parametrize(
    ("line", "attempts", "on", "another", "writes"),
    [
        ("option contstats", 4, {"connect"}, False, False),
        ("retries 1; option redispatch", 2, {"connect"}, True, False),
        ("no option redispatch", 4, {"connect"}, False, False),
        ("retries 0", 1, {"connect"}, False, False),
        ("retry-on none", 4, set(), False, False),
        ("retry-on conn-failure 503", 4, {"connect", "503"}, False, True),
        (
            "retry-on response-timeout empty-response; http-request disable-l7-retry if METH_POST",
            4,
            {"timeout", "empty"},
            False,
            False,
        ),
    ],
)
def test_retries(line: str, attempts: int, on: set[str], another: bool, writes: bool):
    retry = pool(line).retry
    assert retry is not None
    assert (retry.attempts, retry.on, retry.another, retry.repeats_writes) == (
        attempts,
        on,
        another,
        writes,
    )


def test_persistence():
    found = pool(
        "cookie SRV insert indirect nocache maxidle 30m maxlife 8h;"
        "stick-table type ip size 10k expire 5m; stick on src; stick match path table other if TRUE"
    ).persistence
    assert [(rule.kind, rule.name, rule.conditional) for rule in found] == [
        ("cookie", "SRV", False),
        ("table", "b", False),
        ("table", "other", True),
    ]
    assert {name: setting.value for name, setting in found[0].settings.items()} == {
        "mode": "insert",
        "indirect": True,
        "nocache": True,
        "max-idle": 1800.0,
        "max-life": 28800.0,
    }
    assert {name: setting.value for name, setting in found[1].settings.items()} == {
        "type": "ip",
        "size": 10240,
        "expire": 300.0,
        "action": "on",
    }
