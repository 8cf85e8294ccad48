"""Which decisions a client can make for itself."""

from pathlib import Path

import pytest

from tests.harness.findings import haproxy, named

FRONT = "frontend www\n    bind :80\n"


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
