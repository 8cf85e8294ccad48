"""Any text re-prints byte for byte or is refused; words are cut as NGINX's own reader does."""

import contextlib
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
from tests.harness.nginx_read import gateway_of
from tests.harness.nginx_tokens import RefusedError, reference

CASES = sorted(Path("corpus/nginx").glob("*/*.conf"))

CHARACTERS = "  \n\t\r;;{}\"'\\$#)(aé\x0b\xa0\udc80"
WORDS = ("bc", "${", "\\n", '\\"', "server", "location", "upstream u", "include", "listen 80;")
LUA = ("x_by_lua_block {", "--", "[[", "]]")
PIECES = st.sampled_from([*CHARACTERS, *WORDS, *LUA])
TEXTS = st.lists(PIECES, max_size=40).map("".join)


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
    except RefusedError:
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
    with pytest.raises(InputError, match=r"nest deeper|expecting"):
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
    with contextlib.suppress(InputError):
        assert dialect.reprint(text) == text
    dialect.recognise("x", text[:65536])


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "text",
    [
        "http{" + "set_real_ip_from 1.1.1.1;\n" * 4000 + "server{}\n" * 4000 + "}",
        "http{" + "limit_req_zone $a zone=a:1m rate=1r/s;\n" * 4000 + "server{}\n" * 4000 + "}",
        "http{ssl_protocols " + "a " * 100_000 + ";\n" + "server{}\n" * 3000 + "}",
        "http{ upstream u { " + "server a bogus;\n" * 50_000 + "}}",
    ],
    ids=["networks", "zones", "words", "faults"],
)
def test_many_blocks_that_share_much_take_linear_time(text: str):
    assert gateway_of(text).dialect == "nginx"
