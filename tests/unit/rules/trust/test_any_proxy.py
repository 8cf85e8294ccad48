"""Networks that are believed, by who can connect."""

from pathlib import Path

import pytest

from tests.harness.findings import nginx, severities


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
