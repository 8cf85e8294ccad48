"""Any text re-prints byte for byte or is refused; words are cut as NGINX's own reader does."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.core.errors import InputError
from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.nginx import dialect
from steelyard.dialects.nginx.text.parse import Parsed, parse, reprint
from steelyard.dialects.nginx.text.syntax import Directive

CASES = sorted(Path("corpus/nginx").glob("*/*.conf"))

PIECES = st.sampled_from(
    [" ", " ", "\n", "\t", "\r", ";", ";", "{", "}", '"', "'", "\\", "$", "#", ")", "(", "a", "bc"]
    + ["${", "\\n", '\\"', "é", "\x0b", "\xa0", "server", "location", "upstream u", "\udc80"]
    + ["include", "listen 80;", "x_by_lua_block {", "--", "[[", "]]"]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


class Refused(Exception):
    """What the reference reader says to a text."""


def reference(text: str) -> list[list[str] | str]:
    """ngx_conf_read_token, character by character: words of each directive, "{" and "}"."""
    out: list[list[str] | str] = []
    position = 0
    while True:
        words, ending, position = _read_token(text, position)
        if words:
            out.append(words)
        if ending == "":
            return out
        if ending in "{}":
            out.append(ending)


def _read_token(text: str, position: int) -> tuple[list[str], str, int]:
    words: list[str] = []
    start = position
    need_space = comment = variable = quoted = False
    last_space = True
    quote = ""
    while True:
        if position >= len(text):
            if words or not last_space:
                raise Refused("unexpected end")
            return [], "", position
        ch = text[position]
        position += 1
        if ch == "\n":
            comment = False
        if comment:
            continue
        if quoted:
            quoted = False
            continue
        if need_space:
            if ch in " \t\r\n":
                last_space, need_space = True, False
                continue
            if ch in ";{":
                return words, ch, position
            if ch != ")":
                raise Refused("unexpected " + ch)
            last_space, need_space = True, False
        if last_space:
            start = position - 1
            if ch in " \t\r\n":
                continue
            if ch in ";{":
                if not words:
                    raise Refused("unexpected " + ch)
                return words, ch, position
            if ch == "}":
                if words:
                    raise Refused("unexpected }")
                return [], "}", position
            if ch == "#":
                comment = True
                continue
            last_space = False
            if ch == "\\":
                quoted = True
            elif ch in "\"'":
                start += 1
                quote = ch
            elif ch == "$":
                variable = True
            continue
        if ch == "{" and variable:
            continue
        variable = False
        if ch == "\\":
            quoted = True
            continue
        if ch == "$":
            variable = True
            continue
        found = False
        if quote:
            if ch == quote:
                quote, need_space, found = "", True, True
        elif ch in " \t\r\n;{":
            last_space = found = True
        if found:
            words.append(_copied(text[start : position - 1]))
            if ch in ";{":
                return words, ch, position


def _copied(text: str) -> str:
    out = []
    index = 0
    while index < len(text):
        if text[index] == "\\" and text[index + 1 : index + 2] in tuple("\"'\\trn"):
            index += 1
            out.append({"t": "\t", "r": "\r", "n": "\n"}.get(text[index], text[index]))
        else:
            out.append(text[index])
        index += 1
    return "".join(out)


def flattened(parsed: Parsed) -> list[list[str] | str]:
    """A tree in the form that the reference gives."""
    out: list[list[str] | str] = []
    todo: list[Directive | str] = list(reversed(parsed.body))
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            out.append(item)
            continue
        out.append(item.words)
        if item.body is not None:
            out.append("{")
            todo.append("}")
            todo.extend(reversed(item.body))
    return out


def balanced(stream: list[list[str] | str]) -> bool:
    depth = 0
    for item in stream:
        depth += {"{": 1, "}": -1}.get(item, 0) if isinstance(item, str) else 0
        if depth < 0:
            return False
    return depth == 0


@settings(max_examples=1500)
@given(TEXTS)
def test_tokens_are_those_of_nginx(text: str):
    text = text.replace("x_by_lua_block", "x_block")
    try:
        expected = reference(text)
    except Refused:
        expected = None
    if expected is not None and not balanced(expected):
        expected = None
    try:
        parsed = parse(text, "t.conf")
    except InputError as error:
        assert expected is None, f"refused: {error}"
        return
    assert flattened(parsed) == expected
    assert reprint(parsed) == text


@settings(max_examples=600)
@given(TEXTS)
def test_every_place_points_at_its_word(text: str):
    try:
        parsed = parse(text, "t.conf")
    except InputError:
        return
    lines = text.split("\n")
    todo = list(parsed.body)
    while todo:
        item = todo.pop()
        todo += item.body or []
        for index, word in enumerate(item.words):
            place = item.place(index)
            if word and "\\" not in item.raw and "\n" not in word:
                at = lines[place.line - 1][place.column - 1 :]
                assert at.lstrip("\"'").startswith(word)


@settings(max_examples=600)
@given(TEXTS)
def test_any_text_is_reprinted_or_refused_with_a_line(text: str):
    try:
        assert dialect.reprint(text) == text
    except InputError as error:
        assert error.place is not None
        assert 1 <= error.place.line <= text.count("\n") + 1
    assert 0 <= dialect.recognise("x.conf", text) <= 100


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(CASES)).read_text("utf-8")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 30))
        text = text[:at] + draw(TEXTS) + text[at + length :]
    return text


@settings(max_examples=250)
@given(mutated())
def test_a_damaged_configuration_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text):
    path = tmp_path_factory.getbasetemp() / "nginx.conf"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    try:
        gateway = dialect.read(SourceTree(str(path)), ReadOptions())
    except InputError:
        return
    names = [server.name for pool in gateway.pools.values() for server in pool.servers]
    assert all(isinstance(name, str) for name in names)
    for pool in gateway.pools.values():
        assert len({server.name for server in pool.servers}) == len(pool.servers)


@pytest.mark.parametrize("opening", ["a {", "location / {", "http { server {", "if ($x) {"])
def test_deep_nesting_is_refused_not_crashed_on(opening: str):
    with pytest.raises(InputError, match="nest deeper|expecting"):
        dialect.reprint(opening * 100_000)
    with pytest.raises(InputError):
        dialect.reprint("} " * 100_000)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "text",
    [
        " " * 500_000,
        "#\n" * 250_000,
        "a " * 250_000 + ";",
        "a " * 250_000,
        '"' * 200_001,
        "\\" * 200_001,
        "$" * 200_000 + "{",
        "a;" * 250_000,
        '"a" ' * 100_000,
        'a "b' * 100_000,
        "x_by_lua_block {" + "[=" * 100_000,
        "x_by_lua_block {" + "{" * 100_000 + "}" * 100_000,
    ],
)
def test_hostile_texts_take_linear_time(text: str):
    try:
        assert dialect.reprint(text) == text
    except InputError:
        pass
    dialect.recognise("x", text[:65536])
