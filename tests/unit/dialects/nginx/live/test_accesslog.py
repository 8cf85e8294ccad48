"""Requests, tries and answers out of an access log, by pool and server."""

import re

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.nginx import dialect
from steelyard.dialects.nginx.live import accesslog
from steelyard.dialects.nginx.live.accesslog import RECOMMENDED, Tally
from steelyard.dialects.nginx.live.logformat import compiled
from steelyard.dialects.runtime import Counters

CONFIGURATION = """
http {
    upstream web { server 10.0.0.1:80 weight=3; server 10.0.0.2; server [::1]:8080; }
    upstream api { server 10.0.0.2; server unix:/run/api.sock; server app.example:81; }
    server {
        listen 80;
        location / { proxy_pass http://web; }
        location /d { proxy_pass http://10.9.9.9; }
    }
}
"""
FORM = compiled("steelyard", "".join(re.findall("'([^']*)'", RECOMMENDED)))
BARE = compiled("bare", "$upstream_addr")


def tally(tmp_path, *lines: str, form=FORM) -> Tally:
    path = tmp_path / "nginx.conf"
    path.write_text(CONFIGURATION)
    found = Tally(dialect.read(SourceTree(str(path)), ReadOptions()).pools)
    found.add(lines, form)
    return found


def line(
    host: str, tries: str, status: str, connect: str, header: str = "", spent: str = ""
) -> str:
    header, spent = header or connect, spent or connect
    last = re.split(r", | : ", status)[-1]
    shown = last if last != "-" else "499"
    return f'1.5 "{host}" "{tries}" "{status}" {shown} 0.5 "{connect}" "{header}" "{spent}"'


def counters(found: Tally, pool: str) -> dict[str, Counters]:
    return {
        n: one.counters for n, one in found.states[pool].servers.items() if one.counters.requests
    }


def test_one_try(tmp_path):
    found = tally(
        tmp_path,
        line("web", "10.0.0.1:80", "200", "0.001", spent="0.300"),
        line("web", "10.0.0.1:80", "404", "0.001", spent="0.100"),
        line("web", "[::1]:8080", "301", "0.001"),
    )
    web = counters(found, "web")
    assert web["10.0.0.1:80"] == Counters(2, 2, (0, 1, 0, 1, 0, 0))
    assert web["[::1]:8080"] == Counters(1, 1, (0, 0, 1, 0, 0, 0))
    server = found.states["web"].servers["10.0.0.1:80"]
    assert (server.configured_weight, server.times) == (3, {"response": 0.2})
    assert found.states["web"].total == Counters(3, 3, (0, 1, 1, 1, 0, 0))


def test_the_same_address_in_two_pools_is_told_by_proxy_host(tmp_path):
    found = tally(
        tmp_path,
        line("web", "10.0.0.2:80", "200", "0.0"),
        line("api", "10.0.0.2:80", "200", "0.0"),
        line("api", "unix:/run/api.sock", "200", "0.0"),
        line("10.9.9.9", "10.9.9.9:80", "200", "0.0"),
    )
    assert list(counters(found, "web")) == ["10.0.0.2"]
    assert list(counters(found, "api")) == ["10.0.0.2", "unix:/run/api.sock"]
    assert list(counters(found, "10.9.9.9:80")) == ["10.9.9.9:80"]


def test_without_proxy_host_only_an_address_of_one_pool_is_told(tmp_path):
    found = tally(tmp_path, "10.0.0.1:80", "10.0.0.2:80", "10.0.0.2:80, 10.0.0.1:80", form=BARE)
    assert {name: state.total.requests for name, state in found.states.items()} == {"web": 2, "": 1}
    assert counters(found, "web")["10.0.0.1:80"] == Counters(2, 1, (0,) * 6)


def test_a_name_with_changing_addresses_stays_by_address(tmp_path):
    found = tally(tmp_path, line("api", "10.7.7.7:81", "200", "0.0"))
    assert list(counters(found, "api")) == ["10.7.7.7:81"]


def test_a_refused_and_a_repeated_try(tmp_path):
    found = tally(tmp_path, line("web", "10.0.0.2:80, 10.0.0.1:80", "502, 200", "-, 0.001"))
    web = counters(found, "web")
    assert web["10.0.0.2"] == Counters(1, 1, (0,) * 6, connect_errors=1, redispatches=1)
    assert web["10.0.0.1:80"] == Counters(1, 0, (0, 1, 0, 0, 0, 0))
    assert found.states["web"].total == Counters(1, 1, (0, 1, 0, 0, 0, 0))


def test_a_server_that_never_answered_is_told_from_one_that_said_502(tmp_path):
    found = tally(
        tmp_path,
        line("web", "10.0.0.1:80", "504", "0.001", "-"),
        line("web", "10.0.0.1:80", "502", "0.001", "0.002"),
        line("web", "10.0.0.1:80", "-", "0.001", "-"),
    )
    expected = Counters(3, 3, (0, 0, 0, 0, 1, 0), response_errors=2)
    assert counters(found, "web")["10.0.0.1:80"] == expected


def test_an_internal_redirect_goes_to_another_pool(tmp_path):
    tries = "10.0.0.1:80, [::1]:8080 : unix:/run/api.sock"
    found = tally(tmp_path, line("api", tries, "502, 502 : 200", "-, - : 0.001"))
    assert found.states["web"].total.connect_errors == 1
    assert sum(one.connect_errors for one in counters(found, "web").values()) == 2
    assert counters(found, "api") == {"unix:/run/api.sock": Counters(1, 1, (0, 1, 0, 0, 0, 0))}


def test_a_pool_without_a_server_left(tmp_path):
    found = tally(
        tmp_path,
        line("web", "web", "502", "-"),
        line("api", "web : unix:/run/api.sock", "502 : 200", "- : 0.001"),
        line("web", "10.0.0.1:80, web", "502, 502", "-, -"),
    )
    assert found.unserved == {"web": 3}
    assert list(counters(found, "web")) == ["10.0.0.1:80"]
    assert found.states["web"].total.requests == 3


def test_requests_without_a_server_and_strange_lines(tmp_path):
    lines = [line("-", "-", "-", "-"), "garbage", "", line("web", "10.0.0.1:80", "200", "0.0")[:-9]]
    found = tally(tmp_path, *lines)
    assert (found.lines, found.strange, found.states) == (4, 3, {})


def test_variables_of_other_shape_are_left_out(tmp_path):
    found = tally(tmp_path, line("web", "10.0.0.1:80, 10.0.0.2:80", "200", "0.1, 0.1"))
    assert counters(found, "web")["10.0.0.1:80"].answered == (0,) * 6


def test_odd_statuses_are_others(tmp_path):
    odd = [line("web", "10.0.0.1:80", status, "0.1", "0.1") for status in ("009", "999", "٢٠٠")]
    found = tally(tmp_path, *odd)
    assert counters(found, "web")["10.0.0.1:80"].answered == (0, 0, 0, 0, 0, 3)


def test_memory_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(accesslog, "MOST_SERVERS", 5)
    lines = [line("web", f"10.1.0.{number}:80", "200", "0.1") for number in range(20)]
    found = tally(tmp_path, *lines)
    assert (len(counters(found, "web")), found.dropped) == (5, 15)
    assert found.states["web"].total.requests == 20


def test_lines_end_with_line_feeds_only():
    assert list(accesslog.each_line("a\x0bb\r\n\nc\x85d\u2028e\n")) == ["a\x0bb\r", "c\x85d\u2028e"]
