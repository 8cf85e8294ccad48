"""Which dialect a text is: recognised, forced, or neither."""

import pytest

from steelyard.core.errors import InputError, UsageError
from steelyard.core.source import SourceTree
from steelyard.dialects.registry import load, names, recognise, refuse_stranger
from tests.meta.sources import ROOT

CASES = sorted(
    path
    for path in (ROOT / "corpus").glob("*/*/*")
    if path.name in ("good.cfg", "good.conf", "haproxy.cfg", "nginx.conf")
)


def test_the_dialects_are_the_folders():
    assert {"haproxy", "nginx"} <= set(names())
    with pytest.raises(UsageError, match="haproxy, nginx"):
        load("apache")


def test_every_configuration_of_the_corpus_is_recognised():
    assert len(CASES) > 200
    wrong = [
        str(path) for path in CASES if recognise(SourceTree(str(path))) != path.parent.parent.name
    ]
    assert wrong == []


def test_a_directory_is_judged_by_its_files(tmp_path):
    (tmp_path / "notes.conf").write_text("hello\n")
    (tmp_path / "a.cfg").write_text("frontend f\n    bind :80\n    default_backend b\n")
    (tmp_path / "sub.cfg").mkdir()
    assert recognise(SourceTree(str(tmp_path))) == "haproxy"


@pytest.mark.parametrize(
    "text", ["", "hello world\n", "[section]\nkey = value\n", '{"a": 1}', "\n" * 9]
)
def test_other_texts_are_not_recognised(tmp_path, text):
    path = tmp_path / "a.conf"
    path.write_text(text)
    with pytest.raises(InputError, match="--dialect"):
        recognise(SourceTree(str(path)))


def test_a_name_by_hand_is_believed_unless_the_text_is_plainly_another(tmp_path):
    path = tmp_path / "a.conf"
    path.write_text("events {}\nhttp { server { listen 80; } }\n")
    refuse_stranger(SourceTree(str(path)), "nginx")
    with pytest.raises(InputError, match="is a configuration of nginx, not of haproxy"):
        refuse_stranger(SourceTree(str(path)), "haproxy")
    path.write_text("proxy_pass\n")
    refuse_stranger(SourceTree(str(path)), "haproxy")
