"""Sections: which go, which stay without the outside, which are not touched."""

import pytest

from tests.harness.haproxy_box import boxed_text


@pytest.mark.parametrize(
    "text",
    [
        "mailers m\n mailer a mail.example.com:25\n",
        "ring r\n server s 10.0.0.1:514\n",
        "log-forward l\n bind :514\n dgram-bind :514\n",
        "program p\n command /bin/true hunter2\n",
        "namespace_list\n namespace x\n",
        "crt-store s\n load crt a.pem\n",
        "peers p\n bind :1\n server a\n peer b 10.0.0.1:1\n",
    ],
)
def test_sections_that_reach_outside_go(text: str):
    boxed = boxed_text(text + "backend b\n mode http\n")
    head = text.count("\n") - 1
    assert boxed.text() == "# left out\n" + " # left out\n" * head + "backend b\n mode http\n"
    assert len(boxed.told) == 1
    assert "hunter2" not in str(boxed.told)


@pytest.mark.parametrize(
    "text",
    [
        "userlist u\n user a insecure-password hunter2 groups g\n group g\n",
        "cache c\n total-max-size 4\n",
        "frontend f\n log-format x\n stats auth a:hunter2\n",
        "backend b\n balance leastconn\n stick on src\n",
    ],
)
def test_sections_that_stay_within_stay(text: str):
    boxed = boxed_text(text)
    assert boxed.text() == text
    assert boxed.told == []


def test_tables_of_peers_stay_without_them():
    boxed = boxed_text("peers p\n peer a 10.0.0.1:1\n table t type ip size 10k\n")
    assert boxed.text() == "peers p\n # left out\n table t type ip size 10k\n"


def test_a_table_is_told_to_nobody():
    boxed = boxed_text("backend b\n stick-table type ip size 1k peers p store gpc0\n")
    assert boxed.text() == "backend b\n stick-table type ip size 1k store gpc0\n"


def test_resolvers_ask_nobody():
    boxed = boxed_text(
        "resolvers r\n nameserver a 10.0.0.1:53\n parse-resolv-conf\n hold valid 1s\n"
    )
    assert boxed.text() == "resolvers r\n nameserver a 127.0.0.1:1\n # left out\n hold valid 1s\n"


def test_pages_by_code():
    boxed = boxed_text(
        "http-errors e\n errorfile 404 /gone/404\n errorfile 403 a.http\n", a_http="x"
    )
    assert boxed.text() == "http-errors e\n # left out\n errorfile 403 a.http\n"
    assert boxed.sandbox.files["a.http"] == "x"


@pytest.mark.parametrize(
    "line",
    [
        "log global", "log stdout format raw local0", "no log", "email-alert to a@b.example",
        "load-server-state-from-file global", "server-state-file-name x", "bind-process 1",
        "source 10.0.0.1 usesrc clientip",
    ],
)  # fmt: skip
def test_lines_that_need_the_outside_go(line: str):
    assert boxed_text(f"backend b\n {line}\n").text() == "backend b\n # left out\n"


def test_conditions_stay_and_both_sides_are_rewritten():
    text = (
        ".if defined(X)\nbackend b\n server s 10.0.0.1:80\n.else\nbackend b\n log global\n.endif\n"
    )
    assert boxed_text(text).text() == (
        ".if defined(X)\nbackend b\n server s 127.0.0.1:1\n.else\nbackend b\n # left out\n.endif\n"
    )
