"""The location search lowered to chains, and the traps between locations."""

from pathlib import Path

import pytest

from tests.harness.nginx_text import end, notices, read_http

SEARCH = """
server {
    listen 80 default_server;
    location = /a { return 200 exact; }
    location /a { proxy_pass http://web; }
    location /a/long { proxy_pass http://api; }
    location ^~ /m/ { proxy_pass http://web; }
    location ~ \\.x$ { proxy_pass http://api; }
    location ~* ^/(?<part>q+)/ { return 302 /$part; }
    location /n/ {
        proxy_pass http://web;
        location ~ \\.x$ { return 403; }
        location = /n/e { return 200 nested; }
    }
}
"""


@pytest.mark.parametrize(
    ("path", "kind", "what"),
    [
        ("/a", "respond", 200),
        ("/a?x=1", "respond", 200),
        ("/ab", "pool", "web"),
        ("/a/longer", "pool", "api"),
        ("/a/b.x", "pool", "api"),
        ("/m/b.x", "pool", "web"),
        ("//m//b.x", "pool", "web"),
        ("/%6D/./b.x", "pool", "web"),
        ("/n/b.x", "reject", 403),
        ("/n/e", "respond", 200),
        ("/n/f", "pool", "web"),
        ("/n", "redirect", "/n/"),
        ("/n?k=1", "redirect", "/n/?k=1"),
        ("/QQ/x", "redirect", "/QQ"),
        ("/z", "respond", None),
    ],
)
def test_the_search(tmp_path: Path, path: str, kind: str, what: object) -> None:
    outcome = end(read_http(SEARCH, tmp_path), f"GET http://h{path}")
    assert outcome.kind == kind
    told = {"pool": outcome.pool, "redirect": outcome.location}.get(kind, outcome.status)
    assert told == what


def test_many_exact_locations_are_found_by_one_table(tmp_path: Path) -> None:
    locations = "".join(f"location = /{n} {{ return {200 + n}; }}" for n in range(50))
    gateway = read_http(f"server {{ listen 80; {locations} }}", tmp_path)
    assert end(gateway, "GET http://h/7").status == 207
    search = next(chain for name, chain in gateway.chains.items() if name.endswith("locations"))
    assert len(search.routes) < 5


def test_steps_name_the_lines(tmp_path: Path) -> None:
    outcome = end(read_http(SEARCH, tmp_path), "GET http://h/m/x")
    assert [step.place.line for step in outcome.steps][-2:] == [11, 11]


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        (r"~ ^/(media|c)", True),
        (r"~* \.(png|css)$", True),
        (r"~ ^/checkout/v1", False),
        (r"~ ^/other/", False),
        (r"~ [", False),
    ],
)
def test_an_expression_over_a_prefix(tmp_path: Path, expression: str, said: bool) -> None:
    text = f"""server {{ listen 80;
        location /checkout/ {{ proxy_pass http://web; }}
        location {expression} {{ proxy_pass http://api; }} }}"""
    found = notices(read_http(text, tmp_path), "routing/regex-overrides-prefix")
    assert bool(found) == said


@pytest.mark.parametrize("prefix", ["^~ /checkout/", "/"])
def test_what_is_meant_stays_quiet(tmp_path: Path, prefix: str) -> None:
    text = f"""server {{ listen 80;
        location {prefix} {{ proxy_pass http://web; }}
        location ~ c {{ proxy_pass http://api; }} }}"""
    assert notices(read_http(text, tmp_path), "routing/regex-overrides-prefix") == []


def test_alias_traversal(tmp_path: Path) -> None:
    text = "server { listen 80; location /i { alias /d/; } location /j/ { alias /d/; } }"
    (found,) = notices(read_http(text, tmp_path), "exposure/alias-traversal")
    assert "/i../" in found.consequence


def test_hostile_nesting_ends(tmp_path: Path) -> None:
    text = "server { listen 80; " + "location / { " * 60 + "return 204;" + "}" * 60 + "}"
    assert end(read_http(text, tmp_path), "GET http://h/").kind == "unknown"
