"""No secret goes into the journal, in whatever shape it comes along."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.journal.errors import JournalError
from steelyard.journal.redaction import DEPTH, LONGEST, redacted, redacted_text

PEM = "-----BEGIN RSA PRIVATE KEY-----\nhunter2\nabc=\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("stats auth admin:hunter2", "stats auth admin:***"),
        ("ssh://deploy:hunter2@10.0.0.5:22", "ssh://deploy:***@10.0.0.5:22"),
        ("Authorization: Bearer hunter2", "Authorization: ***"),
        ("GET / HTTP/1.1\nCookie: a=hunter2\nHost: x", "GET / HTTP/1.1\nCookie: ***\nHost: x"),
        ("DB_PASSWORD=hunter2 systemctl reload", "DB_PASSWORD=*** systemctl reload"),
        ("curl --token hunter2 x", "curl --token *** x"),
        ("/login?token=hunter2&page=3", "/login?token=***&page=3"),
        ('{"api_key": "hunter2 x"}', '{"api_key": ***}'),
        ("curl -H 'X: Bearer hunter2abc'", "curl -H 'X: Bearer ***'"),
        (f"a {PEM} b", "a *** b"),
        (PEM[:40], "***"),
        ("joe $6$k6y3o.eP$JlKBx9 x", "joe *** x"),
        ("user a password $5$x$y\nauth b:hunter2", "user a password ***\nauth b:***"),
    ],
)  # fmt: skip
def test_texts(text, shown):
    assert redacted_text(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "server web1 10.0.0.1:80 weight 0",
        "reload confirmed: 3 workers, generation 7",
        "use_backend token-service if { path_beg /token }",
        "pool auth: share 0.31, expected 0.33",
        "systemctl reload haproxy",
        "https://10.0.0.5:8404/metrics",
        "basic checks passed",
    ],
)
def test_other_texts_stay(text):
    assert redacted_text(text) == text


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ({"password": "hunter2"}, {"password": "***"}),
        ({"DB-Passwd": 4711}, {"DB-Passwd": "***"}),
        ({"headers": {"Authorization": ["x", "y"]}}, {"headers": {"Authorization": "***"}}),
        ({"secret": None, "token": True}, {"secret": None, "token": True}),
        ({"argv": ["x", "--password", "hunter2"]}, {"argv": ["x", "--password", "***"]}),
        (
            {"argv": ["http-request", "set-header", "Authorization", "hunter2"]},
            {"argv": ["http-request", "set-header", "Authorization", "***"]},
        ),
        ({"argv": ["stats", "auth", "joe:hunter2"]}, {"argv": ["stats", "auth", "***"]}),
        ({"a": ("set", "weight", "web/web1", 50)}, {"a": ["set", "weight", "web/web1", 50]}),
        ({"password a": 1, "password b": 2}, {"password ***": 1, "password ***'": 2}),
        ({"shares": {"web1": 0.5}}, {"shares": {"web1": 0.5}}),
    ],
)
def test_data(data, shown):
    assert redacted(data) == shown


@given(st.text(max_size=60) | st.from_regex(r"(auth|password|token|://| |:|=|x|\n|\"){0,12}"))
def test_what_is_hidden_stays_as_it_is(text):
    once = redacted_text(text)
    assert redacted_text(once) == once


def test_levels():
    data: dict[str, object] = {}
    for _ in range(DEPTH - 1):
        data = {"x": data}
    assert redacted(data) == data
    with pytest.raises(ValueError, match="levels"):
        redacted({"x": data})
    with pytest.raises(ValueError, match="levels"):
        redacted({"x": [data]})


@pytest.mark.parametrize(
    "part",
    ["token", "set token", "set ", "-", "a-token-", "auth ", "://a", "basic ", "$6$", "password=",
     "-----BEGIN PRIVATE KEY-----", '"\\', "authorization", "set \"", "\\ ", "\n", "cookie:"],
)  # fmt: skip
def test_the_time_is_bounded(part):
    text = ("set " + part * LONGEST)[:LONGEST]
    began = time.perf_counter()
    redacted_text(text)
    assert time.perf_counter() - began < 10
    with pytest.raises(JournalError, match=str(LONGEST)):
        redacted_text(f"{text}x")
