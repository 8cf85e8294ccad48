"""Which expressions for hosts match strangers."""

from pathlib import Path

import pytest

from tests.harness.findings import haproxy, named

FRONT = "frontend www\n    bind :80\n"


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
