import pytest

from steelyard.core.errors import InputError
from steelyard.dialects.nginx import dialect
from tests.harness.nginx_read import gateway_of


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("events {}\nhttp {}\n", 90),
        ("events{}http{}", 90),
        ("upstream web {\n server 10.0.0.1;\n}\n", 90),
        ("server {\n  listen 80;\n}\n", 80),
        ("location ~ \\.php$ {\n}\n", 80),
        ("map $uri $pool {\n default a;\n}\n", 80),
        ("worker_processes auto;\n", 70),
        ("server 10.0.0.1;\nserver 10.0.0.2;\n", 30),
    ],
)
def test_its_own_text_is_recognised(text: str, least: int):
    assert dialect.recognise("some.conf", text) >= least


@pytest.mark.parametrize(
    "text",
    [
        "global\n  daemon\nfrontend web\n  bind :80\nbackend b\n  server s1 10.0.0.1:80 check\n",
        "static_resources:\n  listeners:\n  - name: main\n    address: {socket_address: {}}\n",
        '{"http": {"routers": {"r": {"rule": "Host(`a`)"}}}}',
        "[http.routers.r]\n  rule = 'Host(`a`)'\n",
        "http:\n  routers:\n    r:\n      rule: Path(`/x`) # location / {\n",
        "",
    ],
)
def test_other_texts_are_not(text: str):
    assert dialect.recognise("some.conf", text) < 20


def test_reading_leaves_the_collector_as_it_was():
    import gc

    gc.enable()
    gateway_of("events {}\n")
    assert gc.isenabled()
    with pytest.raises(InputError):
        gateway_of("events {")
    assert gc.isenabled()


def test_the_version_is_an_assumption_unless_given():
    assert not gateway_of("events {}").version_stated
    gateway = gateway_of("events {}", version=(1, 22, 1))
    assert gateway.version_stated
    assert gateway.version == (1, 22, 1)
