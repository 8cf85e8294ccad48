"""``forecast --format html``: the page of real configurations, a log, an overload, secrets."""

import re

import pytest

from tests.harness.cli import steelyard
from tests.meta.sources import ROOT

SHOP = str(ROOT / "examples" / "shop" / "change")
LINE = '10.0.0.1 - - [10/Oct/2026:13:55:36 +0000] "GET https://shop.example{} HTTP/1.1" 200 12'


def html(*words: str) -> str:
    ran = steelyard("forecast", *words, "--format", "html")
    assert ran.err == ""
    return ran.out


def test_the_change_that_stops_traffic_is_drawn():
    text = html(SHOP)
    assert text.startswith("<!DOCTYPE html>")
    assert "web1 gets everything; web2, web3 and web4 get nothing" in text
    assert "web1 gets 1200/s and carries 500/s" in text


def test_a_log_weighs_the_routes(tmp_path):
    log = tmp_path / "access.log"
    paths = ["/"] * 3 + ["/search"]
    lines = [LINE.format(path) + ' "-" "-"\n' for path in paths]
    log.write_text("".join([*lines, "no request at all\n"]))
    text = html(SHOP, "--log", str(log))
    assert "Weighed by 4 requests of a log" in text
    assert "1 line not understood." in text
    assert "The log does not hold" in text
    assert re.search(r">25 %</text>", text)
    assert "drawn alike" not in text


@pytest.mark.parametrize("case", ["nginx/saas-tenant-map", "haproxy/sound-saas-tenants"])
def test_both_dialects_say_their_own_lines(case):
    text = html(str(ROOT / "corpus" / case))
    assert ("location /" if case.startswith("nginx") else "use_backend files if") in text


def test_a_secret_never_reaches_the_page(tmp_path):
    config = tmp_path / "haproxy.cfg"
    config.write_text(
        "defaults\n  mode http\n  timeout connect 5s\n  timeout client 5s\n  timeout server 5s\n"
        "frontend www\n  bind :80\n  use_backend a if { req.hdr(x-api-key) -m str hunter2 }\n"
        "backend a\n  dynamic-cookie-key hunter2\n  http-request set-header Authorization hunter2\n"
        "  server s 10.0.0.1:80\n"
    )
    text = html(str(config))
    assert "hunter2" not in text
    assert "req.hdr(x-api-key) ***" in text
