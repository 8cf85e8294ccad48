"""Secrets of configurations are masked wherever a line is shown."""

import pytest

from steelyard.core.secrets import masked


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("stats auth admin:hunter2", "stats auth admin:***"),
        ("user joe insecure-password hunter2", "user joe insecure-password ***"),
        ("user joe password $6$k6y3o.eP$JlKBx9", "user joe password ***"),
        ("dynamic-cookie-key hunter2", "dynamic-cookie-key ***"),
        ("secure_link_secret hunter2;", "secure_link_secret ***;"),
        (
            'http-request set-header Authorization "Basic aHVudGVyMg==" if { path / }',
            "http-request set-header Authorization *** if { path / }",
        ),
        ("http-request set-header X-Api-Key hunter2", "http-request set-header X-Api-Key ***"),
        ("proxy_set_header Authorization 'Bearer x y';", "proxy_set_header Authorization ***;"),
        ("setenv DB_PASSWORD hunter2", "setenv DB_PASSWORD ***"),
        ("set $token hunter2;", "set $token ***;"),
        ("proxy_pass http://joe:hunter2@10.0.0.1;", "proxy_pass http://joe:***@10.0.0.1;"),
    ],
)
def test_secrets(line, shown):
    assert masked(line) == shown


@pytest.mark.parametrize(
    "line",
    [
        "server web1 10.0.0.1:80 weight 0",
        "auth_basic_user_file /etc/nginx/htpasswd;",
        "proxy_pass http://10.0.0.1:8080/x;",
        "http-request auth unless { http_auth(users) }",
        "http-request set-header X-Forwarded-Proto https",
        "bind :443 ssl crt /etc/ssl/a.pem",
    ],
)
def test_other_lines_stay(line):
    assert masked(line) == line
