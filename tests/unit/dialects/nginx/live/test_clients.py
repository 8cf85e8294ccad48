import pytest

from tests.harness.nginx_box import boxed, http, kinds, lines, server

STATED = ["set_real_ip_from 127.0.0.0/8;", "real_ip_header proxy_protocol;"]


def test_clients_state_their_address():
    sandbox = server("return 204;")
    assert set(STATED) <= set(lines(sandbox))
    assert kinds(sandbox, "client-address") == [("http", " ".join(STATED))]
    assert len(sandbox.proxied) == 1


@pytest.mark.parametrize(
    "own",
    [
        "set_real_ip_from 10.0.0.0/8;",
        "real_ip_header X-Forwarded-For;",
        "location / { real_ip_recursive on; }",
        "return 200 $proxy_protocol_addr;",
        "return 200 ${realip_remote_addr};",
    ],
)
def test_own_rules_stay_alone(own: str):
    sandbox = server(own)
    assert not set(STATED) & set(lines(sandbox))
    assert sandbox.proxied == set()
    assert "every client comes from 127.0.0.0/8" in sandbox.doubts[0].why


def test_sockets_that_read_the_header_already():
    sandbox = http("server { listen 80; } server { listen 81 proxy_protocol; }")
    assert "listen 127.0.0.1:1001;" in lines(sandbox)
    assert {endpoint.port for endpoint in sandbox.proxied} == {1002}


def test_stream_needs_no_header_named():
    text = "events {} stream { server { listen 25; proxy_pass 10.0.0.1:25; } }"
    found = lines(boxed(text))
    assert STATED[0] in found
    assert STATED[1] not in found
    assert "listen 127.0.0.1:1001 proxy_protocol;" in found


def test_each_block_decides_for_itself():
    text = (
        "events {} stream { server { listen 25 proxy_protocol; return a; } }"
        " http { server { listen 80; } }"
    )
    found = lines(boxed(text))
    assert found.count(STATED[0]) == 1
    assert found.index(STATED[0]) > found.index("http {")
