"""Expressions that take prefixes, and fallbacks that are not dead."""

from pathlib import Path

import pytest

from tests.harness.findings import haproxy, named, nginx

FRONT = "frontend www\n    bind :80\n"


def test_an_expression_takes_the_prefixes_it_matches(tmp_path: Path):
    found = haproxy(
        tmp_path,
        f"{FRONT}    use_backend web if {{ path_reg ^/(media|c) }}\n"
        "    use_backend api if { path_beg /checkout/ }\n    default_backend web",
    )
    (shadowed,) = named(found, "routing/shadowed")
    assert "api gets nothing by line 7" in shadowed.consequence
    assert "web1 50 %, web2 50 %" in shadowed.message


@pytest.mark.parametrize("expression", ["^/c$", "^/c(?=x)", r"^/c\b"])
def test_an_expression_that_looks_beyond_takes_none(tmp_path: Path, expression: str):
    found = haproxy(
        tmp_path,
        f"{FRONT}    use_backend web if {{ path_reg {expression} }}\n"
        "    use_backend api if { path_beg /c }\n    default_backend web",
    )
    assert not named(found, "routing/shadowed")


def test_a_default_behind_a_map_is_its_fallback(tmp_path: Path):
    found = haproxy(
        tmp_path,
        f"{FRONT}    use_backend %[req.hdr(host),map(hosts.map)]\n    default_backend web",
        files={"hosts.map": "a.example.com api\n"},
    )
    assert not named(found, "routing/shadowed")
    assert not named(found, "routing/map-without-default")


def test_what_a_server_does_when_no_location_fits_is_not_dead(tmp_path: Path):
    found = nginx(
        tmp_path, "server { listen 80; deny 10.0.0.9; location / { proxy_pass http://web; } }"
    )
    assert not named(found, "routing/shadowed")


@pytest.mark.parametrize(
    ("change", "dead"),
    [("http-request set-path /a%[path]", False), ("http-request set-header X-Seen yes", True)],
)
def test_a_path_that_is_changed_in_between_is_asked_anew(tmp_path: Path, change: str, dead: bool):
    found = haproxy(
        tmp_path,
        f"{FRONT}    http-request deny if {{ path_beg /a }}\n    {change}\n"
        "    http-request deny if { path_beg /a/b }\n    default_backend web",
    )
    assert bool(named(found, "routing/shadowed")) is dead
