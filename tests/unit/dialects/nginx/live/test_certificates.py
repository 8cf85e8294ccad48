import pytest

from tests.harness.nginx_box import CERTIFICATE, kinds, lines, server


@pytest.mark.parametrize(
    "name",
    ["ssl_certificate", "ssl_certificate_key", "ssl_client_certificate", "ssl_trusted_certificate"],
)
def test_replaced(name: str):
    sandbox = server(f"{name} /etc/ssl/shop.pem;")
    new = f"{name} {CERTIFICATE};"
    assert new in lines(sandbox)
    assert kinds(sandbox, "certificate") == [(f"{name} /etc/ssl/shop.pem", new)]


@pytest.mark.parametrize("value", ["$ssl_server_name.pem", "data:$secret", "engine:x:y"])
def test_values_that_are_no_path_are_not_shown(value: str):
    sandbox = server(f"ssl_certificate_key {value};")
    assert kinds(sandbox, "certificate") == [
        ("ssl_certificate_key", f"ssl_certificate_key {CERTIFICATE};")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "ssl_dhparam /etc/dh.pem;",
        "ssl_session_ticket_key /etc/ticket;",
        "ssl_password_file /etc/pass;",
        "ssl_stapling on;",
        "ssl_stapling_verify on;",
        "ssl_crl /etc/crl;",
        "ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256;",
    ],
)
def test_left_out(line: str):
    sandbox = server(line)
    assert not any(found.startswith(line.split()[0]) for found in lines(sandbox))
    assert len(kinds(sandbox, "certificate")) == 1


@pytest.mark.parametrize(
    "line", ["ssl_protocols TLSv1.2 TLSv1.3;", "ssl_session_cache shared:s:1m;"]
)
def test_left_alone(line: str):
    sandbox = server(line)
    assert line in lines(sandbox)
    assert kinds(sandbox, "certificate") == []


def test_certificates_of_clients_stay_asked_for():
    sandbox = server("ssl_verify_client on;")
    assert "ssl_verify_client on;" in lines(sandbox)
    assert len(sandbox.doubts) == 1
    assert server("ssl_verify_client optional;").doubts == []


def test_tls_towards_servers_goes():
    sandbox = server(
        "location / { proxy_pass https://10.0.0.1; proxy_ssl_verify on;"
        " proxy_ssl_trusted_certificate /x; proxy_ssl_password_file /secret; }"
    )
    assert not any("ssl" in line for line in lines(sandbox))
    assert ("proxy_ssl_password_file", "") in kinds(sandbox, "protocol")
