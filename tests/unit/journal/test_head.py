"""The note of the journal's end only goes forward."""

import pytest

from steelyard.journal.errors import JournalError
from steelyard.journal.head import Head, read_head, write_head


def test_it_goes_forward(tmp_path):
    path = tmp_path / "journal.head"
    assert read_head(path) is None
    for number in (3, 5, 4):
        write_head(path, Head(number, f"{number}" * 64))
    assert read_head(path) == Head(5, "5" * 64)
    assert path.stat().st_mode & 0o777 == 0o600


def test_one_without_content_notes_nothing(tmp_path):
    path = tmp_path / "journal.head"
    path.touch()
    assert read_head(path) is None
    write_head(path, Head(1, "1" * 64))
    assert read_head(path) == Head(1, "1" * 64)


@pytest.mark.parametrize(
    "content",
    [
        b"x",
        b"\0" * 111,
        b"steelyard.journal.head/1 1 a\n",
        b"steelyard.journal.head/1 " + b"9" * 20 + b" " + b"a" * 64 + b"\n",
    ],
)
def test_garbage(tmp_path, content):
    path = tmp_path / "journal.head"
    path.write_bytes(content)
    with pytest.raises(JournalError, match="delete it"):
        read_head(path)
    with pytest.raises(JournalError, match="delete it"):
        write_head(path, Head(1, "1" * 64))
