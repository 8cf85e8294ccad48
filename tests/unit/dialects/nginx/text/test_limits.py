from tests.harness.nginx_read import gateway_of

ZONES = (
    "limit_req_zone $binary_remote_addr zone=a:1m rate=30r/m;\n"
    "limit_conn_zone $binary_remote_addr zone=c:1m;\n"
)


def test_limits_of_a_server():
    text = f"http {{ {ZONES} limit_conn c 9; server {{ listen 80; limit_req zone=a burst=5; }} }}"
    limits = gateway_of(text).listeners[0].limits
    assert (limits["rate"].value, limits["rate"].written) == (0.5, "limit_req zone=a burst=5")
    assert limits["connections-per-key"].value == 9


def test_limits_of_locations_and_of_unknown_zones_do_not_count():
    location = "location / { limit_req zone=a; return 200; }"
    text = f"http {{ {ZONES} server {{ listen 80; limit_req zone=none; {location} }} }}"
    assert gateway_of(text).listeners[0].limits == {}
