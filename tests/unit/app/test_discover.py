"""Patterns of paths, as people write them in CI settings."""

import pytest

from steelyard.app.discover import _wanted
from steelyard.core.errors import UsageError

FILES = ["a.cfg", "edge/b.cfg", "edge/eu/c.conf", "edge/eu/d.j2", "edge/.hidden.cfg", "x[1].cfg"]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("edge", ["edge/b.cfg", "edge/eu/c.conf"]),
        ("edge/*.cfg", ["edge/b.cfg", "edge/.hidden.cfg"]),
        ("**/*.j2", ["edge/eu/d.j2"]),
        ("edge/**", ["edge/b.cfg", "edge/eu/c.conf", "edge/eu/d.j2", "edge/.hidden.cfg"]),
        ("?.cfg", ["a.cfg"]),
        ("[!b].cfg", ["a.cfg"]),
        ("x[[]1].cfg", ["x[1].cfg"]),
        ("a", []),
        ("", ["a.cfg", "edge/b.cfg", "edge/eu/c.conf", "x[1].cfg"]),
    ],
)
def test_a_pattern_names_files_and_what_lies_in_folders(pattern, expected):
    assert list(_wanted(FILES, [pattern])) == expected


def test_what_is_no_pattern_is_refused():
    with pytest.raises(UsageError, match="no pattern"):
        list(_wanted(FILES, ["[z-a]"]))
