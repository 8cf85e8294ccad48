"""map, geo and split_clients."""

from pathlib import Path

import pytest

from steelyard.dialects.nginx.text.maps_split import hundredths
from tests.harness.nginx_text import end, notices, read_http


def location(folder: Path, block: str, variable: str, question: str, *headers: str) -> str:
    """What a variable is for a request."""
    text = f"{block} server {{ listen 80; return 302 /[{variable}]; }}"
    return end(read_http(text, folder), question, *headers).location[2:-1]


MAP = r"""map $http_x $v {
    default none; ONE exact; "" empty; \default word;
    "~^(?<n>\d+)$" number-$n; "~*^AB(.)" group-$1; }"""


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("one", "exact"),
        ("One", "exact"),
        ("", "empty"),
        ("default", "word"),
        ("42", "number-42"),
        ("abz", "group-z"),
        ("else", "none"),
    ],
)
def test_map(tmp_path: Path, header: str, value: str) -> None:
    assert location(tmp_path, MAP, "$v", "GET http://h/", f"X: {header}") == value


def test_an_absent_header_is_the_empty_text(tmp_path: Path) -> None:
    assert location(tmp_path, MAP, "$v", "GET http://h/") == "empty"


HOSTNAMES = """map $host $v { hostnames; default none;
    a.test exact; *.a.test head; .b.test both; *.x.a.test longer; www.* tail; ~c regex; }"""


@pytest.mark.parametrize(
    ("host", "value"),
    [
        ("a.test", "exact"),
        ("q.a.test", "head"),
        ("q.x.a.test", "longer"),
        ("b.test", "both"),
        ("q.b.test", "both"),
        ("www.org", "tail"),
        ("c", "regex"),
        ("z", "none"),
    ],
)
def test_hostnames(tmp_path: Path, host: str, value: str) -> None:
    assert location(tmp_path, HOSTNAMES, "$v", f"GET http://{host}/") == value


GEO = "geo $arg_ip $v { default no; 10.0.0.0/8 wide; 10.1.0.0/16 mid; 10.1.2.3 host; }"
RANGES = "geo $arg_ip $v { ranges; default no; 10.0.0.0-10.0.0.9 wide; 10.0.0.3-10.0.0.4 in; }"


@pytest.mark.parametrize(
    ("block", "address", "value"),
    [
        (GEO, "10.2.0.1", "wide"),
        (GEO, "10.1.9.9", "mid"),
        (GEO, "10.1.2.3", "host"),
        (GEO, "11.0.0.1", "no"),
        (GEO, "junk", "no"),
        (RANGES, "10.0.0.9", "wide"),
        (RANGES, "10.0.0.4", "in"),
        (RANGES, "10.0.0.10", "no"),
    ],
)
def test_geo(tmp_path: Path, block: str, address: str, value: str) -> None:
    assert location(tmp_path, block, "$v", f"GET http://h/?ip={address}") == value


def test_split_clients_follows_the_edges(tmp_path: Path) -> None:
    block = "split_clients $arg_k $v { 10% a; 25.5% b; * c; }"
    seen = {location(tmp_path, block, "$v", f"GET http://h/?k={n}") for n in range(60)}
    assert seen == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("text", "number"), [("1%", 100), ("0.5%", 50), ("12.34%", 1234), ("1", None), ("x%", None)]
)
def test_hundredths(text: str, number: int | None) -> None:
    assert hundredths(text) == number


CHOSEN = "server {{ listen 80; location / {{ proxy_pass http://$v; }} }}"


@pytest.mark.parametrize(
    ("block", "rule", "said"),
    [
        ("map $host $v { a web; }", "routing/map-without-default", True),
        ("map $host $v { default web; }", "routing/map-without-default", False),
        ("split_clients $host $v { 99% web; }", "routing/split-gap", True),
        ("split_clients $host $v { 1% api; * web; }", "routing/split-gap", False),
    ],
)
def test_gaps(tmp_path: Path, block: str, rule: str, said: bool) -> None:
    assert bool(notices(read_http(block + CHOSEN.format(), tmp_path), rule)) == said


def test_a_map_that_feeds_no_server_needs_no_default(tmp_path: Path) -> None:
    text = "map $host $v { a b; } server { listen 80; add_header X $v; return 200; }"
    assert notices(read_http(text, tmp_path), "routing/map-without-default") == []


def test_a_map_chooses_the_pool(tmp_path: Path) -> None:
    text = "map $http_c $v { default web; yes api; off ''; }" + CHOSEN.format()
    gateway = read_http(text, tmp_path)
    assert end(gateway, "GET http://h/").pool == "web"
    assert end(gateway, "GET http://h/", "C: yes").pool == "api"
    assert end(gateway, "GET http://h/", "C: off").status == 500
