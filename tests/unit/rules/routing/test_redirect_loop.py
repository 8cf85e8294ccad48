"""Redirects to https that end, and those that do not."""

from pathlib import Path

import pytest

from tests.harness.findings import haproxy, named, nginx


@pytest.mark.parametrize(
    ("binds", "rule", "fires"),
    [
        ("bind :80", "redirect scheme https", False),
        ("bind :443 ssl crt a.pem", "redirect scheme https", True),
        ("bind :443 ssl crt a.pem", "redirect scheme https if !{ ssl_fc }", False),
        ("bind :443 ssl crt a.pem", "redirect location https://other.example.com/", False),
        ("bind :443 ssl crt a.pem", "redirect prefix https://other.example.com", False),
    ],
)
def test_redirects_to_https(tmp_path: Path, binds: str, rule: str, fires: bool):
    found = haproxy(
        tmp_path,
        f"frontend www\n    {binds}\n    http-request {rule}\n    default_backend web",
    )
    assert bool(named(found, "routing/redirect-loop")) == fires


def test_a_server_that_redirects_to_itself(tmp_path: Path):
    block = (
        "server {{ listen 443 ssl; ssl_certificate a.pem; ssl_certificate_key a.pem;\n"
        "server_name example.com; return 301 https://{}$request_uri; }}"
    )
    assert named(nginx(tmp_path, block.format("example.com")), "routing/redirect-loop")
    assert named(nginx(tmp_path, block.format("$host")), "routing/redirect-loop")
    assert not named(nginx(tmp_path, block.format("www.example.com")), "routing/redirect-loop")
