"""Whether a process lives, told from here."""

import os
import signal
import subprocess
from pathlib import Path

from steelyard.journal.process import lives, this_process

HERE = this_process()


def test_this_one_lives():
    assert HERE.pid == os.getpid()
    assert lives(HERE, HERE) is True


def test_a_killed_one_is_dead_before_and_after_it_is_reaped():
    child = subprocess.Popen(["sleep", "60"])
    started = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()[19]
    other = HERE._replace(pid=child.pid, started=started)
    assert lives(other, HERE) is True
    child.send_signal(signal.SIGKILL)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert lives(other, HERE) is False
    child.wait()
    assert lives(other, HERE) is False


def test_a_later_process_with_the_same_number_is_another_one():
    assert lives(HERE._replace(started="1"), HERE) is False


def test_a_process_from_before_the_machine_was_started_anew():
    here = HERE._replace(machine="m", boot="2")
    assert lives(here._replace(boot="1"), here) is False
    # Two machines may have one name: without their ids it cannot be known.
    assert lives(here._replace(boot="1", machine=""), here._replace(machine="")) is None


def test_what_cannot_be_seen_from_here():
    assert lives(HERE._replace(host="elsewhere"), HERE) is None
    assert lives(HERE._replace(machine="other"), HERE) is None
    assert lives(HERE._replace(space="pid:[1]"), HERE) is None
