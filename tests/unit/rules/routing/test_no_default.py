"""Listeners whose rules leave some requests over."""

from pathlib import Path

import pytest

from tests.harness.findings import haproxy, severities

FRONT = "frontend www\n    bind :80\n"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("use_backend api if { path_beg /api/ }", ["warning"]),
        ("use_backend api if { path_beg /api/ }\n    use_backend web", []),
        ("http-request deny if !{ path_beg /api/ }\n    use_backend api if { path_beg /api/ }", []),
    ],
)
def test_listeners_without_default(tmp_path: Path, rules: str, expected: list[str]):
    found = haproxy(tmp_path, f"{FRONT}    {rules}")
    assert severities(found, "routing/no-default") == expected
