"""Health checks: HTTP ones stay, dialogues become a connection."""

import pytest

from tests.harness.haproxy_box import boxed_text


def line(text: str) -> str:
    """What one line of a backend becomes."""
    return boxed_text(f"backend b\n {text}\n").text().split("\n")[1].strip()


@pytest.mark.parametrize(
    "text",
    [
        "option httpchk",
        "option httpchk GET /health HTTP/1.1",
        "http-check send meth GET uri /health ver HTTP/1.1 hdr Host x",
        "http-check expect status 200",
        "http-check disable-on-404",
        "http-check connect",
        "http-check connect send-proxy linger",
        "http-check connect comment ssl",
        "option tcp-check",
        "option redispatch",
        "option forwardfor",
    ],
)
def test_what_a_stand_in_answers_stays(text: str):
    assert line(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "option mysql-check user root",
        "option pgsql-check user root",
        "option redis-check",
        "option ldap-check",
        "option smtpchk EHLO x",
        "option ssl-hello-chk",
        "option external-check",
    ],
)
def test_a_dialogue_becomes_a_connection(text: str):
    boxed = boxed_text(f"backend b\n {text}\n")
    assert boxed.text() == "backend b\n option tcp-check\n"
    assert boxed.told == [("check", " ".join(text.split()[:2]), "option tcp-check")]


@pytest.mark.parametrize(
    "text",
    ["tcp-check connect", "tcp-check send AUTH\\ hunter2\\r\\n", "tcp-check expect string x"],
)
def test_the_steps_of_a_dialogue_go_without_a_word_of_their_secrets(text: str):
    boxed = boxed_text(f"backend b\n {text}\n")
    assert boxed.text() == "backend b\n # left out\n"
    assert boxed.told == [("check", " ".join(text.split()[:2]), "")]


def test_external_programs_are_never_started():
    text = "global\n external-check\n insecure-fork-wanted\n"
    boxed = boxed_text(text + "backend b\n external-check command /bin/true\n")
    assert boxed.text() == "global\n # left out\n # left out\nbackend b\n # left out\n"
    assert boxed.refused == []


def test_a_check_connects_to_the_stand_in_itself():
    text = "http-check connect port 8080 addr 10.0.0.1 ssl sni x alpn h2 via-socks4 send-proxy"
    assert line(text) == "http-check connect send-proxy"


def test_destinations_of_clients_cannot_be_had():
    for text in ("option transparent", "transparent"):
        assert "wherever that is" in boxed_text(f"listen b\n bind :1\n {text}\n").refused[0]
