"""Routes that no request reaches, proved over all requests."""

from pathlib import Path

import pytest

from tests.harness.findings import haproxy, named, nginx

FRONT = "frontend www\n    bind :80\n"


def dead(folder: Path, *lines: str) -> list[int]:
    """The lines that never decide, each counted from the first given one."""
    text = "\n".join(f"    {line}" for line in lines)
    found = haproxy(folder, f"{FRONT}{text}\n    default_backend web")
    places = [f.place.line for f in named(found, "routing/dead-condition")]
    for finding in named(found, "routing/shadowed"):
        losers = [place.line for place, _ in finding.related]
        places += [finding.place.line] if "together" in finding.message else losers
    return sorted(line - 5 for line in places)


@pytest.mark.parametrize(
    "lines",
    [
        ("use_backend api if { path_beg /a/ }", "use_backend web if { path_beg /a/b/ }"),
        ("use_backend api if { path_end .php }", "use_backend web if { path /x/y.php }"),
        ("use_backend api if { path_reg ^/[a-c]+/ }", "use_backend web if { path_beg /ab/ }"),
        ("use_backend api unless { method GET }", "use_backend web if { method POST }"),
        ("use_backend api if { src 10.0.0.0/8 }", "use_backend web if { src 10.1.0.0/16 }"),
    ],
)
def test_one_route_takes_all(tmp_path: Path, lines: tuple[str, ...]):
    assert dead(tmp_path, *lines) == [2]


@pytest.mark.parametrize(
    "lines",
    [
        (
            "use_backend api if { path_end .png }",
            "use_backend api if { path_end .jpg }",
            r"use_backend web if { path_reg \.(png|jpg)$ }",
        ),
        (
            "use_backend api if { path_beg /a } { method GET }",
            "use_backend api if { path_beg /a } !{ method GET }",
            "use_backend web if { path_beg /a/b }",
        ),
        (
            "use_backend api if { path_reg ^/[a-m] }",
            "use_backend api if { path_reg ^/[n-z] }",
            "use_backend web if { path_beg /q }",
        ),
        (
            "use_backend api if { hdr(host) -i a.example }",
            "use_backend api if { path_beg /x }",
            "use_backend web if { hdr(host) a.example } or { path /x }",
        ),
    ],
)
def test_several_take_all_together(tmp_path: Path, lines: tuple[str, ...]):
    assert dead(tmp_path, *lines) == [3]


@pytest.mark.parametrize(
    "lines",
    [
        ("use_backend api if { path_beg /a/ }", "use_backend web if { path_beg /a }"),
        ("use_backend api if { path_end .php }", "use_backend web if { path_beg /x }"),
        ("use_backend api if { rand(100) lt 10 }", "use_backend web if { rand(100) lt 10 }"),
        ("use_backend api if { hdr(x-a) 1 }", "use_backend web if { hdr(x-a) 2 }"),
        ("http-request set-path /b%[path] if { method GET }", "use_backend web if { path_beg /a }"),
        (
            "http-request deny if { path_beg /a }",
            "http-request set-path /a if { method GET }",
            "use_backend api if { path /a }",
        ),
        (
            "use_backend api if { sc_http_req_rate(0) gt 10 }",
            "http-request track-sc0 src",
            "use_backend web if { sc_http_req_rate(0) gt 20 }",
        ),
    ],
)
def test_a_route_that_some_request_reaches_is_left_alone(tmp_path: Path, lines: tuple[str, ...]):
    assert dead(tmp_path, *lines) == []


@pytest.mark.parametrize(
    "tests",
    [
        "{ path /a } { path /b }",
        "{ path_beg /api } { path_end .php } { path /api/x /y.php }",
        "{ method GET } !{ method GET POST }",
        r"{ path_reg ^/[0-9]+$ } { path_end x }",
    ],
)
def test_tests_that_exclude_one_another(tmp_path: Path, tests: str):
    assert dead(tmp_path, f"use_backend api if {tests}") == [1]


def test_a_switch_that_is_off_is_no_dead_condition(tmp_path: Path):
    found = nginx(
        tmp_path,
        "server { listen 80; if ($closed) { return 503; } location / { proxy_pass http://web; } }",
        "geo $closed { default 0; 10.0.0.0/8 0; }",
    )
    assert not named(found, "routing/dead-condition")
    assert not named(found, "routing/shadowed")


def test_a_thousand_expressions_end_in_time(tmp_path: Path):
    lines = [
        f"use_backend {('web', 'api')[n % 2]} if {{ path_reg ^/[a-z]*{n % 7}.*x{n}y[a-z]+$ }}"
        for n in range(300)
    ]
    assert dead(tmp_path, *lines) == []
