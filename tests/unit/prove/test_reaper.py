"""The folder, and the process that outlives this one."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from steelyard.prove.alone.reap import living, remove
from steelyard.prove.errors import SandboxError
from steelyard.prove.reaper import Reaper


def sleeper() -> subprocess.Popen[bytes]:
    """A process in a group of its own, with a child in it."""
    return subprocess.Popen(["sh", "-c", "sleep 60 & sleep 60"], start_new_session=True)


def test_it_makes_a_folder_and_takes_it_away(tmp_path: Path):
    with Reaper(str(tmp_path)) as reaper:
        folder = Path(reaper.folder)
        assert folder.parent == tmp_path
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "deep").mkdir()
        (folder / "deep" / "file").touch()
        (folder / "link").symlink_to(tmp_path)
    assert list(tmp_path.iterdir()) == []
    reaper.close()


def test_it_kills_what_it_adopted_and_not_what_it_forgot(tmp_path: Path):
    kept, gone = sleeper(), sleeper()
    try:
        with Reaper(str(tmp_path)) as reaper:
            reaper.adopt(kept.pid)
            reaper.adopt(gone.pid)
            reaper.forget(kept.pid)
            assert living({kept.pid, gone.pid}) == {kept.pid, gone.pid}
        assert gone.wait(5) == -signal.SIGKILL
        assert living({kept.pid, gone.pid}) == {kept.pid}
    finally:
        os.killpg(kept.pid, signal.SIGKILL)
        kept.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_is_deaf_to_polite_signals(tmp_path: Path, number: signal.Signals):
    with Reaper(str(tmp_path)) as reaper:
        os.kill(reaper.pid, number)
        time.sleep(0.02)
        os.kill(reaper.pid, 0)
        assert Path(reaper.folder).is_dir()


def test_without_it_this_process_cleans_up(tmp_path: Path):
    child = sleeper()
    with Reaper(str(tmp_path)) as reaper:
        os.kill(reaper.pid, signal.SIGKILL)
        time.sleep(0.02)
        reaper.adopt(child.pid)
    assert child.wait(5) == -signal.SIGKILL
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    with pytest.raises(SandboxError, match=r"no folder could be made in .*/absent"):
        Reaper(str(tmp_path / "absent"))


def test_links_are_removed_and_not_followed(tmp_path: Path):
    kept, folder = tmp_path / "kept", tmp_path / "folder"
    kept.mkdir()
    (kept / "file").touch()
    folder.mkdir()
    (folder / "link").symlink_to(kept)
    remove(str(folder))
    assert not folder.exists()
    assert (kept / "file").exists()
