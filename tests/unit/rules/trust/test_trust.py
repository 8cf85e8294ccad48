"""Whom the gateway believes, and when that is worth saying."""

from pathlib import Path

import pytest

from tests.harness.findings import haproxy, named, nginx, severities

FRONT = "frontend www\n    bind :80\n"


@pytest.mark.parametrize(
    ("listen", "networks", "expected"),
    [
        ("80", "0.0.0.0/0", ["error"]),
        ("10.0.0.1:80", "0.0.0.0/0", ["warning"]),
        ("127.0.0.1:80", "0.0.0.0/0", []),
        ("80", "10.0.0.0/8", []),
    ],
)
def test_networks_that_are_believed(
    tmp_path: Path, listen: str, networks: str, expected: list[str]
):
    found = nginx(
        tmp_path,
        f"server {{ listen {listen}; location / {{ proxy_pass http://web; }} }}",
        f"set_real_ip_from {networks}; real_ip_header X-Forwarded-For;",
    )
    assert severities(found, "trust/any-proxy") == expected


@pytest.mark.parametrize(
    ("rules", "fires"),
    [
        ("http-request set-src hdr(X-Forwarded-For)", True),
        ("http-request set-src hdr(X-Forwarded-For) if { src 10.0.0.0/8 }", False),
        (
            "http-request deny unless { src 10.0.0.0/8 }\n"
            "    http-request set-src hdr(X-Forwarded-For)",
            False,
        ),
        ("http-request deny if { hdr(X-Forwarded-For) 10.9.9.9 }", True),
        (
            "http-request del-header X-Forwarded-For if !{ src 10.0.0.0/8 }\n"
            "    http-request deny if { hdr(X-Forwarded-For) 10.9.9.9 }",
            False,
        ),
        ("http-request deny if { src 10.9.9.9 }", False),
    ],
)
def test_decisions_by_a_header(tmp_path: Path, rules: str, fires: bool):
    found = haproxy(tmp_path, f"{FRONT}    {rules}\n    default_backend web")
    assert bool(named(found, "trust/forwarded-header")) == fires


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("http-request deny unless listed", ["error"]),
        ("http-request deny if listed", ["note"]),
        ("use_backend api if listed", ["warning"]),
    ],
)
def test_empty_lists(tmp_path: Path, rule: str, expected: list[str]):
    found = haproxy(
        tmp_path,
        f"{FRONT}    acl listed src -f list.lst\n    {rule}\n    default_backend web",
        files={"list.lst": ""},
    )
    assert severities(found, "trust/empty-list") == expected


@pytest.mark.parametrize(
    ("stats", "expected"),
    [
        ("bind :8404\n    stats enable", ["warning"]),
        ("bind :8404\n    stats enable\n    stats admin if TRUE", ["error"]),
        ("bind 10.0.0.1:8404\n    stats enable", []),
        ("bind :8404\n    stats enable\n    http-request deny unless { src 10.0.0.0/8 }", []),
        ("bind :8404\n    stats enable\n    stats auth a:b", []),
    ],
)
def test_statistics_pages(tmp_path: Path, stats: str, expected: list[str]):
    found = haproxy(tmp_path, f"{FRONT}    default_backend web\nlisten stats\n    {stats}")
    assert severities(found, "exposure/stats-open") == expected
