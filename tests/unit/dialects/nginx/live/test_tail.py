"""A file that grows, is renamed, is cut: no line twice, none in halves."""

from pathlib import Path

import pytest

from steelyard.dialects.nginx.live import tail as module
from steelyard.dialects.nginx.live.tail import end_of, tail
from steelyard.dialects.runtime import LiveError


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "access.log"
    path.write_text("old\n")
    return path


def add(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def test_whole_lines_come_once(log: Path):
    position = end_of(str(log))
    add(log, "one\ntwo\nhal")
    piece = tail(str(log), position)
    assert (piece.text, piece.more, piece.lost) == ("one\ntwo\n", False, "")
    assert tail(str(log), piece.position).text == ""
    add(log, "f\n")
    assert tail(str(log), piece.position).text == "half\n"


def test_much_comes_in_pieces(log: Path):
    position, found = end_of(str(log)), []
    add(log, "".join(f"{number}\n" for number in range(1000)))
    while True:
        piece = tail(str(log), position, most=100)
        found += piece.text.split()
        assert len(piece.text) <= 100
        position = piece.position
        if not piece.more:
            break
    assert found == [str(number) for number in range(1000)]


def test_a_renamed_file_is_read_to_its_end_and_then_the_new_one(log: Path):
    position = end_of(str(log))
    add(log, "a\n")
    log.rename(f"{log}.1")
    piece = tail(str(log), position)  # nobody has opened a new one yet
    assert piece.text == "a\n"
    add(Path(f"{log}.1"), "b\n")
    log.touch()
    piece = tail(str(log), piece.position)
    assert (piece.text, piece.more) == ("b\n", False)
    add(Path(f"{log}.1"), "c\n")
    add(log, "d\n")
    piece = tail(str(log), piece.position)
    assert (piece.text, piece.more) == ("c\n", True)
    piece = tail(str(log), piece.position)
    assert (piece.text, piece.more, piece.lost) == ("d\n", False, "")
    assert tail(str(log), piece.position).text == ""


def test_a_file_that_is_gone_may_have_taken_lines_with_it(log: Path):
    position = end_of(str(log))
    log.rename(log.with_name("elsewhere"))
    log.write_text("new\n")
    piece = tail(str(log), position)
    assert piece.text == "new\n"
    assert "the one before is gone" in piece.lost


def test_a_cut_file_is_read_from_its_beginning(log: Path):
    add(log, "much more\n")
    position = end_of(str(log))
    log.write_text("new\n")
    piece = tail(str(log), position)
    assert piece.text == "new\n"
    assert "was cut" in piece.lost


def test_a_line_without_end_is_passed_over(log: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "LONGEST", 50)
    position = end_of(str(log))
    add(log, "x" * 120 + "\nnext\n")
    found = []
    for _ in range(9):
        piece = tail(str(log), position, most=60)
        position = piece.position
        found.append((piece.text, bool(piece.lost)))
        if not piece.more and piece.text:
            break
    assert found[0] == ("", True)
    assert found[-1][0].endswith("next\n")
    assert sum(len(text) for text, _ in found) < 60


def test_any_bytes_come_through(log: Path):
    position = end_of(str(log))
    with log.open("ab") as file:
        file.write(b"\xff\x00\n")
    assert tail(str(log), position).text == "\udcff\x00\n"


def test_no_file_is_told(log: Path):
    position = end_of(str(log))
    log.unlink()
    with pytest.raises(LiveError, match="No such file"):
        tail(str(log), position)
    with pytest.raises(LiveError, match="Is a directory"):
        tail(str(log.parent), end_of(str(log.parent)))
