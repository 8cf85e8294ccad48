from steelyard.dialects.nginx.text.mentions import every, mentions
from steelyard.dialects.nginx.text.parse import parse

TEXT = """http {
    upstream web { server 10.0.0.1:80; keepalive 4; }
    map $host $pool { default web; ~^(?<name>a)\\. $name; }
    server {
        server_name ~^(?<site>.+)$;
        listen 80;
        location / { proxy_pass http://$pool; internal; }
    }
}
"""


def test_every_directive_in_the_order_of_the_text():
    (http,) = parse(TEXT, "f").body
    names = [item.words[0] for item in every(http.body or [])]
    assert names[:3] == ["upstream", "server", "keepalive"]
    assert names[-3:] == ["location", "proxy_pass", "internal"]


def test_only_what_variables_are_about():
    (http,) = parse(TEXT, "f").body
    names = [item.words[0] for item in mentions(http)]
    assert names == ["upstream", "map", "~^(?<name>a)\\.", "server_name", "proxy_pass", "internal"]


def test_looked_up_once():
    (http,) = parse(TEXT, "f").body
    assert mentions(http) is mentions(http)
