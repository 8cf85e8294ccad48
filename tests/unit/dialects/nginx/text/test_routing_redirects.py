"""Locations without a host: left as written, or as NGINX completes them."""

import pytest

from steelyard.forecast.routing.request import parse_request
from steelyard.forecast.routing.walk import walk
from tests.harness.nginx_read import gateway_of

TEXT = "http {{ server {{ listen {listen}; server_name {name}; {body} return 301 /x; }} }}"


@pytest.mark.parametrize(
    ("listen", "body", "location"),
    [
        ("80", "", "/x"),
        ("8080", "", "/x"),  # the port is the one that the client asked
        ("80", "port_in_redirect off;", "/x"),
        ("8080", "port_in_redirect off;", "http://www.example/x"),
        ("8080", "port_in_redirect off; absolute_redirect off;", "/x"),
        ("443 ssl", "server_name_in_redirect on;", "https://first.example/x"),
        ("8443 ssl", "server_name_in_redirect on;", "https://first.example:8443/x"),
        (
            "8443 ssl",
            "server_name_in_redirect on; port_in_redirect off;",
            "https://first.example/x",
        ),
        ("80; listen 81", "server_name_in_redirect on;", "/x"),  # not known without the socket
    ],
)
def test_return(listen: str, body: str, location: str) -> None:
    text = TEXT.format(listen=listen, name="first.example www.example", body=body)
    port, secure = int(listen.split()[0].rstrip(";")), "ssl" in listen
    asked = parse_request(f"http{'s' * secure}://www.example:{port}/")
    assert walk(gateway_of(text), asked).location == location


@pytest.mark.parametrize("name", ["_", "*.example", "~^x", ".example"])
def test_a_name_that_stands_for_several_is_not_completed(name: str) -> None:
    text = TEXT.format(listen="80", name=name, body="server_name_in_redirect on;")
    expected = "http://_/x" if name == "_" else "/x"
    assert walk(gateway_of(text), parse_request("http://www.example/")).location == expected


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("rewrite ^/old /new redirect;", "/old"),
        ("location /new/ { proxy_pass http://10.0.0.1; }", "/new"),
        ("location / { port_in_redirect off; return 302 /new/; }", "/"),
    ],
)
def test_other_redirects(body: str, path: str) -> None:
    text = f"http {{ port_in_redirect off; server {{ listen 81; {body} }} }}"
    outcome = walk(gateway_of(text), parse_request(f"http://www.example:81{path}"))
    assert outcome.location.rstrip("/") == "http://www.example/new"
