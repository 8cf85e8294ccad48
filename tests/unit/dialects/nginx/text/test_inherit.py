from steelyard.dialects.nginx.text.inherit import inherited, inherited_all
from steelyard.dialects.nginx.text.parse import parse

(HTTP,) = parse("http { a 1; b 1; b 2; server { b 3; location / { c 1; } } }", "f").body
(SERVER,) = HTTP.named("server")
(LOCATION,) = SERVER.named("location")
SCOPES = [HTTP, SERVER, LOCATION]


def test_the_innermost_block_that_has_any_counts():
    assert [item.words[1] for item in inherited_all(SCOPES, "b")] == ["3"]
    assert [item.words[1] for item in inherited_all([HTTP], "b")] == ["1", "2"]
    assert inherited_all(SCOPES, "x") == []


def test_the_last_one_of_a_block():
    found = inherited([HTTP], "b")
    assert found is not None
    assert found.words == ["b", "2"]
    found = inherited(SCOPES, "a")
    assert found is not None
    assert found.words == ["a", "1"]
    assert inherited(SCOPES, "x") is None
