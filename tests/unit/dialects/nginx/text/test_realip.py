from steelyard.model.values import Apply, Field, Opaque
from tests.harness.nginx_read import gateway_of


def address(http: str, listen: str = "listen 80;", block: str = "http"):
    gateway = gateway_of(f"{block} {{ {http}\nserver {{ {listen} }} }}")
    return gateway.listeners[0].client_addresses


def test_without_trusted_networks_nothing_is_replaced():
    assert address("real_ip_header X-Forwarded-For;") == []


def test_the_header_and_who_may_set_it():
    (found,) = address("set_real_ip_from 10.0.0.0/8; set_real_ip_from ::1;")
    assert found.trusted == ("10.0.0.0/8", "::1")
    assert found.value == Apply("forwarded-address", Apply("first", Field("header", "x-real-ip")))
    (found,) = address("set_real_ip_from 10.0.0.0/8; real_ip_header X-Forwarded-For;")
    assert found.value == Apply("forwarded-address", Field("header", "x-forwarded-for"))
    (found,) = address(
        "set_real_ip_from 10.0.0.0/8; real_ip_header X-Forwarded-For; real_ip_recursive on;"
    )
    assert found.value == Apply(
        "forwarded-address", Field("header", "x-forwarded-for"), ("10.0.0.0/8",)
    )


def test_the_proxy_protocol():
    (found,) = address("set_real_ip_from 10.0.0.1; real_ip_header proxy_protocol;")
    assert isinstance(found.value, Opaque)
    rules = "set_real_ip_from 10.0.0.1;"
    passing = "proxy_pass 10.0.0.9:1;"
    assert address(rules, f"listen 1; {passing}", "stream") == []
    assert len(address(rules, f"listen 1 proxy_protocol; {passing}", "stream")) == 1
