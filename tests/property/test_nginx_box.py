"""Whatever the reader takes can be boxed: no text makes it fall, and nothing real is named."""

import re
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.core.errors import InputError
from steelyard.dialects.nginx.text.directives import DATA_BLOCKS
from steelyard.dialects.nginx.text.parse import parse
from tests.harness.nginx_box import boxed
from tests.harness.nginx_read import source_of

TEXTS = [path.read_text("utf-8") for path in sorted(Path("corpus/nginx").glob("*/*.conf"))]
WORDS = re.compile(r"[^\s;{}]+|[;{}]")
STRANGE = [
    *(";", "{", "}", '""', "$", "${", "$x", "unix:", "http://", "[::1", ":", "*", "~", "\\", "é"),
    *("server", "listen", "proxy_pass", "fastcgi_pass", "upstream", "http", "stream", "mail", "if"),
    *("10.9.9.9:80", "10.9.9.9", "listen 10.9.9.9:1-3;", "proxy_pass http://10.9.9.9$uri;"),
    *("proxy_pass $a;", "grpc_pass grpc://10.9.9.9;", "set $a 10.9.9.9;", "include x.conf;"),
    *("resolver 10.9.9.9;", "error_log syslog:server=10.9.9.9;", "hash $a consistent;"),
]
REAL = "10.9.9.9"
LEADS_OUT = ("server", "listen", "resolver", "error_log", "access_log", "proxy_pass", "proxy_bind")


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A configuration of the corpus with a few words changed, lost, or said twice."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        spots = list(WORDS.finditer(text))
        if not spots:
            break
        spot = spots[draw(st.integers(0, len(spots) - 1))]
        other = spots[draw(st.integers(0, len(spots) - 1))][0]
        new = draw(st.sampled_from(["", f"{spot[0]} {spot[0]}", other, *STRANGE]))
        text = f"{text[: spot.start()]}{new}{text[spot.end() :]}"
    return text


@settings(max_examples=150)
@given(mutated())
def test_it_never_falls(text: str):
    try:
        sandbox = boxed(source_of(text))
    except InputError as error:
        assert error.place is not None, "the reader refuses, not the sandbox"
        return
    if not sandbox.refused:
        assert list(real(sandbox.files["nginx.conf"])) == []


def real(text: str) -> Iterator[str]:
    """The directives that would reach, or be reached from, outside."""
    todo = parse(text, "nginx.conf").body
    while todo:
        item = todo.pop()
        if item.name in LEADS_OUT and REAL in "".join(item.words[1:2]):
            yield item.raw
        if item.body and item.name not in DATA_BLOCKS:
            todo += item.body
