import pytest

from tests.harness.nginx_read import gateway_of, said


def refused(text: str) -> list[str]:
    return said(gateway_of(text), "syntax/rejected")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("http { listen 80; }", '"listen" directive is not allowed in http.'),
        ("server {} events {}", '"server" directive is not allowed in the main context.'),
        ("http { server x { listen 80; } }", 'invalid number of arguments in "server" directive.'),
        ("http { upstream u; }", 'directive "upstream" has no opening "{".'),
        ("http { sendfile on { } }", '"sendfile" directive is not terminated by ";".'),
        ("http { send_timeout 1s; send_timeout 2s; }", '"send_timeout" directive is duplicate.'),
        ("http { server { root /a; root /b; } }", '"root" directive is duplicate.'),
        (
            "http { server { proxy_pass http://a; } }",
            '"proxy_pass" directive is not allowed in server.',
        ),
        ("http { clent_max_body_size 1m; }", 'unknown directive "clent_max_body_size".'),
        ("http { server { location / { if ($a) { allow all; } } } }", "not allowed in if."),
        ("http { server { listen; } }", 'invalid number of arguments in "listen" directive.'),
    ],
)
def test_what_nginx_refuses(text: str, message: str):
    found = refused(text)
    assert len(found) == 1
    assert message in found[0]


@pytest.mark.parametrize(
    ("locations", "count"),
    [
        ("location /a {} location /a {}", 1),
        ("location /a {} location ^~ /a {} location ^~/a {}", 2),
        ("location =/a {} location = /a {}", 1),
        ("location /a {} location = /a {}", 0),
        ("location /A {} location /a {}", 0),
        ("location ~ a {} location ~ a {} location @a {} location @a {}", 0),
        ("location /x { location /x/y {} } location /x/y {}", 0),
    ],
)
def test_the_same_location_twice(locations: str, count: int):
    found = refused(f"http {{ server {{ listen 80; {locations} }} }}")
    assert len(found) == count
    assert all(message.startswith('duplicate location "/a"') for message in found)


def test_a_lost_semicolon_is_guessed():
    gateway = gateway_of("http { server {\n proxy_buffering on\n proxy_read_timeout 5s;\n} }")
    (notice,) = gateway.notices
    assert (notice.place.line, notice.remedy) == (2, "A semicolon is missing on an earlier line.")


def test_data_is_not_taken_for_directives():
    data = "map $uri $a { hostnames; default b; listen x y z; } types { text/html html; }"
    assert refused(f"http {{ {data} geo $b {{ default 0; ranges; }} }}") == []


def test_other_modules_are_kept_as_opaque_text():
    gateway = gateway_of(
        "http { more_set_headers a; keyval $a $b zone=z;\n"
        "server { listen 80; server_name a; wholly_strange_thing x; } }\nstrange_block { a b; }"
    )
    assert [(item.text, item.scope) for item in gateway.opaque] == [
        ("strange_block", "gateway"),
        ("more_set_headers a", ""),
        ("keyval $a $b zone=z", ""),
        ("wholly_strange_thing x", "listener a:80"),
    ]
    assert said(gateway, "syntax/rejected") == []


@pytest.mark.timeout(20)
def test_many_unknown_names_take_no_time():
    text = "http {" + "".join(f"proxy_pas{number} x;\n" for number in range(20_000)) + "}"
    assert gateway_of(text).opaque
