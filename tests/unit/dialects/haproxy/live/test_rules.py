"""Rules: connection rules move behind the PROXY header, foreign code is refused."""

import pytest

from tests.harness.haproxy_box import Boxed, boxed_text


def ruled(*lines: str) -> Boxed:
    """A frontend with these lines, boxed."""
    return boxed_text("frontend f\n" + "".join(f" {line}\n" for line in lines))


def test_connection_rules_become_session_rules():
    boxed = ruled("tcp-request connection reject unless { src  10.0.0.0/8 } # office")
    assert boxed.text() == (
        "frontend f\n tcp-request session reject unless { src 10.0.0.0/8 } # office\n"
    )
    assert boxed.told == [("client-address", "tcp-request connection", "tcp-request session")]
    assert boxed.doubts == []


@pytest.mark.parametrize(
    "line",
    [
        "tcp-request session  reject if { src 10.0.0.0/8 }",
        "tcp-request content  accept if { req.ssl_hello_type 1 }",
        "tcp-request inspect-delay  5s",
    ],
)
def test_other_rules_stay(line: str):
    assert ruled(line).text() == f"frontend f\n {line}\n"


def test_the_order_of_both_kinds_is_doubted():
    boxed = ruled("tcp-request connection accept", "tcp-request session reject")
    assert "ahead of all of them" in boxed.doubts[0]


def test_the_sender_of_the_header_is_nobody_of_his_own():
    boxed = ruled("bind :80 accept-proxy", "tcp-request connection reject if { src 10.0.0.1 }")
    assert "whoever sends the header" in boxed.doubts[0]


def test_rules_of_the_defaults_count():
    boxed = boxed_text(
        "defaults d\n tcp-request connection reject if { src 10.0.0.1 }\n"
        "frontend f from d\n bind :80 accept-proxy\n"
    )
    assert len(boxed.doubts) == 1
    assert boxed.sandbox.doubts[0].place.line == 2


def test_every_client_states_its_address():
    boxed = ruled("tcp-request connection expect-proxy layer4 if { src 10.0.0.1 }")
    assert boxed.text() == "frontend f\n # left out\n"
    assert "expect-proxy" in boxed.doubts[0]


@pytest.mark.parametrize(
    "line",
    [
        "http-request lua.check",
        "http-response lua.check",
        "tcp-request content lua.check",
        "http-request use-service lua.answer",
        "http-request send-spoe-group a b",
        "filter spoe engine x config y",
        "filter opentracing id x config y",
        "filter lua.trace",
    ],
)
def test_code_of_others_is_refused(line: str):
    boxed = ruled("bind :80", line)
    assert len(boxed.refused) == 1
    assert boxed.sandbox.refused[0].place.line == 3


@pytest.mark.parametrize(
    "line",
    [
        "acl x hdr(host) lua.example.com",
        "http-request set-header X lua.example.com",
        "http-request use-service prometheus-exporter if { path /metrics }",
        "filter compression",
        "filter trace",
        "filter bwlim-in x default-limit 1m default-period 1s",
    ],
)
def test_what_is_no_code_of_others_stays(line: str):
    boxed = ruled(line)
    assert boxed.refused == []
    assert boxed.text() == f"frontend f\n {line}\n"


def test_a_fastcgi_application_goes():
    boxed = boxed_text("fcgi-app a\n docroot /x\nbackend b\n use-fcgi-app a\n filter fcgi-app a\n")
    assert boxed.text() == "# left out\n # left out\nbackend b\n # left out\n # left out\n"


@pytest.mark.parametrize(
    "line",
    ["acl x src office.example.com", "http-request deny if { src -n 10.0.0.1 office.example.com }"],
)
def test_addresses_that_are_names_cannot_be_looked_up(line: str):
    assert "looked up to start" in ruled(line).refused[0]


@pytest.mark.parametrize(
    "line",
    ["acl x src 10.0.0.1 10.0.0.0/8 2001:db8::/32", "acl x src -f a.lst", "acl x hdr(host) a.b"],
)
def test_addresses_and_other_texts_need_no_looking_up(line: str):
    assert ruled(line).refused == []


def test_names_looked_up_for_requests_stay_unset():
    boxed = ruled("http-request do-resolve(txn.ip,dns) hdr(host)")
    assert "stays unset" in boxed.doubts[0]


@pytest.mark.parametrize("fetch", ["so_id 2", "fc_rcvd_proxy", "ssl_c_s_dn(CN) x"])
def test_fetches_that_tell_the_sandbox_apart_are_doubted(fetch: str):
    assert "tell the sandbox" in ruled(f"acl x {fetch}").doubts[0]
    assert ruled("acl x ssl_fc").doubts == []
