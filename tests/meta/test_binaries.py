"""A missing load balancer skips locally, fails under CI, and names its package."""

import pytest

from tests.harness import binaries
from tests.harness.binaries import Binary


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "haproxy", lambda: None)
    monkeypatch.setattr(binaries, "nginx", lambda: None)
    monkeypatch.setattr(binaries, "nginx_stream_module", lambda: None)
    monkeypatch.setattr(binaries, "chromium", lambda: None)


@pytest.mark.usefixtures("bare_machine")
def test_missing_packages_are_named():
    expected = ["haproxy", "nginx", "libnginx-mod-stream", "chromium"]
    assert binaries.missing_packages() == expected


@pytest.mark.usefixtures("bare_machine")
def test_a_missing_binary_skips_locally(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install haproxy"):
        binaries.require_haproxy()


@pytest.mark.usefixtures("bare_machine")
def test_a_missing_binary_fails_under_ci(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install nginx"):
        binaries.require_nginx()
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        binaries.require_chromium()


def test_an_older_release_skips_even_under_ci(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(binaries, "haproxy", lambda: Binary("/x/haproxy", (2, 6, 12), ""))
    assert binaries.require_haproxy((2, 6)).path == "/x/haproxy"
    with pytest.raises(pytest.skip.Exception, match=r"haproxy 2\.8 needed, this is 2\.6\.12"):
        binaries.require_haproxy((2, 8))


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        ("--with-stream --with-http_v2_module", True),
        ("--with-stream=dynamic --with-stream_ssl_module", False),
        ("--with-http_v2_module", False),
    ],
)
def test_a_built_in_stream_module_is_seen(monkeypatch, build: str, expected: bool):
    monkeypatch.setattr(binaries, "nginx", lambda: Binary("/x/nginx", (1, 22), build))
    monkeypatch.setattr(binaries, "nginx_stream_module", lambda: None)
    assert binaries.nginx_has_stream() is expected
