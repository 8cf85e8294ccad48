"""What an empty list does, by the rule that asks it."""

from pathlib import Path

import pytest

from tests.harness.findings import haproxy, severities

FRONT = "frontend www\n    bind :80\n"


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
