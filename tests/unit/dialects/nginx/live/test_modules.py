import pytest

from steelyard.core.source import SourceTree
from tests.harness.nginx_box import boxed, http, lines, server, whys

MODULE = "/usr/lib/nginx/modules/ngx_stream_module.so"
STREAM = "load_module modules/ngx_stream_module.so; events {} stream {}"


@pytest.mark.parametrize("there", [True, False])
def test_stream_is_loaded_where_it_is_a_file(there: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(SourceTree, "exists", lambda self, path: there and path == MODULE)
    found = [line for line in lines(boxed(STREAM)) if line.startswith("load_module")]
    assert found == ([f"load_module {MODULE};"] if there else [])


@pytest.mark.parametrize(
    "line",
    [
        "js_content main.hello;",
        "content_by_lua_block { ngx.say(1) }",
        "rewrite_by_lua_file /x.lua;",
        "perl main::hello;",
        "xslt_stylesheet /x.xslt;",
        "modsecurity on;",
        "redis2_pass 10.0.0.1:6379;",
        "keyval_zone zone=a:1m;",
        "prxy_pass http://10.0.0.1;",
    ],
)
def test_strangers_are_refused(line: str):
    sandbox = server(f"location / {{\n{line}\n}}")
    assert [
        (item.place.line, item.why.startswith(line.split()[0])) for item in sandbox.refused
    ] == [(5, True)]


def test_unknown_blocks_are_refused():
    assert boxed("events {} http {} rtmp { server { listen 1935; } }").refused


@pytest.mark.parametrize("line", ["brotli on;", "more_set_headers 'A: b';", "status_zone a;"])
def test_what_only_adorns_answers_is_left_out(line: str):
    sandbox = server(line)
    assert line not in lines(sandbox)
    assert sandbox.refused == []


def test_health_checks_of_plus_are_left_out():
    sandbox = server(
        "location / { proxy_pass http://10.0.0.1; health_check uri=/x; }", "match m { status 200; }"
    )
    assert sandbox.refused == []
    assert not any("health" in line or "match" in line for line in lines(sandbox))
    assert [item.kind for item in sandbox.rewrites].count("check") == 2


def test_a_database_that_is_missing():
    sandbox = http("geoip_country /no/such/GeoIP.dat; server { listen 80; }")
    assert whys(sandbox) == ["geoip_country needs a file that does not exist here."]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("worker_processes 2;", '"worker_processes" directive is not allowed here.'),
        ("root;", 'invalid number of arguments in "root" directive.'),
        ("resolver;", 'invalid number of arguments in "resolver" directive.'),
        (
            "proxy_pass http://a { }",
            '"proxy_pass" directive has a block where none may be, or none where one must.',
        ),
    ],
)
def test_what_nginx_refuses_is_refused(line: str, why: str):
    assert why in whys(server(f"location / {{ {line} }}"))
