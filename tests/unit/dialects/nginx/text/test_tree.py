from pathlib import Path

import pytest

from steelyard.core.errors import InputError
from steelyard.core.source import SourceTree
from steelyard.dialects.nginx.text.syntax import expanded
from steelyard.dialects.nginx.text.tree import Configuration, read_configuration


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def configuration(path: Path, root: Path | None = None) -> Configuration:
    return read_configuration(SourceTree(str(path), None if root is None else str(root)), None)


def names(found: Configuration, block: str = "http") -> list[str]:
    return [item.words[0] for part in found.blocks(block) for item in expanded(part.body or [])]


@pytest.mark.parametrize("name", ["nginx.conf", "conf/nginx.conf", "etc/nginx/nginx.conf"])
def test_the_main_file_of_a_directory(name: str, tmp_path: Path):
    found = configuration(written(tmp_path, {name: "http { server {} }", "zz/x.conf": "bogus {"}))
    assert found.path == str(tmp_path / name)
    assert names(found) == ["server"]


def test_a_directory_of_parts_is_one_http_block(tmp_path: Path):
    files = {"a.conf": "upstream a { server x; }", "b.conf": "server {}", "c.txt": "}"}
    found = configuration(written(tmp_path, files))
    assert (names(found), found.fragment) == (["upstream", "server"], True)
    assert [text.scope for text in found.opaque] == [""]
    assert "no http block" in found.opaque[0].reason


def test_a_directory_with_a_main_file_of_another_name(tmp_path: Path):
    files = {"a.conf": "server {}", "main.conf": "http { include a.conf; }"}
    found = configuration(written(tmp_path, files))
    assert (names(found), found.fragment) == (["server"], False)


def test_an_empty_directory_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="no other"):
        configuration(tmp_path)


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("upstream a { server x; }", "http"),
        ("server { listen 1; proxy_pass a:1; }", "stream"),
        ("server { location / { proxy_pass http://a; } }", "http"),
        ("location / { return 200; }", "http"),
        ("listen 80;", "http"),
    ],
)
def test_a_fragment_is_read_where_it_would_stand(text: str, block: str, tmp_path: Path):
    found = configuration(written(tmp_path, {"x.conf": text}) / "x.conf")
    assert found.fragment
    assert len(found.blocks(block)) == 1


@pytest.mark.parametrize("text", ["", "user www;", "events {}", "http {}"])
def test_what_is_no_fragment(text: str, tmp_path: Path):
    assert not configuration(written(tmp_path, {"x.conf": text}) / "x.conf").fragment
