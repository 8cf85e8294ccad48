"""How loudly the first server block is named."""

from pathlib import Path

import pytest

from tests.harness.findings import nginx, severities


@pytest.mark.parametrize(("name", "expected"), [("admin.", "warning"), ("www.", "note")])
def test_who_answers_for_strangers(tmp_path: Path, name: str, expected: str):
    found = nginx(
        tmp_path,
        f"server {{ listen 80; server_name {name}example.com; location / {{ proxy_pass "
        "http://web; } }\nserver { listen 80; server_name b.example.com; location / { "
        "proxy_pass http://api; } }",
    )
    assert severities(found, "routing/unknown-host") == [expected]
