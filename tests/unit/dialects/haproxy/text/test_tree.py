"""Files, sections, conditional blocks, defaults, versions."""

from pathlib import Path

import pytest

from steelyard.core.errors import InputError
from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.haproxy.text.tree import Configuration, read_configuration
from tests.harness.haproxy_text import read, rules


def configuration(text: str, **environment: str) -> Configuration:
    tree = SourceTree("t.cfg")
    tree.texts["t.cfg"] = text
    return read_configuration(tree, ReadOptions(environment=environment))


def test_sections_and_their_lines():
    found = configuration("global\n daemon\n\n# c\n  frontend f # x\n bind :1\n")
    assert [(s.keyword, s.name, [line.words for line in s.lines]) for s in found.sections] == [
        ("global", "", [["daemon"]]),
        ("frontend", "f", [["bind", ":1"]]),
    ]
    assert found.sections[1].comment == "c\nx"
    assert str(found.sections[1].lines[0].place(1)) == "t.cfg:6"
    assert found.sections[1].lines[0].place(1).column == 7


def test_directory(tmp_path: Path):
    for name, text in {
        "10.cfg": "defaults\n retries 1\n",
        "20.cfg": "backend b\n",
        "9.cfg": "backend last\n",
        ".hidden.cfg": "bogus\n",
        "notes.txt": "bogus\n",
    }.items():
        (tmp_path / name).write_text(text)
    found = read_configuration(SourceTree(str(tmp_path)), ReadOptions())
    assert [section.name for section in found.sections] == ["", "b", "last"]
    assert found.sections[1].parent is found.sections[0]
    assert found.notices == []


def test_a_section_ends_with_its_file(tmp_path: Path):
    (tmp_path / "1.cfg").write_text("backend b\n")
    (tmp_path / "2.cfg").write_text(" server s 127.0.0.1:1\n")
    found = read_configuration(SourceTree(str(tmp_path)), ReadOptions())
    assert [notice.rule for notice in found.notices] == ["syntax/rejected"]


@pytest.mark.parametrize("text", ["", "# nothing\n", "hello\n", "mode http\n"])
def test_nothing_of_haproxy_in_it(text: str):
    with pytest.raises(InputError, match="no section"):
        configuration(text)


def test_branches():
    text = """
global
.if streq("$SITE",test)
 daemon
.elif version_atleast(2.4)
 maxconn 1
 .if 0
 bogus
 .else
 maxconn 2
 .endif
.else
 maxconn 3
.endif
 nbthread 1
"""
    found = configuration(text)
    assert [line.words for line in found.sections[0].lines] == [
        ["maxconn", "1"],
        ["maxconn", "2"],
        ["nbthread", "1"],
    ]
    assert found.notices == []
    lines = found.files[0].lines
    assert [line.number for line in lines if line.words and not line.active] == [
        *range(3, 6),
        *(7, 8, 9),
        *range(11, 15),
    ]
    taken = configuration(text, SITE="test").sections[0].lines
    assert [line.words for line in taken] == [["daemon"], ["nbthread", "1"]]


def test_undecidable_branches_are_not_read():
    found = configuration("global\n.if feature(WURFL)\n maxconn 1\n.else\n maxconn 2\n.endif\n")
    assert found.sections[0].lines == []
    assert [(text.text, text.scope) for text in found.opaque] == [(".if feature(WURFL)", "gateway")]


def test_defaults():
    found = configuration(
        "backend a\ndefaults x\ndefaults y from x\nbackend b\nbackend c from x\n"
        "defaults\nfrontend d\n"
    )
    parents = {s.name: s.parent and s.parent.name for s in found.sections if s.name}
    assert parents == {"a": None, "x": None, "y": "x", "b": "y", "c": "x", "d": ""}


@pytest.mark.parametrize(
    ("text", "version", "stated"),
    [
        ("global\n", (2, 6), False),
        ("# for HAProxy 2.8.3\nglobal\n", (2, 8, 3), True),
        ("# Needs 3.0: crt-store\nglobal\n", (3, 0), True),
        ("global\n# HAProxy 2.8\n", (2, 6), False),
        ('.if version_before(3.1)\n.alert "old"\n.endif\nglobal\n', (3, 1), True),
        ('global\n.if !version_atleast(2.4)\n.alert "old"\n.endif\n', (2, 6), False),
        ("crt-store a\n", (3, 0), False),
    ],
)
def test_version(text: str, version: tuple[int, ...], stated: bool):
    found = configuration(text)
    assert (found.version, found.version_stated) == (version, stated)
    assert found.notices == []


def test_version_asked_for():
    gateway = read("# HAProxy 2.8\nglobal\n", (3, 2))
    assert (gateway.version, gateway.version_stated) == ((3, 2), True)


def test_a_bad_line_is_reported_and_the_rest_is_read():
    gateway = read("backend b\n server a 'x\n server c 127.0.0.1:1\n")
    assert rules(gateway) == ["syntax/rejected"]
    assert (gateway.notices[0].place.line, gateway.notices[0].place.column) == (2, 11)
    assert [server.name for server in gateway.pools["b"].servers] == ["c"]
    assert [text.scope for text in gateway.opaque] == ["pool b"]


def test_unset_variables_and_empty_words():
    gateway = read('backend b\n retries "$R" 5\n server a "${A-127.0.0.1}:1"\n')
    assert rules(gateway)[:2] == ["syntax/empty-word", "syntax/unset-variable"]
    assert "R" in gateway.notices[1].message
    assert rules(read('backend b\n retries "$R"\n', R="2")) == []


def test_a_variable_in_a_false_branch_is_not_reported():
    assert rules(read('backend b\n.if 0\n retries "$R"\n.endif\n')) == []


def test_no_line_end():
    gateway = read("backend b\n server a 127.0.0.1:1")
    assert rules(gateway) == ["syntax/rejected"]
    assert len(gateway.pools["b"].servers) == 1


def test_deep_nesting():
    text = "global\n" + ".if 1\n" * 1500 + ".endif\n" * 1500
    assert {notice.rule for notice in configuration(text).notices} == {"syntax/rejected"}
