import pytest

from tests.harness.nginx_box import boxed, http, kinds, lines, room, server, whys

UPSTREAM = "upstream app { server 10.0.0.1:80; }"


def passed(line: str, around: str = UPSTREAM) -> str:
    """What a pass in a location becomes."""
    found = [
        item for item in lines(server(f"location /a/ {{ {line} }}", around)) if "_pass" in item
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("written", "new"),
    [
        ("http://app", "http://app"),
        ("http://APP/x/", "http://APP/x/"),
        ("https://app", "http://app"),
        ("https://app/x", "http://app/x"),
        ("$scheme://app", "http://app"),
        ("http://app$request_uri", "http://app$request_uri"),
        ("http://10.0.0.2:8080", "http://127.0.0.1:1003"),
        ("https://10.0.0.2/x/?y=1", "http://127.0.0.1:1003/x/?y=1"),
        ("http://shop.internal/", "http://127.0.0.1:1003/"),
        ("http://[::1]:80", "http://127.0.0.1:1003"),
        ("http://unix:/run/a.sock", "http://127.0.0.1:1003"),
        ("http://unix:/run/a.sock:/x/", "http://127.0.0.1:1003/x/"),
        ("http://10.0.0.2$request_uri", "http://127.0.0.1:1003$request_uri"),
    ],
)
def test_proxy_pass(written: str, new: str):
    assert passed(f"proxy_pass {written};") == f"proxy_pass {new};"


def test_the_stand_in_is_that_of_the_implicit_pool():
    where = room()
    text = "server { listen 80; location / { proxy_pass https://10.0.0.2; } }"
    sandbox = boxed(f"events {{}} http {{ {text} }}", where)
    assert list(where.servers) == [("10.0.0.2:443", 0)]
    assert kinds(sandbox, "server") == [
        ("proxy_pass https://10.0.0.2", "proxy_pass http://127.0.0.1:1002")
    ]


def test_only_the_scheme_is_another_protocol():
    sandbox = server("location / { proxy_pass https://app; }", UPSTREAM)
    assert kinds(sandbox, "protocol") == [("proxy_pass https://app", "proxy_pass http://app")]


def test_what_stays_is_no_change():
    sandbox = server("location / { proxy_pass http://app/secret-token; }", UPSTREAM)
    assert [item for item in sandbox.rewrites if "app" in item.old] == []


def test_the_path_is_not_shown():
    sandbox = server("location / { proxy_pass http://10.0.0.2/?token=hush; }")
    assert not any("hush" in item.old + item.new for item in sandbox.rewrites)


def test_streams():
    text = (
        "events {} stream { upstream app { server 10.0.0.1:25; }"
        " server { listen 25; proxy_pass app; proxy_bind 10.0.0.9; proxy_ssl on;"
        " proxy_protocol on; }"
        " server { listen 26; proxy_pass mail.internal:26; } }"
    )
    found = lines(boxed(text))
    assert "proxy_pass app;" in found
    assert "proxy_pass 127.0.0.1:1004;" in found
    assert not any(line.startswith(("proxy_bind", "proxy_ssl", "proxy_protocol")) for line in found)


def test_a_name_that_nothing_finds_stays_lost():
    # With a variable in the path the name is looked up for each request.
    sandbox = server("location / { proxy_pass http://shop.internal$request_uri; }")
    assert "proxy_pass http://127.0.0.1:1002$request_uri;" in lines(sandbox)
    assert whys(sandbox) == [
        "No resolver finds shop.internal for an address with variables: nobody answers."
    ]


def mapped(body: str, around: str) -> tuple[list[str], list[str]]:
    """The map that stands for a name made of variables, and what is doubted."""
    sandbox = server(body, around)
    found = lines(sandbox)
    begin = next(i for i, line in enumerate(found) if "$steelyard_target_1 {" in line)
    return found[begin : found.index("}", begin)], whys(sandbox)


def test_a_closed_list_of_pools():
    around = UPSTREAM + " map $arg_x $pool { default app; b 10.0.0.7:81; }"
    found, doubts = mapped("location / { proxy_pass http://$pool; }", around)
    assert found == [
        "map $pool $steelyard_target_1 {",
        "volatile;",
        'default "";',
        "10.0.0.7:81 127.0.0.1:1003;",
        "app app;",
    ]
    assert doubts == []


def test_whole_addresses():
    around = UPSTREAM + " map $arg_x $to { default https://app/x; b http://10.0.0.7:81/y; }"
    found, _ = mapped("location / { proxy_pass $to; }", around)
    assert found[3:] == [
        "http://10.0.0.7:81/y http://127.0.0.1:1003/y;",
        "https://app/x http://app/x;",
    ]


def test_an_open_list_leads_to_pools_or_nobody():
    found, doubts = mapped("location / { proxy_pass http://$arg_host:8080; }", UPSTREAM)
    assert found == [
        "map $arg_host:8080 $steelyard_target_1 {",
        "volatile;",
        "default 127.0.0.1:1003;",
        "app app;",
    ]
    assert doubts == [
        "Whom this names is known only while a request is served: other names are nobody."
    ]


def test_a_name_without_a_resolver_is_nobody():
    found, _ = mapped("set $to shop.internal; location / { proxy_pass http://$to; }", "")
    assert "shop.internal 127.0.0.1:1002;" in found


def test_long_names_have_room():
    long = "a" * 60 + ".internal"
    around = f"resolver 10.0.0.53; map $arg_x $to {{ default {long}; }}"
    found = lines(server("location / { proxy_pass http://$to; }", around))
    assert found.count("map_hash_bucket_size 1024;") == 1
    found = lines(
        server("location / { proxy_pass http://$to; }", around + "map_hash_bucket_size 512;")
    )
    assert "map_hash_bucket_size 1024;" not in found


def test_variables_for_other_protocols():
    around = UPSTREAM + " map $arg_x $to { default app; b unix:/run/b.sock; }"
    sandbox = server("location / { fastcgi_pass $to; }", around)
    assert "proxy_pass http://$steelyard_target_1;" in lines(sandbox)
    assert "unix:/run/b.sock 127.0.0.1:1003;" in lines(sandbox)


def test_nothing_real_is_named_anywhere():
    sandbox = http(
        "resolver 10.9.9.9; upstream u { server 10.9.9.9:1; }"
        " server { listen 10.9.9.9:80; location / { proxy_pass http://10.9.9.9:2/x; }"
        " location /u { proxy_pass https://u; } location /g { grpc_pass 10.9.9.9:3; }"
        " error_log syslog:server=10.9.9.9; access_log syslog:server=10.9.9.9; }"
    )
    assert "10.9.9.9" not in sandbox.files["nginx.conf"]
