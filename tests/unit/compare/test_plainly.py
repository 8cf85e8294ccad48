"""A migration from one dialect to another, compared request by request."""

from pathlib import Path

import pytest

from steelyard.app.loading import Reading, load_gateway
from steelyard.compare.compare import compare
from steelyard.compare.difference import Difference
from steelyard.forecast.forecast import forecast

HAPROXY = """\
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend www
  bind :80
  http-request redirect location https://shop.example%[capture.req.uri] code 301 \
if { hdr(host) -i www.shop.example }
  http-request deny deny_status 403 if { path_beg /admin/ } !{ src 10.0.0.0/8 }
  use_backend admin if { path_beg /admin/ }
  use_backend static if { path_end .css .js .png }
  use_backend api if { path_beg /api/ }
  default_backend web
backend web
  server web1 10.0.1.1:8080
  server web2 10.0.1.2:8080
backend api
  server api1 10.0.2.1:8080
backend static
  server st1 10.0.3.1:80
backend admin
  server ad1 10.0.4.1:80
"""

NGINX = """\
events {}
http {
  upstream web { server 10.0.1.1:8080; server 10.0.1.2:8080; }
  upstream api { server 10.0.2.1:8080; }
  upstream static { server 10.0.3.1:80; }
  upstream inside { server 10.0.4.1:80; }
  server {
    listen 80 default_server;
    server_name shop.example;
    location / { proxy_pass http://web; }
    location ~ ^/admin/ { allow 10.0.0.0/8; deny all; proxy_pass http://inside; }
    location ~ \\.(css|js|png)$ { proxy_pass http://static; }
    location ~ ^/api/ { proxy_pass http://api; }
  }
  server { listen 80; server_name www.shop.example; return 301 https://shop.example$request_uri; }
}
"""


@pytest.fixture
def migrated(tmp_path: Path):
    def compared(haproxy: str, nginx: str, *, back: bool = False) -> Difference:
        (tmp_path / "haproxy.cfg").write_text(haproxy)
        (tmp_path / "nginx.conf").write_text(nginx)
        names = ["haproxy.cfg", "nginx.conf"]
        sides = [forecast(load_gateway(str(tmp_path / name), Reading())) for name in names]
        return compare(*reversed(sides)) if back else compare(*sides)

    return compared


@pytest.mark.parametrize("back", [False, True])
def test_a_faithful_migration_is_proved(migrated, back):
    difference = migrated(HAPROXY, NGINX, back=back)
    assert difference.verdict == "same", [change.condition for change in difference.regions]
    assert any("written plainly" in sentence for sentence in difference.assumptions)
    assert set(difference.twins.items()) >= {
        ("inside", "admin") if not back else ("admin", "inside")
    }


def test_the_redirect_that_nginx_adds_is_found(migrated):
    """A prefix location ending in a slash answers the path without it by a redirect."""
    nginx = NGINX.replace("location ~ ^/api/ {", "location /api/ {")
    difference = migrated(HAPROXY, nginx)
    ends = {
        (c.witness.target, c.old_end.pool, c.new_end.kind) for c in difference.regions if c.witness
    }
    assert ends == {("/api", "web", "redirect")}


def test_a_wrong_order_is_found(migrated):
    lines = NGINX.splitlines()
    admin = next(line for line in lines if "/admin/" in line)
    lines.remove(admin)
    static = next(index for index, line in enumerate(lines) if "css" in line)
    lines.insert(static + 1, admin)
    difference = migrated(HAPROXY, "\n".join(lines))
    assert difference.verdict == "changed"
    assert {change.new_end.pool for change in difference.regions} == {"static"}
    assert {c.old_end.pool or c.old_end.status for c in difference.regions} == {"admin", 403}


def test_a_server_that_was_forgotten_moves_shares(migrated):
    difference = migrated(HAPROXY, NGINX.replace(" server 10.0.1.2:8080;", ""))
    assert difference.routes_same
    assert [(shift.name, shift.moved) for shift in difference.pools] == [("web", 0.5)]
