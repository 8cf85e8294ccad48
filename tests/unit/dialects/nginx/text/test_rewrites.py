"""Rewriting, conditions, access, error pages, try_files, and what the server sees."""

from pathlib import Path

import pytest

from steelyard.core.finding import Severity
from tests.harness.nginx_text import end, notices, read_http

BODIES = {
    "last": "location /a { rewrite ^/a/(.*)$ /b/$1 last; } location /b { proxy_pass http://web; }",
    "break": "location /a { rewrite ^/a/(.*)$ /b/$1 break; proxy_pass http://api; }",
    "plain": """location /a { rewrite ^/a/(.*)$ /b/$1; proxy_pass http://api; }
        location /b { proxy_pass http://web; }""",
    "server": "rewrite ^/a/(.*)$ /b/$1; location /b { proxy_pass http://web; }",
    "drops": "location /a { rewrite ^/a/(.*)$ /b/$1?n=1? break; proxy_pass http://web; }",
    "keeps": "location /a { rewrite ^/a/(.*)$ /b/$1?n=1 break; proxy_pass http://web; }",
    "uri": "location /a/ { proxy_pass http://web/v1/; }",
    "exact": "location = /a/x { proxy_pass http://web/v1; }",
    "variables": "location /a { proxy_pass http://web/v2$uri$is_args$args; }",
    "moved": "location /a/ { rewrite ^/a/(.*) /c/$1 break; proxy_pass http://web/v1/; }",
    "if": "location / { if ($arg_q) { proxy_pass http://web; } proxy_pass http://api; }",
    "named": "location / { try_files /none @n; } location @n { proxy_pass http://web; }",
    "page": "error_page 404 = @n; location / {return 404;} location @n {proxy_pass http://web;}",
    "escaped": "location / { rewrite ^/a/(.*)$ '/b c/$1' break; proxy_pass http://web; }",
}


@pytest.mark.parametrize(
    ("body", "pool", "sees"),
    [
        ("last", "web", "/b/x?q=1"),
        ("break", "api", "/b/x?q=1"),
        ("plain", "web", "/b/x?q=1"),
        ("server", "web", "/b/x?q=1"),
        ("drops", "web", "/b/x?n=1"),
        ("keeps", "web", "/b/x?n=1&q=1"),
        ("uri", "web", "/v1/x?q=1"),
        ("exact", "web", "/v1?q=1"),
        ("variables", "web", "/v2/a/x?q=1"),
        ("moved", "web", "/c/x?q=1"),
        ("if", "web", "/a/x?q=1"),
        ("named", "web", "/a/x?q=1"),
        ("page", "web", "/a/x?q=1"),
        ("escaped", "web", "/b%20c/x?q=1"),
    ],
)
def test_pool_and_path(tmp_path: Path, body: str, pool: str, sees: str) -> None:
    gateway = read_http(f"server {{ listen 80; {BODIES[body]} }}", tmp_path)
    outcome = end(gateway, "GET http://h/a/x?q=1")
    assert outcome.end is not None
    assert (outcome.pool, outcome.end.target) == (pool, sees)


@pytest.mark.parametrize(
    ("body", "status", "location"),
    [
        ("return 301 https://$host$request_uri;", 301, "https://h/a/x?q=1"),
        ("return https://other/;", 302, "https://other/"),
        ("rewrite ^/a/(.*)$ /b/$1 permanent;", 301, "/b/x?q=1"),
        ("rewrite ^/a/(.*)$ /b?p=$1 redirect;", 302, "/b?p=x&q=1"),
        ("rewrite ^ http://new.example/? last;", 302, "http://new.example/"),
        ("location / { error_page 403 https://help/; deny all; }", 302, "https://help/"),
    ],
)
def test_redirects(tmp_path: Path, body: str, status: int, location: str) -> None:
    outcome = end(read_http(f"server {{ listen 80; {body} }}", tmp_path), "GET http://h/a/x?q=1")
    assert (outcome.status, outcome.location) == (status, location)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("return 444;", None),
        ("if ($request_method = POST) { return 405; } return 200;", 200),
        ("if ($request_method != POST) { return 405; } return 200;", 405),
        ("if ($http_user_agent = '') { return 400; } return 200;", 400),
        ("if ($http_user_agent !~ bot) { return 400; } return 200;", 400),
        ("if ($arg_q ~ ^(\\d)$) { return 302 /$1; } return 200;", 302),
        ("set $x 1; if ($arg_z) { set $x 2; } if ($x = 1) { return 401; } return 200;", 401),
        ("if ($arg_q) { break; } return 403; location / { return 204; }", 204),
        ("location / { allow 10.0.0.0/8; deny all; return 200; }", 200),
        ("location / { allow 10.0.0.0/8; deny all; empty_gif; }", 403),
        ("location / { deny 192.0.2.1; allow all; empty_gif; }", 403),
        ("location / { auth_basic x; auth_basic_user_file f; empty_gif; }", 401),
        ("location / { satisfy any; allow 192.0.2.1; auth_basic x; deny all; empty_gif; }", 200),
        ("location / { limit_except POST { deny all; } return 200; }", 403),
        ("location / { try_files /none =418; }", 418),
        ("location / { internal; return 200; }", 404),
        ("location /a { rewrite ^ /i last; } location /i { internal; return 200; }", 200),
        ("location / { rewrite ^ /b last; }", 500),
        ("location / { try_files /none /b; }", 500),
    ],
)
def test_answers(tmp_path: Path, body: str, status: int | None) -> None:
    outcome = end(read_http(f"server {{ listen 80; {body} }}", tmp_path), "GET http://h/a/x?q=1")
    assert outcome.kind in ("respond", "reject", "redirect")
    assert outcome.status == status


@pytest.mark.parametrize(
    ("body", "loops"),
    [
        ("location / { rewrite ^ /x last; }", True),
        ("location / { rewrite ^(.*)$ /x$1 last; }", True),
        ("location /a { rewrite ^ /b last; } location /b { rewrite ^ /a last; }", True),
        ("location / { try_files /none /x; }", True),
        ("location / { rewrite ^ /x break; }", False),
        ("location / { rewrite ^ /x last; } location = /x { return 200; }", False),
        ("location / { if ($arg_a) { return 200; } rewrite ^ /x last; }", False),
        ("location / { try_files $uri /index.html; }", False),
    ],
)
def test_loops(tmp_path: Path, body: str, loops: bool) -> None:
    gateway = read_http(f"server {{ listen 80; {body} }}", tmp_path)
    found = notices(gateway, "routing/rewrite-loop")
    # A note only says what happens should a file be missing.
    assert any(notice.severity is not Severity.NOTE for notice in found) == loops


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("return 301 /; location / { return 200; }", "routing/return-before-locations"),
        ("location /a { proxy_pass http://web/; }", "routing/double-slash"),
        ("location /a/ { proxy_pass http://web/; }", "routing/prefix-dropped"),
        ("location / { proxy_pass http://no.such.host; }", "discovery/frozen-name"),
        ("location / { proxy_pass http://$host; }", "discovery/no-resolver"),
        ("location / { proxy_pass http://$arg_h; }", "exposure/client-picks-server"),
        ("set $b $http_x; location / { proxy_pass http://$b; }", "exposure/client-picks-server"),
    ],
)
def test_traps(tmp_path: Path, body: str, rule: str) -> None:
    gateway = read_http(f"server {{ listen 80 default_server; {body} }}", tmp_path)
    found = {notice.rule for notice in gateway.notices if "/" in notice.rule}
    assert found & {rule} == {rule}
    (notice,) = notices(gateway, rule)
    assert notice.place.line > 0
    assert all(text.endswith((".", "}'.")) for text in (notice.message, notice.remedy))


def test_many_steps_stay_in_proportion(tmp_path: Path) -> None:
    steps = "".join(f"rewrite ^/a{n} /b{n}; if ($arg_x{n}) {{ break; }}" for n in range(500))
    gateway = read_http(f"server {{ listen 80; location / {{ {steps} }} }}", tmp_path)
    assert len(gateway.routes()) < 5000


@pytest.mark.parametrize("broken", ["if ($x);", "rewrite ^;", "return;", "set $x;", "set;", "if;"])
def test_broken_directives_do_not_stop_the_reader(tmp_path: Path, broken: str) -> None:
    gateway = read_http(f"server {{ listen 80; location / {{ {broken} }} }}", tmp_path)
    assert end(gateway, "GET http://h/").kind in ("respond", "reject", "unknown")
