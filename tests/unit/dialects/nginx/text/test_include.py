from pathlib import Path

import pytest

from steelyard.core.errors import InputError
from steelyard.core.source import SourceTree
from steelyard.dialects.nginx.text import include
from steelyard.dialects.nginx.text.syntax import expanded
from steelyard.dialects.nginx.text.tree import Configuration, read_configuration


def read(folder: Path, files: dict[str, str], root: Path | None = None) -> Configuration:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    tree = SourceTree(str(folder / "nginx.conf"), None if root is None else str(root))
    return read_configuration(tree, None)


def ports(found: Configuration) -> list[str]:
    (http,) = found.blocks("http")
    return [
        part.words[1]
        for server in expanded(http.body or [])
        for part in expanded(server.body or [])
    ]


def server(port: int) -> str:
    return f"server {{ listen {port}; }}\n"


def test_patterns_take_files_in_order_and_relative_to_the_main_file(tmp_path: Path):
    found = read(
        tmp_path,
        {
            "nginx.conf": "http { include sites/*.conf; include sites/last; }",
            "sites/b.conf": server(2),
            "sites/a.conf": "include sites/inner;",
            "sites/inner": server(1),
            "sites/.hidden.conf": server(9),
            "sites/last": server(3),
        },
    )
    assert ports(found) == ["1", "2", "3"]
    assert found.complete
    (http,) = found.blocks("http")
    first = expanded(http.body or [])[0]
    assert first.place().file == str(tmp_path / "sites/inner")


def test_absolute_names_are_looked_up_under_the_root(tmp_path: Path):
    files = {
        "nginx.conf": "http { include /etc/nginx/one; include /etc/nginx/d/*; }",
        "root/etc/nginx/one": server(1),
        "root/etc/nginx/d/two": server(2),
    }
    assert ports(read(tmp_path, files, tmp_path / "root")) == ["1", "2"]


def test_a_pattern_without_files_is_noticed_inside_blocks_only(tmp_path: Path):
    text = "include modules/*.conf;\nhttp { include sites/*.conf; }"
    found = read(tmp_path, {"nginx.conf": text})
    (notice,) = found.notices
    assert (notice.rule, notice.subject) == ("discovery/include-empty", "sites/*.conf")
    assert notice.place[:3] == (str(tmp_path / "nginx.conf"), 2, 16)
    assert found.complete


def test_a_missing_file_is_noticed_and_leaves_the_rest(tmp_path: Path):
    text = "http {\n include mime.types;\n include gone.conf;\n" + server(1) + "}"
    found = read(tmp_path, {"nginx.conf": text})
    (notice,) = found.notices
    assert (notice.rule, notice.place.line, found.complete) == ("syntax/missing-file", 3, False)
    assert ports(found) == ["1"]
    assert [item.text for item in found.opaque] == ["include mime.types"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"nginx.conf": "http { include a; }", "a": "include a;"}, "includes itself"),
        ({"nginx.conf": "include a;", "a": "include b;", "b": "include a;"}, "includes itself"),
        ({"nginx.conf": "include nginx.conf;"}, "includes itself"),
        ({"nginx.conf": "http { include a; }", "a": "server {"}, "expecting"),
        ({"nginx.conf": "http { include a; }", "a": "}"}, "unexpected"),
        ({"nginx.conf": "include;"}, "number of arguments"),
        ({"nginx.conf": "include a b;"}, "number of arguments"),
        ({"nginx.conf": "include a;", "a/x": ""}, "directory"),
    ],
)
def test_what_cannot_be_read(files: dict[str, str], message: str, tmp_path: Path):
    with pytest.raises(InputError, match=message):
        read(tmp_path, files)


def test_a_chain_of_includes_has_an_end(tmp_path: Path):
    files = {f"f{number}": f"include f{number + 1};" for number in range(200)}
    with pytest.raises(InputError, match="nest deeper"):
        read(tmp_path, files | {"nginx.conf": "include f0;", "f200": ""})


@pytest.mark.timeout(20)
def test_includes_that_multiply_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(include, "MOST", 100_000)
    files = {f"f{number}": f"include f{number + 1};\n" * 10 for number in range(30)}
    with pytest.raises(InputError, match="more than 100000"):
        read(tmp_path, files | {"nginx.conf": "include f0;", "f30": "a;"})


def test_a_file_that_is_included_often_is_read_once(tmp_path: Path):
    text = "http {" + "server { include p; }\n" * 1000 + "}"
    found = read(tmp_path, {"nginx.conf": text, "p": "listen 1;"})
    assert ports(found) == ["1"] * 1000
