"""Recognising HAProxy, and the file that the binary would be started with."""

import pytest

from steelyard.dialects import registry
from steelyard.dialects.haproxy import dialect


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("global\n daemon\ndefaults\n mode http\n", True),
        ("backend b\n server a 10.0.0.1:1\n", True),
        ("listen l # x\n bind :1\n", True),
        ("events {}\nhttp {\n server {\n listen 80;\n }\n}\n", False),
        ("http:\n  routers:\n    a:\n      rule: x\n", False),
        ("static_resources:\n  listeners: []\n", False),
        ("[global]\nx = 1\n", False),
        ("", False),
    ],
)
def test_recognise(text: str, sure: bool):
    assert (dialect.recognise("x.cfg", text) >= registry.SURE_ENOUGH) == sure


def test_the_content_outweighs_the_extension():
    text = "server {\n    listen 80;\n    location / {\n        proxy_pass http://web;\n    }\n}\n"
    assert dialect.recognise("nginx.cfg", text) == 0
    assert dialect.recognise("x.cfg", "listen 80;\nserver 10.0.0.1:80 weight=5;\n") == 0
