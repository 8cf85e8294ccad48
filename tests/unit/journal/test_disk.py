"""Where a folder lies, and files that are whole or not there."""

import pytest

from steelyard.journal.disk import network_mount, on_network, write_whole

MOUNTS = """\
22 1 253:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /srv/team rw,relatime shared:2 - nfs4 files:/team rw
31 30 0:41 / /srv/team/local rw - tmpfs tmpfs rw
32 22 0:42 / /mnt/a\\040b rw - cifs //x/y rw
33 22 0:43 / /home/joe/far rw - fuse.sshfs x:/ rw
34 22 0:44 / /over rw - nfs x:/ rw
35 34 0:45 / /over rw - ext4 /dev/vdb rw
short line
"""


@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/var/lib/steelyard", False),
        ("/srv/team", True),
        ("/srv/team/x", True),
        ("/srv/teammate", False),
        ("/srv/team/local/x", False),
        ("/mnt/a b/x", True),
        ("/home/joe/far/x", True),
        ("/over/x", False),
    ],
)
def test_mounts(path, network):
    assert network_mount(path, MOUNTS) is network


def test_this_machine(tmp_path):
    assert on_network(tmp_path) is False


def test_what_a_killed_process_left_is_replaced(tmp_path):
    (tmp_path / "a.part").write_text("half")
    write_whole(tmp_path / "a", b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"whole"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
