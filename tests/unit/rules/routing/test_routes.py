"""Routes that take others' requests: who says so, how loudly, and what stays quiet."""

from pathlib import Path

import pytest

from tests.harness.findings import haproxy, named, nginx, severities

FRONT = "frontend www\n    bind :80\n"


def test_an_expression_takes_the_prefixes_it_matches(tmp_path: Path):
    found = haproxy(
        tmp_path,
        f"{FRONT}    use_backend web if {{ path_reg ^/(media|c) }}\n"
        "    use_backend api if { path_beg /checkout/ }\n    default_backend web",
    )
    (shadowed,) = named(found, "routing/shadowed")
    assert "api gets nothing by line 7" in shadowed.message
    assert "web1 50 %, web2 50 %" in shadowed.message


@pytest.mark.parametrize("expression", ["^/c$", "^/c(?=x)", r"^/c\b"])
def test_an_expression_that_looks_beyond_takes_none(tmp_path: Path, expression: str):
    found = haproxy(
        tmp_path,
        f"{FRONT}    use_backend web if {{ path_reg {expression} }}\n"
        "    use_backend api if { path_beg /c }\n    default_backend web",
    )
    assert not named(found, "routing/shadowed")


def test_one_finding_for_a_refusal_of_everything(tmp_path: Path):
    found = haproxy(
        tmp_path, f"{FRONT}    http-request deny\n    use_backend api\n    default_backend web"
    )
    assert severities(found, "routing/deny-all") == ["error"]
    assert not named(found, "routing/shadowed")


def test_a_redirect_to_another_site_is_a_note(tmp_path: Path):
    found = haproxy(
        tmp_path, f"{FRONT}    http-request redirect scheme https\n    default_backend web"
    )
    assert severities(found, "routing/deny-all") == ["note"]


def test_a_location_that_is_closed_is_no_outage(tmp_path: Path):
    found = nginx(
        tmp_path,
        "server { listen 80; location /old/ { deny all; proxy_pass http://api; }\n"
        "location / { proxy_pass http://web; } }",
    )
    assert severities(found, "routing/deny-all") == ["note"]


def test_a_default_behind_a_map_is_its_fallback(tmp_path: Path):
    found = haproxy(
        tmp_path,
        f"{FRONT}    use_backend %[req.hdr(host),map(hosts.map)]\n    default_backend web",
        files={"hosts.map": "a.example.com api\n"},
    )
    assert not named(found, "routing/shadowed")
    assert not named(found, "routing/map-without-default")


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("/api", ["warning"]),
        ("/api/", []),
        ("/", []),
        ("/favicon.ico", []),
        ("/.well-known/acme-challenge", []),
    ],
)
def test_prefixes_that_end_in_a_word(tmp_path: Path, prefix: str, expected: list[str]):
    found = haproxy(
        tmp_path,
        f"{FRONT}    use_backend api if {{ path_beg {prefix} }}\n    default_backend web",
    )
    assert severities(found, "routing/prefix-too-broad") == expected


def test_a_prefix_to_the_pool_of_the_rest_is_harmless(tmp_path: Path):
    found = haproxy(
        tmp_path, f"{FRONT}    use_backend web if {{ path_beg /api }}\n    default_backend web"
    )
    assert not named(found, "routing/prefix-too-broad")


def test_the_custom_of_locations_is_a_note(tmp_path: Path):
    found = nginx(
        tmp_path,
        "server { listen 80; location /api { proxy_pass http://api; }\n"
        "location / { proxy_pass http://web; } }",
    )
    assert severities(found, "routing/prefix-too-broad") == ["note"]


def test_what_a_server_does_when_no_location_fits_is_not_dead(tmp_path: Path):
    found = nginx(
        tmp_path, "server { listen 80; deny 10.0.0.9; location / { proxy_pass http://web; } }"
    )
    assert not named(found, "routing/shadowed")


@pytest.mark.parametrize(
    ("expression", "fires"),
    [
        (r"api\.example\.com", True),
        (r"^api.example.com$", True),
        (r"^api\.example\.com$", False),
        (r"^(www|api)\.example\.com(:\d+)?$", False),
        (r"^[a-z0-9-]+\.example\.com$", False),
        (r"^.+\.example\.com$", False),
    ],
)
def test_expressions_for_hosts(tmp_path: Path, expression: str, fires: bool):
    found = haproxy(
        tmp_path,
        f"{FRONT}    use_backend api if {{ hdr_reg(host) -i '{expression}' }}\n"
        "    default_backend web",
    )
    assert bool(named(found, "routing/unanchored-regex")) == fires


def test_the_gain_of_an_expression_is_named(tmp_path: Path):
    found = nginx(
        tmp_path,
        "server { listen 80; location /checkout/ { proxy_pass http://web; }\n"
        "location ~ ^/(media|c) { proxy_pass http://api; } }",
    )
    (finding,) = named(found, "routing/regex-overrides-prefix")
    assert str(finding.severity) == "error"
    assert "pool api (10.0.1.1:80 50 %, 10.0.1.2:80 50 %)" in finding.consequence
