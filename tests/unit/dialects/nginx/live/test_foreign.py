import pytest

from tests.harness.nginx_box import kinds, lines, server


@pytest.mark.parametrize(
    "line",
    [
        "fastcgi_pass 10.0.0.1:9000;",
        "fastcgi_pass unix:/run/php.sock;",
        "grpc_pass grpc://10.0.0.1:50051;",
        "grpc_pass grpcs://10.0.0.1:50051;",
        "grpc_pass 10.0.0.1:50051;",
        "uwsgi_pass uwsgi://10.0.0.1:3031;",
        "scgi_pass 10.0.0.1:4000;",
        "memcached_pass 10.0.0.1:11211;",
    ],
)
def test_asked_by_http_instead(line: str):
    sandbox = server(f"location /a/ {{ {line} }}")
    assert "proxy_pass http://127.0.0.1:1002;" in lines(sandbox)
    assert kinds(sandbox, "protocol") == [(line[:-1], "proxy_pass http://127.0.0.1:1002")]


def test_a_pool_is_named():
    sandbox = server("location / { fastcgi_pass app; }", "upstream app { server 10.0.0.1:9000; }")
    assert "proxy_pass http://app;" in lines(sandbox)


def test_retries_and_times_are_taken_over():
    sandbox = server(
        "proxy_next_upstream http_502; proxy_read_timeout 7s; uwsgi_read_timeout 9s;"
        " location / { uwsgi_pass 10.0.0.1:1; uwsgi_next_upstream error http_503 off;"
        " proxy_next_upstream http_404; }"
    )
    found = lines(sandbox)
    place = found.index("location / {")
    assert found[place + 1 : place + 5] == [
        "proxy_next_upstream error http_503 off;",
        "proxy_read_timeout 9s;",
        "proxy_pass http://127.0.0.1:1002;",
        "uwsgi_next_upstream error http_503 off;",
    ]
    assert found[place + 5] == "}"


def test_defaults_stand_against_what_proxying_says_around():
    sandbox = server(
        "proxy_next_upstream http_502; proxy_intercept_errors on;"
        " location / { fastcgi_pass 10.0.0.1:1; }"
    )
    found = lines(sandbox)
    place = found.index("location / {")
    assert found[place + 1 : place + 3] == [
        "proxy_next_upstream error timeout;",
        "proxy_intercept_errors off;",
    ]


def test_words_that_only_memcached_has():
    sandbox = server(
        "location / { memcached_pass 10.0.0.1:1; memcached_next_upstream not_found error; }"
    )
    assert "proxy_next_upstream http_404 error;" in lines(sandbox)


def test_a_cache_is_not_used():
    sandbox = server("location / { fastcgi_pass 10.0.0.1:1; fastcgi_cache c; }")
    assert "proxy_cache off;" in lines(sandbox)
    assert "fastcgi_cache is not used: every request reaches a server." in [
        item.why for item in sandbox.doubts
    ]
