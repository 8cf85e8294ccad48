"""Each kind of expectation, in both dialects: what holds, what fails and by which request."""

from pathlib import Path

import pytest

from steelyard.app.loading import Reading, load_gateway
from steelyard.core.errors import PolicyError
from steelyard.expect.judge import judge
from steelyard.expect.result import Judged, Result, Verdict
from steelyard.lint.policyfile import read_policy

HAPROXY = """
defaults
    mode http
    timeout connect 3s
    timeout client 30s
    timeout server 30s
frontend www
    bind :80
    bind :443 ssl crt /etc/shop.pem
    http-request redirect scheme https code 301 unless { ssl_fc }
    http-request deny deny_status 403 if { path_beg /internal/ } !{ src 10.0.0.0/8 }
    use_backend admin if { hdr(host) -i admin.example } { src 10.0.0.0/8 }
    use_backend api if { path_beg /api/ }
    use_backend lab if { path /q } { req.body_unheard_of x }
    default_backend web
listen mail
    mode tcp
    bind :25
    server m1 10.0.9.1:25
backend web
    server web1 10.0.1.1:80
    server web2 10.0.1.2:80
backend api
    http-request deny deny_status 405 if { method DELETE }
    server api1 10.0.2.1:80 weight 3
    server api2 10.0.2.2:80 weight 1
backend admin
    server adm1 10.0.3.1:80
backend lab
    server lab1 10.0.4.1:80
backend old
    server old1 10.0.5.1:80
"""

NGINX = """
events {}
http {
    upstream web { server 10.0.1.1:80; server 10.0.1.2:80; }
    upstream api { server 10.0.2.1:80 weight=3; server 10.0.2.2:80; }
    upstream admin { server 10.0.3.1:80; }
    upstream old { server 10.0.5.1:80; }
    server {
        listen 80 default_server;
        return 301 https://shop.example$request_uri;
    }
    server {
        listen 443 ssl;
        ssl_certificate /a.pem; ssl_certificate_key /a.key;
        server_name shop.example;
        location / { proxy_pass http://web; }
        location /api/ { proxy_pass http://api; }
        location /internal/ { return 403; }
    }
    server {
        listen 8080;
        server_name admin.example;
        location / { allow 10.0.0.0/8; deny all; proxy_pass http://admin; }
    }
}
"""
TEXTS = {"haproxy": ("haproxy.cfg", HAPROXY), "nginx": ("nginx.conf", NGINX)}

HOLDS, FAILS, UNKNOWN, SKIPPED = Result.HOLDS, Result.FAILS, Result.UNKNOWN, Result.SKIPPED


def verdict(dialect: str, policy: str, folder: Path) -> Verdict:
    name, text = TEXTS[dialect]
    path = folder / name
    path.write_text(text)
    gateway = load_gateway(str(path), Reading(dialect))
    return judge(gateway, read_policy("p.toml", policy).expectations)


def judged(dialect: str, entry: str, folder: Path) -> Judged:
    (one,) = verdict(dialect, f"[[expect]]\n{entry}\n", folder).judged
    return one


BOTH = [
    ('request = "GET https://shop.example/api/x"\npool = "api"', HOLDS),
    ('request = "GET https://shop.example/api/x"\npool = "web"', FAILS),
    ('request = "GET https://shop.example/api/x"\nnot_pool = ["admin", "old"]', HOLDS),
    ('request = "GET http://shop.example/a?b=c"\nredirect = "https://shop.example/a?b=c"', HOLDS),
    ('request = "GET http://shop.example/a"\nredirect = "https://b.example/a"', FAILS),
    ('request = "GET http://shop.example/a"\nstatus = [302, 301]', HOLDS),
    ('request = "GET https://shop.example/internal/x"\nstatus = 403', HOLDS),
    ('request = "GET https://shop.example/"\nserver = "web1"', FAILS),
    ('where = { scheme = "http", port = 80 }\nredirect_prefix = "https://"', HOLDS),
    ('where = { scheme = "http", port = 80 }\nredirect = true', HOLDS),
    ('where = { scheme = "http", port = 80 }\nstatus = 301', HOLDS),
    ('where = { scheme = "http", port = 80 }\nredirect = "https://shop.example/"', FAILS),
    ('where = { scheme = "http", port = 80 }\nnot_pool = "web"', HOLDS),
    (
        'where = { path_prefix = "/api/", scheme = "https", method = "GET" }\nnot_pool = "old"',
        HOLDS,
    ),
    ('where = { path = "/x", path_prefix = "/y" }\npool = "web"', FAILS),
    ('where = { port = 81 }\npool = "web"', FAILS),
    ('where = { host = "shop.example", scheme = "https" }\npools = ["web", "api"]', FAILS),
    ('pool = "api"\nonly_from = ["10.0.0.0/8"]', FAILS),
    ('pool = "api"\nonly_from = ["0.0.0.0/0", "::/0"]', FAILS),
    ('pool = "api"\nunreachable = true', FAILS),
    ('pool = "apj"\nunreachable = true', FAILS),
    ('where = {}\nnot_pool = "apj"', FAILS),
    ("every_pool_reachable = true", FAILS),
    ('every_pool_reachable = true\nexcept = ["odl"]', FAILS),
    ('pool = "api"\nmax_share = 0.75', HOLDS),
    ('pool = "api"\nmax_share = 0.7', FAILS),
    ('pool = "api"\nmin_servers = 2', HOLDS),
    ('pool = "api"\nmin_servers = 3', FAILS),
    ('pool = "web"\nmax_of_traffic = 0.5', SKIPPED),
]
ONE = {
    "haproxy": [
        ('pool = "admin"\nonly_from = ["10.0.0.0/8"]', HOLDS),
        ('pool = "admin"\nonly_from = ["10.1.0.0/16"]', FAILS),
        ('pool = "old"\nunreachable = true', HOLDS),
        ('pool = "lab"\nunreachable = true', UNKNOWN),
        (
            'where = { listener = "www", scheme = "https", path = "/q", '
            'not = { host = "admin.example" } }\npool = "web"',
            UNKNOWN,
        ),
        ('where = { path_prefix = "/api/", scheme = "https", plainly = true, '
         'not = { host = "admin.example" } }\npool = "api"', FAILS),
        ('where = { path_prefix = "/api/", scheme = "https", method = ["GET", "POST"], '
         'not = [{ host = "admin.example" }] }\npool = "api"', HOLDS),
        ('where = { path_prefix = "/internal/", scheme = "https", '
         'not = { source = "10.0.0.0/8" } }\nstatus = 403', HOLDS),
        ('where = { listener = "mail" }\npool = "mail"', HOLDS),
        ('request = "GET https://shop.example/q"\npool = "web"', UNKNOWN),
        ('pool = "web"\nmax_share = 0.5\ndown = ["web/web1"]', FAILS),
        ('pool = "web"\nmax_share = 0.5\ndown = ["web/web3"]', FAILS),
        ('pool = "web"\nmax_share = 1.0\ndown = ["web/web1"]', HOLDS),
    ],
    "nginx": [
        ('pool = "admin"\nonly_from = ["10.0.0.0/8"]', HOLDS),
        ('pool = "admin"\nonly_from = ["10.1.0.0/16"]', FAILS),
        ('pool = "old"\nunreachable = true', HOLDS),
        ('every_pool_reachable = true\nexcept = ["old"]', HOLDS),
        ('where = { path_prefix = "/api/", port = 443 }\npool = "api"', HOLDS),
        ('where = { path_regex = "^/api/", host = "*.example", port = 443 }\npool = "api"', HOLDS),
        ('where = { path_suffix = ".php", port = 443, not = { path_regex = "^/(api|internal)/" } }'
         '\npool = "web"', HOLDS),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("dialect", "entry", "expected"),
    [(d, e, r) for d in TEXTS for e, r in BOTH] + [(d, *case) for d in ONE for case in ONE[d]],
)
def test_what_becomes_of_it(dialect: str, entry: str, expected: Result, tmp_path: Path) -> None:
    one = judged(dialect, entry, tmp_path)
    assert one.result is expected, one.why
    assert one.result is HOLDS or one.why


@pytest.mark.parametrize("dialect", TEXTS)
def test_a_failing_one_shows_a_request_and_its_way(dialect: str, tmp_path: Path) -> None:
    where = 'scheme = "https", path = "/api/v1", method = "GET", not = { host = "admin.example" }'
    one = judged(dialect, f'where = {{ {where} }}\npool = "web"', tmp_path)
    assert (one.result, one.why.partition(",")[0]) == (FAILS, "such a request goes to pool api")
    assert one.request is not None and one.request.target.startswith("/api/v1")
    assert one.outcome is not None and one.outcome.pool == "api"
    assert all(step.place.line for step in one.outcome.steps)


def test_a_host_with_a_port_is_the_same_host(tmp_path: Path) -> None:
    where = 'host = "admin.example", source = "10.0.0.0/8", scheme = "https"'
    one = judged("haproxy", f'where = {{ {where}, path = "/" }}\npool = "admin"', tmp_path)
    assert one.result is FAILS and one.request is not None
    (host,) = one.request.header("host")
    assert host.lower().startswith("admin.example") and host.lower() != "admin.example"
    same = judged(
        "haproxy", f'where = {{ {where}, path = "/", plainly = true }}\npool = "admin"', tmp_path
    )
    assert same.result is HOLDS


def test_a_directive_that_is_not_understood_is_named(tmp_path: Path) -> None:
    one = judged("haproxy", 'pool = "lab"\nunreachable = true', tmp_path)
    assert "unheard_of" in one.why


def test_listeners_that_cannot_be_told_apart_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="there is no listener 'wwww'"):
        judged("haproxy", 'where = { listener = "wwww" }\npool = "web"', tmp_path)


COVERED = """
[[expect]]
request = "GET https://shop.example/api/x"
pool = "api"
[[expect]]
where = { scheme = "http", port = 80 }
redirect = true
"""


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("haproxy", {"use_backend api if { path_beg /api/ }",
                     "http-request redirect scheme https code 301 unless { ssl_fc }"}),
        ("nginx", {"return 301 https://shop.example$request_uri", "proxy_pass http://api"}),
    ],
)  # fmt: skip
def test_the_routes_that_are_covered(dialect: str, expected: set[str], tmp_path: Path) -> None:
    coverage = verdict(dialect, COVERED, tmp_path).coverage
    assert {line.text for line in coverage.covered} == expected
    assert len(coverage.missing) == len(coverage.routes) - len(expected) > 2
    assert coverage.why == ""


def test_a_pool_covers_the_lines_that_lead_to_it(tmp_path: Path) -> None:
    coverage = verdict(
        "haproxy", '[[expect]]\npool = "lab"\nunreachable = true\n', tmp_path
    ).coverage
    assert {line.text.split()[1] for line in coverage.covered} == {"lab"}
