"""Snapshots come back byte for byte, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.journal.errors import JournalError
from steelyard.journal.revisions import Revisions, revision_of

FILES = {"/etc/haproxy/haproxy.cfg": b"global\n", "/etc/ssl/a.pem": b"hunter2", "../x": b""}


def test_what_is_kept_comes_back(tmp_path):
    revisions = Revisions(tmp_path / "revisions")
    revision = revisions.keep(FILES)
    assert revision == revision_of(FILES) == revisions.keep(FILES)
    assert revisions.files(revision) == FILES
    assert revision in revisions
    assert "0" * 64 not in revisions


@given(st.dictionaries(st.text(), st.binary(max_size=9), max_size=3),
       st.dictionaries(st.text(), st.binary(max_size=9), max_size=3))  # fmt: skip
def test_one_hash_for_one_content(one, other):
    assert (revision_of(one) == revision_of(other)) == (one == other)
    assert revision_of(dict(reversed(one.items()))) == revision_of(one)


def test_any_names_and_no_files(tmp_path):
    revisions = Revisions(tmp_path / "revisions")
    for files in ({}, {"": b"x"}, {"\udc80/\0": b"x", "é" * 999: b"y"}):
        assert revisions.files(revisions.keep(files)) == files


def test_only_the_owner_may_read(tmp_path):
    folder = tmp_path / "revisions"
    revision = Revisions(folder).keep(FILES)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    folder.chmod(0o750)
    for use in (lambda: Revisions(folder).keep(FILES), lambda: Revisions(folder).files(revision)):
        with pytest.raises(JournalError, match="chmod 700"):
            use()


@pytest.mark.parametrize("revision", ["", "x", "../../etc/passwd", "0" * 64])
def test_what_was_never_kept(tmp_path, revision):
    with pytest.raises(JournalError):
        Revisions(tmp_path / "revisions").files(revision)


def test_every_damage_is_noticed_and_mended_by_keeping_anew(tmp_path):
    revisions = Revisions(tmp_path / "revisions")
    revision = revisions.keep(FILES)
    for path in sorted((tmp_path / "revisions").glob("[0-9a-f]*")):
        for damage in (b"x", b"hunter3", None):
            if damage is None:
                path.unlink()
            else:
                path.write_bytes(damage)
            with pytest.raises(JournalError) as caught:
                revisions.files(revision)
            assert "hunter" not in str(caught.value)
            assert revisions.keep(FILES) == revision
            assert revisions.files(revision) == FILES


def test_half_files_of_killed_processes_go(tmp_path):
    revisions = Revisions(tmp_path / "revisions")
    revisions.keep(FILES)
    (tmp_path / "revisions" / "abc.part").write_bytes(b"hunter2")
    revisions.keep({})
    assert list((tmp_path / "revisions").glob("*.part")) == []
