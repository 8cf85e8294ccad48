"""Listeners that serve nobody, and those that answer by themselves."""

from pathlib import Path

import pytest

from tests.harness.findings import haproxy, severities

FRONT = "frontend www\n    bind :80\n"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("option httplog", ["error"]),
        ("http-request deny if { path_beg /x }", ["error"]),
        ("http-request return status 200", []),
        ("redirect scheme https", []),
        ("stats enable", []),
    ],
)
def test_listeners_without_pool(tmp_path: Path, rules: str, expected: list[str]):
    found = haproxy(tmp_path, f"{FRONT}    {rules}")
    assert severities(found, "routing/nowhere") == expected
