"""Redirects that name the sandbox, and those that leave out what the client knows."""

from pathlib import Path

import pytest

from steelyard.app.loading import Reading, load_gateway
from steelyard.dialects.sandbox import Endpoint
from steelyard.expect.space import Space
from steelyard.forecast.routing.request import Request
from steelyard.prove.location import leads_to, original
from steelyard.prove.question import Question, ask

SANDBOX = Endpoint("127.3.4.5", 2001)


@pytest.fixture
def question(tmp_path: Path):
    def make(listen: str, host: str = "a.example") -> Question:
        path = tmp_path / "nginx.conf"
        path.write_text(f"events {{}} http {{ server {{ listen {listen}; return 204; }} }}")
        [door] = Space(load_gateway(str(path), Reading("nginx"))).doors.values()
        return ask(door, Request(headers=(("Host", host),) if host else (), target="/a/b?c"))

    return make


@pytest.mark.parametrize(
    ("listen", "location", "expected"),
    [
        ("8080", "http://a.example:2001/x", "http://a.example:8080/x"),
        ("80", "http://a.example:2001/x", "http://a.example/x"),
        ("443 ssl", "https://a.example:2001/x?y", "https://a.example/x?y"),
        ("80", "https://a.example/x", "https://a.example/x"),
        ("10.0.0.1:80", "http://127.3.4.5:2001/x", "http://10.0.0.1/x"),
        ("8080", "http://127.3.4.5:2001/", "http://localhost:8080/"),
        ("8080", "/x", "/x"),
        ("8080", "http://[x", "http://[x"),
        ("8080", "http://b.example:99999/", "http://b.example:99999/"),
    ],
)
def test_the_original_names_itself(question, listen: str, location: str, expected: str) -> None:
    assert original(location, SANDBOX, question(listen)) == expected


@pytest.mark.parametrize(
    ("listen", "host", "location", "expected"),
    [
        ("80", "a.example", "/x", "http://a.example/x"),
        ("80", "A.example", "http://a.example:80/x", "http://a.example/x"),
        ("8080", "a.example", "/x", "http://a.example:8080/x"),
        ("8080", "a.example:8080", "x", "http://a.example:8080/a/x"),
        ("8080", "a.example:81", "/x", "http://a.example:8080/x"),
        ("8443 ssl", "a.example", "//b.example/x", "https://b.example/x"),
        ("443 ssl", "", "/", "https://localhost/"),
        ("8080", "a.example", "http://a.example", "http://a.example/"),
    ],
)
def test_where_a_client_ends(
    question, listen: str, host: str, location: str, expected: str
) -> None:
    assert leads_to(location, question(listen, host)) == expected


@pytest.mark.parametrize(
    ("listen", "version"), [("80 http2", "2.0"), ("80", "1.1"), ("443 ssl http2", "1.1")]
)
def test_only_http2_is_asked_in_http2(question, listen: str, version: str) -> None:
    assert question(listen).request.version == version
