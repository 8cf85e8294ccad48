"""Prefixes in the middle of a word, and those that are harmless."""

from pathlib import Path

import pytest

from tests.harness.findings import haproxy, named, nginx, severities

FRONT = "frontend www\n    bind :80\n"


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("/api", ["note"]),
        ("/api/", []),
        ("/", []),
        ("/favicon.ico", []),
        ("/.well-known/acme-challenge", []),
    ],
)
def test_prefixes_that_end_in_a_word(tmp_path: Path, prefix: str, expected: list[str]):
    found = haproxy(
        tmp_path,
        f"{FRONT}    use_backend api if {{ path_beg {prefix} }}\n    default_backend web",
    )
    assert severities(found, "routing/prefix-too-broad") == expected


def test_a_prefix_to_the_pool_of_the_rest_is_harmless(tmp_path: Path):
    found = haproxy(
        tmp_path, f"{FRONT}    use_backend web if {{ path_beg /api }}\n    default_backend web"
    )
    assert not named(found, "routing/prefix-too-broad")


def test_the_custom_of_locations_is_a_note(tmp_path: Path):
    found = nginx(
        tmp_path,
        "server { listen 80; location /api { proxy_pass http://api; }\n"
        "location / { proxy_pass http://web; } }",
    )
    assert severities(found, "routing/prefix-too-broad") == ["note"]
