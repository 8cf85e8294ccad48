"""Listeners of the real NGINX: addresses, names, TLS with server names, streams."""

import itertools
import os
import random
from pathlib import Path

import pytest

from steelyard.forecast.routing.request import Request
from steelyard.model.gateway import Gateway
from tests.harness.binaries import nginx_stream_module, require_nginx
from tests.harness.client import Answer
from tests.harness.nginx_process import TEMPORARY, NginxProcess
from tests.harness.nginx_read import gateway_of
from tests.harness.process import free_ports
from tests.harness.tls import certificate, send
from tests.harness.whole import Said, Tally, Walker

pytestmark = pytest.mark.differential

NAMES = ["a.example", "A.Example.", "x.b.example", "b.example", "www.c.example", "other", ""]
ADDRESSES = ("127.0.0.1", "127.0.0.2")

HTTP = """
upstream ua {{ server 127.0.0.1:{s0}; server 127.0.0.1:{s1}; server 127.0.0.1:{s2} weight=3; }}
upstream ub {{ hash $ssl_server_name consistent; server 127.0.0.1:{s0}; server 127.0.0.1:{s1}; }}
upstream uc {{ ip_hash; server 127.0.0.1:{s0}; server 127.0.0.1:{s1}; server 127.0.0.1:{s2}; }}
map $ssl_server_name $by_sni {{ hostnames; default ua; .b.example ub; a.example uc; }}
server {{ listen 127.0.0.1:{one}; server_name a.example; location / {{ proxy_pass http://ua; }} }}
server {{ listen 127.0.0.1:{one} default_server; server_name .b.example;
  location / {{ proxy_pass http://ub; }} }}
server {{ listen 127.0.0.1:{one}; listen 127.0.0.2:{one}; server_name www.*;
  location / {{ proxy_pass http://uc; }} }}
server {{ listen 127.0.0.2:{one}; server_name ~^x; return 301 $scheme://$host$request_uri; }}
server {{ listen 127.0.0.1:{tls} ssl; listen 127.0.0.1:{plain}; server_name a.example;
  ssl_certificate {crt}; ssl_certificate_key {crt};
  location / {{ proxy_pass http://$by_sni; }}
  location /go {{ if ($https) {{ return 204; }} return 301 https://$host$request_uri; }} }}
server {{ listen 127.0.0.1:{tls} ssl default_server; listen 127.0.0.1:{plain};
  server_name b.example;
  ssl_certificate {crt}; ssl_certificate_key {crt};
  location / {{ proxy_pass http://$by_sni; }}
  location = /port {{ if ($server_port = {tls}) {{ return 403; }} proxy_pass http://ub; }} }}
server {{ listen 127.0.0.1:{s0}; listen 127.0.0.1:{s1}; listen 127.0.0.1:{s2};
  add_header x-port $server_port; return 200; }}
server {{ listen 127.0.0.1:{s3} ssl; ssl_certificate {crt}; ssl_certificate_key {crt};
  add_header x-port $server_port; return 200; }}
"""
STREAM = """
upstream order {{ server 127.0.0.1:{s0} weight=2; server 127.0.0.1:{s1}; server 127.0.0.1:{s2}; }}
upstream keyed {{ hash $remote_addr; server 127.0.0.1:{s0}; server 127.0.0.1:{s1} weight=4; }}
upstream ring {{ hash $remote_addr consistent; server 127.0.0.1:{s0}; server 127.0.0.1:{s1}; }}
upstream secure {{ server 127.0.0.1:{s3}; }}
upstream none {{ server 127.0.0.1:{s3} down; }}
map $ssl_preread_server_name $chosen {{ hostnames; a.example secure; .b.example none; default ""; }}
server {{ listen 127.0.0.1:{t0}; proxy_pass order; }}
server {{ listen 127.0.0.1:{t1}; proxy_pass keyed; }}
server {{ listen 127.0.0.1:{t2}; proxy_pass ring; }}
server {{ listen 127.0.0.1:{t3}; ssl_preread on; proxy_pass $chosen; }}
server {{ listen 127.0.0.1:{t4} ssl; ssl_certificate {crt}; ssl_certificate_key {crt};
  proxy_pass order; }}
server {{ listen 127.0.0.1:{t5}; deny 127.0.0.3; proxy_pass 127.0.0.1:{s2}; }}
"""
PORTS = ("one", "tls", "plain", "s0", "s1", "s2", "s3", "t0", "t1", "t2", "t3", "t4", "t5")


def configuration(folder: Path) -> tuple[str, dict[str, int]]:
    """Write the whole configuration; return it with its ports."""
    ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
    crt = certificate(folder)
    module = nginx_stream_module()
    head = "user root;\n" if os.geteuid() == 0 else ""
    head += f"load_module {module};\n" if module else ""
    head += f"worker_processes 1; pid {folder / 'nginx.pid'}; error_log stderr crit;\n"
    paths = "".join(f"  {name}_temp_path {folder / name};\n" for name in TEMPORARY)
    http = "access_log off;\nadd_header x-pool $proxy_host always;\n"
    http += "add_header x-up $upstream_addr always;\n" + HTTP.format(**ports, crt=crt)
    text = f"{head}events {{ }}\nhttp {{\n{paths}{http}}}\n"
    return text + f"stream {{\n{STREAM.format(**ports, crt=crt)}}}\n", ports


def observed(answer: Answer | None, said: Said | None, gateway: Gateway) -> Said:
    """Say what NGINX did; of a stream only the port tells the server."""
    if answer is None:
        return Said("status", "closed")
    location = answer.header("location")
    if location is not None:
        return Said(f"redirect {answer.status}", location)
    pool, attempts = answer.header("x-pool"), answer.header("x-up")
    if pool and attempts:
        return Said("pool", f"{pool}/{attempts}")
    port = answer.header("x-port")
    if port and said is not None and said.kind == "pool":
        name, _, server = said.detail.partition("/")
        ports = {s.name: str(s.port) for s in gateway.pools[name].servers}
        return said if ports.get(server) == port else Said("pool", f"another: {port}")
    return Said("status", str(answer.status))


@pytest.mark.timeout(60)
def test_listeners(tmp_path: Path) -> None:
    version = require_nginx(stream=True).version
    text, ports = configuration(tmp_path)
    rng = random.Random(1)
    tally = Tally()
    with NginxProcess(text, tmp_path):
        gateway = gateway_of(text, version)
        walker = Walker(gateway)
        for _ in range(4):
            for which, host in itertools.product(("one", "one2", "tls", "plain"), NAMES[:-1]):
                name = rng.choice([host, *NAMES])
                address = ADDRESSES[which == "one2"]
                port = ports[which.removesuffix("2")]
                tls = which == "tls"
                path = rng.choice(["/", "/go", "/port", "/x?y=1"])
                raw = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
                answer = send(port, raw, tls=tls, name=name.rstrip("."), address=address)
                request = Request(
                    "GET",
                    path,
                    (("Host", host),),
                    "127.0.0.1",
                    scheme="https" if tls else "http",
                    port=port,
                    address=address,
                    server_name=name.rstrip(".") if tls else "",
                )
                said = walker.says(request)
                about = f"{which} {host!r} {name!r} {path}"
                tally.add(said, observed(answer, said, gateway), about)
        # Whether it had started was asked by connecting, which took the first turn.
        walker.balanced["order"] = 1
        for _ in range(60):
            which = rng.choice(["t0", "t1", "t2", "t3", "t4", "t5"])
            source = f"127.0.0.{rng.randrange(2, 9)}" if which != "t3" else "127.0.0.1"
            name = rng.choice(NAMES).rstrip(".") if which in ("t3", "t4") else ""
            tls = which in ("t3", "t4")
            raw = b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
            answer = send(ports[which], raw, tls=tls, name=name, source=source)
            request = Request(
                source=source,
                scheme="https" if tls else "http",
                port=ports[which],
                server_name=name,
            )
            said = walker.says(request)
            tally.add(said, observed(answer, said, gateway), f"{which} {source} {name!r}")
    tally.check()
