"""The one door to the user's files."""

import contextlib
import os

import pytest

from steelyard.core.errors import InputError
from steelyard.core.place import Place
from steelyard.core.source import MAX_LINE, SourceTree

ASKED = Place("main.conf", 7)


def said(path: str, asked: Place | None = None) -> str:
    with pytest.raises(InputError) as caught:
        SourceTree(path).read(path, asked)
    return str(caught.value)


def test_a_text_survives_as_it_is(tmp_path):
    data = b"a\r\nb\xff\xc3\xbc\n\x0c"
    (tmp_path / "a").write_bytes(data)
    text = SourceTree("x").read(str(tmp_path / "a"))
    assert text.encode("utf-8", "surrogateescape") == data


def test_what_is_no_file_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    assert said(str(tmp_path / "fifo")).endswith("fifo: is not a regular file")
    assert said("/dev/zero") == "/dev/zero: is not a regular file"
    assert said(str(tmp_path)).endswith("is a directory, not a file")
    assert "no such file" in said(str(tmp_path / "nobody"))
    assert "no file can have this name" in said("a\0b")


def test_the_place_that_asks_is_named():
    assert said("/dev/zero", ASKED) == "main.conf:7: /dev/zero: is not a regular file"


@pytest.mark.parametrize("path", ["/proc/kmsg", "/proc/self/pagemap", "/proc/kcore"])
def test_a_kernel_file_that_blocks_or_never_ends_is_no_hang(path):
    with contextlib.suppress(InputError):
        SourceTree("x").read(path)


def test_binary_and_endless_lines_are_refused_with_their_line(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"a\nb\0c")
    assert said(str(path)).startswith(f"{path}:2: holds a NUL byte")
    path.write_bytes(b"a\nb\n" + b"x" * (MAX_LINE + 1))
    assert said(str(path)) == f"{path}:3: the line is longer than 1 MiB"
    path.write_bytes((b"x" * (MAX_LINE // 2) + b"\n") * 4)
    assert len(SourceTree("x").read(str(path))) > MAX_LINE


def test_where_names_are_looked_up(tmp_path):
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "a").write_text("")
    tree = SourceTree("x", str(tmp_path))
    assert tree.resolve("a", "/base") == "/base/a"
    assert tree.resolve("/etc/a", "/base") == str(tmp_path / "etc" / "a")
    assert tree.resolve("/etc/nobody", "/base") == "/etc/nobody"
    assert SourceTree("x").resolve("/etc/a", "/base") == "/etc/a"


def test_within_a_directory_nothing_outside_is_looked_at(tmp_path):
    inside = tmp_path / "in"
    (inside / "etc").mkdir(parents=True)
    (inside / "etc" / "a.conf").write_text("a")
    (tmp_path / "out.conf").write_text("out")
    (inside / "link.conf").symlink_to(tmp_path / "out.conf")
    tree = SourceTree("x", None, str(inside))
    assert tree.resolve("/etc/../etc/a.conf", "b") == "etc/a.conf"
    assert tree.resolve("../etc/a.conf", "b") == "etc/a.conf"
    assert SourceTree("x", "etc", str(inside)).resolve("/a.conf", "b") == "etc/a.conf"
    assert tree.read("etc/a.conf") == "a"
    assert tree.matching("*/*.conf") == ["etc/a.conf"]
    assert tree.matching("../*.conf") == []
    assert tree.matching("*.conf") == []
    for name in ("link.conf", "../out.conf", str(tmp_path / "out.conf")):
        assert not tree.exists(name)
        with pytest.raises(InputError, match="no such file"):
            tree.read(name)
