import pytest

from steelyard.dialects.nginx.live.targets import authority_of, map_block, moved


@pytest.mark.parametrize(
    ("text", "bare", "new"),
    [
        ("10.0.0.1:80", True, "X"),
        ("10.0.0.1/a", True, "X/a"),
        ("https://10.0.0.1/a?b", False, "http://X/a?b"),
        ("http://unix:/run/a:/b", False, "http://X/b"),
        ("unix:/run/a", True, "X"),
    ],
)
def test_moved(text: str, bare: bool, new: str):
    assert moved(text, "X", bare=bare) == new


def test_authority():
    assert authority_of("https://a:1/b") == "a:1"
    assert authority_of("a:1") == "a:1"


def test_keys_of_a_map_mean_themselves():
    # ngx_http_map_module.c: these words, "~" and "\" at the beginning mean more.
    values = {"default": "a", "~x": "b", "A": "c", "a": "d", "": "e"}
    assert map_block("$x", "$y", values, "z") == [
        "map $x $y {",
        "  volatile;",
        "  default z;",
        '  "\\\\default" a;',
        '  "\\\\~x" b;',
        "  A c;",
        '  "" e;',
        "}",
    ]
