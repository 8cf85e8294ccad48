"""What a configuration looks at, and what it only passes on."""

import pytest

from steelyard.forecast.workload.reads import fields_read
from tests.harness.haproxy_text import read as haproxy


def reads(text, **how):
    lines = "\n".join(f"    {line}" for line in text.split(";"))
    found = fields_read(
        haproxy(f"""
defaults
    mode http
frontend f
    bind :80
{lines}
    default_backend a
backend a
    server s 10.0.0.1:80
backend h
    balance source
    server s 10.0.0.1:80
    server t 10.0.0.2:80
"""),
        **how,
    )
    return sorted(found.routing), sorted(found.keys)


@pytest.mark.parametrize(
    ("text", "routing"),
    [
        ("use_backend h if { path_beg /a }", [("path", "")]),
        ("use_backend h if { src 10.0.0.0/8 }", [("source", "")]),
        ("use_backend h if { req.hdr(X-Y) z }", [("header-item", "x-y")]),
        ("http-request set-header X-Y %[src]", []),
        (
            "http-request set-header X-Y %[src];use_backend h if { req.hdr(X-Y) z }",
            [("header-item", "x-y"), ("source", "")],
        ),
        ("http-request set-header X-Bot 1 if { req.hdr(user-agent) -m sub bot }", []),
        ("stats uri /haproxy", [("path", "")]),
        (
            "http-request set-var(txn.a) method;use_backend h if { var(txn.a) -m str GET }",
            [("method", ""), ("variable", "txn.a")],
        ),
    ],
)
def test_what_the_way_to_a_pool_depends_on(text, routing):
    assert reads(text) == (routing, [] if ("source", "") in routing else [("source", "")])


def test_the_address_of_a_redirect_counts_only_when_asked_for():
    text = "http-request redirect location https://x%[url]"
    assert reads(text)[0] == []
    assert reads(text, locations=True)[0] == [("target", "")]
