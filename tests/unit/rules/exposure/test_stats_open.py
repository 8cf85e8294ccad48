"""Which statistics pages are open."""

from pathlib import Path

import pytest

from tests.harness.findings import haproxy, severities

FRONT = "frontend www\n    bind :80\n"


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
