"""Texts that Hypothesis makes of the dialects' own words: answered or refused."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.asking import answers

HAPROXY = r"""
global defaults frontend backend listen userlist peers resolvers cache mailers bind server
default-server server-template use_backend use-server default_backend acl balance hash-type
http-request tcp-request http-response option timeout mode maxconn fullconn cookie stick
stick-table stick-store-request redirect monitor-uri stats log errorfile retry-on retries
set-header set-path replace-path set-var deny return redirect prefix location scheme code if
unless or ! { } -i -m -f str beg end reg found path path_beg hdr(host) req.hdr(x),lower src
var(txn.a) ssl_fc method nbsrv(b) map(a.map) %[path] %[hdr(host),map(a.map)] roundrobin leastconn
source uri first random(2) hdr(x) consistent map-based sdbm avalanche weight 0 1 256 -1 check
inter 5s fall rise backup disabled track b/s1 insert indirect nocache slowstart send-proxy ssl
verify none crt a.pem :80 *:443 10.0.0.1:80 [::1]:80 unix@/a s1 s2 f b 100 10m ${HOME} "${A}"
'x y' "a b" \ # .if .else .endif true defined(A) streq(a,b) version_atleast(2.4) proto h2 alpn
h2,http/1.1 accept-proxy from
"""

NGINX = r"""
events http server location upstream stream map split_clients geo if limit_except include listen
server_name proxy_pass proxy_set_header proxy_next_upstream proxy_next_upstream_tries return
rewrite set try_files error_page root alias index auth_basic allow deny real_ip_header
set_real_ip_from hash ip_hash least_conn random two least_time consistent zone keepalive weight=0
weight=5 max_fails=0 max_conns=1 backup down resolve slow_start=5s 80 [::]:80 443 ssl
default_server reuseport unix:/a.sock _ *.example.com .example.com ~^a(?<x>b)$ "" / /a /a/ = ^~ ~
~* \.php$ @b http://b http://$host$request_uri http://10.0.0.1:80/x $uri $x $host $1 ${x}y 301 404
444 last break redirect permanent 50% * default volatile ranges 10.0.0.0/8 10.0.0.1 10.0.0.1:80 b
a.conf *.conf off on 5s 10m { } { } ; ; ; ; " ' # \
"""


def texts(words: str, ends: list[str]) -> st.SearchStrategy[str]:
    """Words in lines, now and then something else between them."""
    word = st.sampled_from(words.split()) | st.text(max_size=3)
    line = st.lists(word, max_size=7).map(" ".join)
    return st.lists(st.tuples(line, st.sampled_from(ends)).map("".join), max_size=20).map("".join)


FRAME_HAPROXY = (
    "defaults\n mode http\nfrontend f\n bind :80\n default_backend b\nbackend b\n server s1 :1\n"
)
FRAME_NGINX = "events {{}} http {{ upstream b {{ server 10.0.0.1; }} server {{ listen 80; {} }} }}"

quiet = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def judged(path, text: str, dialect: str) -> None:
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    for line in answers(str(path), dialect):
        assert "\n" not in line


@pytest.mark.fuzz
@quiet
@given(texts(HAPROXY, ["\n", "\n    ", "\r\n", " \\\n"]), st.booleans())
def test_words_of_haproxy(tmp_path, text, framed):
    judged(tmp_path / "a.cfg", (FRAME_HAPROXY if framed else "") + text, "haproxy")


@pytest.mark.fuzz
@quiet
@given(texts(NGINX, [";\n", " {\n", "}\n", ";"]), st.booleans())
def test_words_of_nginx(tmp_path, text, framed):
    judged(tmp_path / "a.conf", FRAME_NGINX.format(text) if framed else text, "nginx")


@pytest.mark.fuzz
@quiet
@given(
    st.text() | st.binary().map(lambda data: data.decode("latin-1")),
    st.sampled_from(["haproxy", "nginx"]),
)
def test_any_text(tmp_path, text, dialect):
    judged(tmp_path / "a", text, dialect)
