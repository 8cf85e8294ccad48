import pytest

from steelyard.dialects.nginx.live.sandbox import version
from tests.harness.nginx_box import boxed, http, lines


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("nginx version: nginx/1.22.1\n", (1, 22, 1)),
        ("nginx version: openresty/1.21.4.1\n", (1, 21, 4, 1)),
        ("nginx version: nginx/1.18.0 (Ubuntu)\n", (1, 18, 0)),
        ("bash: nginx: command not found", ()),
    ],
)
def test_version(printed: str, found: tuple[int, ...]):
    assert version(printed) == found


def test_the_whole_text():
    text = """
        user www-data;
        worker_processes 3;
        events { worker_connections 100; use epoll; }
        http {
            upstream web { server 10.0.0.1:80 weight=2; server 10.0.0.2:80; }
            server {
                listen 80 default_server;  # for all
                location / { proxy_pass http://web; }
            }
        }
    """
    sandbox = boxed(text)
    assert sandbox.files["nginx.conf"] == (
        "daemon off;\n"
        "pid /room/nginx.pid;\n"
        "lock_file /room/nginx.lock;\n"
        "error_log stderr;\n"
        "worker_processes 3;\n"
        "events {\n"
        "  worker_connections 100;\n"
        "}\n"
        "http {\n"
        "  access_log off;\n"
        "  client_body_temp_path /room/temp-client_body;\n"
        "  proxy_temp_path /room/temp-proxy;\n"
        "  fastcgi_temp_path /room/temp-fastcgi;\n"
        "  uwsgi_temp_path /room/temp-uwsgi;\n"
        "  scgi_temp_path /room/temp-scgi;\n"
        "  set_real_ip_from 127.0.0.0/8;\n"
        "  real_ip_header proxy_protocol;\n"
        "  upstream web {\n"
        "    server 127.0.0.1:1001 weight=2;\n"
        "    server 127.0.0.1:1002;\n"
        "  }\n"
        "  server {\n"
        "    listen 127.0.0.1:1003 default_server proxy_protocol;\n"
        "    location / {\n"
        "      proxy_pass http://web;\n"
        "    }\n"
        "  }\n"
        "}\n"
    )
    assert sandbox.refused == sandbox.doubts == []


def test_the_command_runs_in_the_folder_and_in_the_foreground():
    sandbox = http("server { return 204; }")
    command = ("-p", "/room", "-e", "stderr", "-c", "/room/nginx.conf")
    assert (sandbox.command, sandbox.check) == (command, (*command, "-t"))
    assert lines(sandbox)[0] == "daemon off;"


def test_a_part_of_a_configuration_gets_what_it_lacks():
    found = lines(boxed("server { listen 81; return 204; }"))
    assert found[3:6] == ["error_log stderr;", "events {}", "http {"]
    assert "listen 127.0.0.1:1001 proxy_protocol;" in found
