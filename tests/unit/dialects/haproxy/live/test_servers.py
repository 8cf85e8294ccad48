"""Server lines: stand-ins in place of servers, options that a stand-in cannot serve left out."""

import pytest

from tests.harness.haproxy_box import Boxed, boxed_text


def served(*lines: str) -> Boxed:
    """A backend with these lines, boxed."""
    return boxed_text("backend b\n" + "".join(f" {line}\n" for line in lines))


def line(text: str) -> str:
    """What one line becomes."""
    return served(text).text().split("\n")[1].strip()


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1:80", "10.0.0.1", "10.0.0.1:+1", "unix@/run/x", "fd@3", "[2001:db8::1]:80", "*:0"],
)
def test_an_address_becomes_a_stand_in(address: str):
    boxed = served(f"server s {address}")
    assert boxed.text() == "backend b\n server s 127.0.0.1:1\n"
    assert boxed.told == [("server", address, "127.0.0.1:1")]
    assert list(boxed.room.servers) == [("b", 0)]


def test_a_name_need_not_resolve():
    boxed = served("server s app.example.com:80 resolvers dns init-addr none")
    assert boxed.text() == "backend b\n server s 127.0.0.1:1\n"
    assert {kind for kind, _, _ in boxed.told} == {"name"}


def test_servers_count_as_the_model_counts_them():
    boxed = served("server x 10.0.0.1:80", "server y 10.0.0.2:80", "server z 10.0.0.3:80")
    assert {key: end.port for key, end in boxed.room.servers.items()} == {
        ("b", 0): 1,
        ("b", 1): 2,
        ("b", 2): 3,
    }


def test_what_decides_the_choice_stays():
    kept = (
        "check inter 2s fastinter 1s downinter 5s rise 2 fall 3 weight 7 id 9 cookie c backup "
        "maxconn 10 minconn 5 maxqueue 3 slowstart 9s observe layer7 error-limit 4 on-error "
        "mark-down on-marked-down shutdown-sessions disabled send-proxy-v2 check-send-proxy "
        "non-stick track x/y"
    )
    assert line(f"server s 10.0.0.1:80 {kept}") == f"server s 127.0.0.1:1 {kept}"


@pytest.mark.parametrize(
    ("option", "kind"),
    [
        ("ssl", "protocol"), ("verify none", "protocol"), ("ca-file x.pem", "protocol"),
        ("sni str(x)", "protocol"), ("alpn h2", "protocol"), ("proto fcgi", "protocol"),
        ("socks4 10.0.0.1:1", "protocol"), ("namespace x", "protocol"), ("tfo", "protocol"),
        ("source 10.0.0.1 usesrc clientip interface eth0", "protocol"),
        ("resolvers dns", "name"), ("init-addr last,libc", "name"), ("resolve-prefer ipv4", "name"),
        ("port 99", "check"), ("addr 10.0.0.9", "check"), ("check-ssl", "check"),
        ("check-sni x", "check"), ("check-via-socks4", "check"), ("agent-check", "check"),
        ("agent-port 9", "check"), ("agent-send hunter2", "check"),
    ],
)  # fmt: skip
def test_what_a_stand_in_cannot_serve_is_left_out(option: str, kind: str):
    boxed = served(f"server s 10.0.0.1:80 check {option} weight 3")
    assert boxed.text() == "backend b\n server s 127.0.0.1:1 check weight 3\n"
    assert boxed.told[0] == (kind, option.split()[0], "")


def test_options_keep_their_quotes_and_variables():
    assert line('server s "${A-10.0.0.1}:80" weight "${W}" cookie "a b"') == (
        'server s 127.0.0.1:1 weight "${W}" cookie "a b"'
    )


def test_a_value_that_looks_like_an_option_is_none():
    assert line("server s 10.0.0.1:80 cookie ssl check") == "server s 127.0.0.1:1 cookie ssl check"


def test_a_template_becomes_its_servers():
    boxed = served("server-template w 2-4 app.example.com:80 check id 7", "server z 10.0.0.1:80")
    assert boxed.text() == (
        "backend b\n"
        " server w2 127.0.0.1:1 check id 7\n"
        " server w3 127.0.0.1:2 check\n"
        " server w4 127.0.0.1:3 check\n"
        " server z 127.0.0.1:4\n"
    )


def test_default_server_loses_the_same_options():
    assert line("default-server ssl verify none inter 3s port 9") == "default-server inter 3s"


def test_default_server_with_nothing_left_goes():
    assert line("default-server ssl verify none") == "# left out"


def test_default_server_with_nothing_to_lose_keeps_its_text():
    assert line("default-server  inter   3s") == "default-server  inter   3s"


def test_dispatch_is_the_one_server_of_its_pool():
    boxed = served("dispatch 10.0.0.1:80")
    assert boxed.text() == "backend b\n dispatch 127.0.0.1:1\n"
    assert list(boxed.room.servers) == [("b", 0)]


def test_a_server_in_a_branch_that_is_not_taken_is_nobody():
    boxed = served(".if 0", "server x 10.0.0.1:80", ".endif", "server y 10.0.0.2:80")
    assert str(boxed.room.nobody()) == "127.0.0.1:1"
    assert boxed.text().split("\n")[2] == " server x 127.0.0.1:1"
    assert list(boxed.room.servers) == [("b", 0)]


def test_places_by_address_are_doubted():
    assert "follow the address" in served("server s 10.0.0.1:80 hash-key addr").doubts[0]
    assert served("server s 10.0.0.1:80 hash-key id").doubts == []
