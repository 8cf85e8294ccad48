"""Generates configurations of any size that look like real ones and pass the real checkers.

python -m bench.generate haproxy 10000 1000 > haproxy.cfg    # servers, pools
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HAPROXY_HEAD = """\
global
    maxconn 20000
    log 127.0.0.1:514 local0

defaults
    mode http
    log global
    option httplog
    option forwardfor
    option redispatch
    retries 3
    timeout connect 5s
    timeout client 30s
    timeout server 30s
    timeout http-request 10s
    timeout http-keep-alive 5s
    timeout queue 20s

frontend web
    bind :8080
    http-request set-header X-Forwarded-Proto http
    acl is_api path_beg /api/
    acl is_static path_end .css .js .png
"""

NGINX_HEAD = """\
worker_processes 2;
pid nginx.pid;
error_log stderr;

events {
    worker_connections 4096;
}

http {
    access_log off;
    server_names_hash_max_size 65536;
    server_names_hash_bucket_size 128;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    client_max_body_size 10m;
    proxy_connect_timeout 5s;
    proxy_read_timeout 30s;
    proxy_send_timeout 30s;
    proxy_http_version 1.1;
    proxy_set_header Host $host;
    proxy_set_header Connection "";
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
"""


def haproxy(servers: int, pools: int, *, rings: bool = True) -> Iterator[str]:
    """Yield the lines of an HAProxy configuration.

    Half of its pools hash on a ring, which `haproxy -c` lays out in memory;
    without ``rings`` they hash on a map.
    """
    yield HAPROXY_HEAD
    for pool in range(pools):
        yield f"    acl host_svc{pool} hdr(host) -i svc{pool}.shop.example\n"
    for pool in range(pools):
        condition = ("", " is_api", " !is_static")[pool % 3]
        yield f"    use_backend svc{pool} if host_svc{pool}{condition}\n"
    yield "    default_backend svc0\n"
    for pool, members in _pools(servers, pools):
        yield from _haproxy_pool(pool, members, rings)


def _haproxy_pool(pool: int, members: range, rings: bool) -> Iterator[str]:
    kind = pool % 4
    yield f"\nbackend svc{pool}\n"
    yield f"    balance {('roundrobin', 'leastconn', 'source', 'uri')[kind]}\n"
    if rings and kind >= 2:
        yield "    hash-type consistent\n"
    yield "    option httpchk\n"
    host = f"svc{pool}.shop.example"
    yield f"    http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host {host}\n"
    yield "    http-check expect status 200\n"
    if kind == 0:
        yield "    cookie SRV insert indirect nocache httponly\n"
    yield "    default-server inter 2s fall 3 rise 2 maxconn 200 slowstart 30s\n"
    for server in members:
        cookie = f" cookie s{server}" if kind == 0 else ""
        yield f"    server s{server} {_address(server)} check weight 100{cookie}\n"


def nginx(servers: int, pools: int) -> Iterator[str]:
    """Yield the lines of an NGINX configuration."""
    yield NGINX_HEAD
    for pool, members in _pools(servers, pools):
        yield from _nginx_pool(pool, members)
    for pool in range(pools):
        yield from _nginx_site(pool)
    yield "}\n"


def _nginx_pool(pool: int, members: range) -> Iterator[str]:
    method = ("", "least_conn", "ip_hash", "hash $request_uri consistent")[pool % 4]
    yield f"\n    upstream svc{pool} {{\n        zone svc{pool} 128k;\n"
    if method:
        yield f"        {method};\n"
    for server in members:
        yield f"        server {_address(server)} weight=10 max_fails=3 fail_timeout=10s;\n"
    yield "        keepalive 16;\n    }\n"


def _nginx_site(pool: int) -> Iterator[str]:
    default = " default_server" if pool == 0 else ""
    yield f"\n    server {{\n        listen 8080{default};\n"
    yield f"        server_name svc{pool}.shop.example;\n"
    yield "        location = /healthz {\n            return 200;\n        }\n"
    if pool % 3 == 0:
        yield '        location ~* "\\.(css|js|png)$" {\n            expires 1h;\n'
        yield f"            proxy_pass http://svc{pool};\n        }}\n"
    yield "        location / {\n            proxy_next_upstream error timeout;\n"
    yield f"            proxy_pass http://svc{pool};\n        }}\n    }}\n"


def _pools(servers: int, pools: int) -> Iterator[tuple[int, range]]:
    """Deal the servers out to the pools, as evenly as they go."""
    for pool in range(pools):
        yield pool, range(servers * pool // pools, servers * (pool + 1) // pools)


def _address(server: int) -> str:
    return f"10.{server // 62500}.{server // 250 % 250}.{server % 250 + 1}:8080"


DIALECTS: dict[str, Callable[[int, int], Iterator[str]]] = {"haproxy": haproxy, "nginx": nginx}


if __name__ == "__main__":
    sys.stdout.writelines(DIALECTS[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3])))
