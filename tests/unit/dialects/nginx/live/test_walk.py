from pathlib import Path

from steelyard.core.source import SourceTree
from tests.harness.nginx_box import boxed, kinds, lines, server, whys


def test_included_files_stand_in_their_place(tmp_path: Path):
    (tmp_path / "conf.d").mkdir()
    (tmp_path / "nginx.conf").write_text(
        "events {} http { include up.conf; include conf.d/*.conf; include none/*.conf; }"
    )
    (tmp_path / "up.conf").write_text("upstream a { include servers.inc; }")
    (tmp_path / "servers.inc").write_text("server 10.0.0.1; server 10.0.0.2;")
    (tmp_path / "conf.d" / "2.conf").write_text("server { listen 82; }")
    (tmp_path / "conf.d" / "1.conf").write_text("server { listen 81; }")
    sandbox = boxed(SourceTree(str(tmp_path / "nginx.conf")))
    found = lines(sandbox)
    begin = found.index("upstream a {")
    assert found[begin + 1 : begin + 4] == [
        "server 127.0.0.1:1001;",
        "server 127.0.0.1:1002;",
        "}",
    ]
    ports = [old for old, _ in kinds(sandbox, "listener")]
    assert ports == ["listen 81", "listen 82"]
    assert list(sandbox.files) == ["nginx.conf"]


def test_a_file_that_is_missing_is_refused():
    assert whys(server("include routes.inc;")) == [
        "The file that include routes.inc names is not there."
    ]


def test_a_file_of_the_package_may_be_missing():
    sandbox = server("include fastcgi_params;")
    assert sandbox.refused == []
    assert kinds(sandbox, "file") == [("include fastcgi_params", "")]


def test_data_is_kept_as_it_stands():
    around = (
        'map $uri $a { volatile; default ""; ~^/(?<x>\\d+) "v $x"; }'
        " geo $b { default 0; 10.0.0.0/8 1; listen x; }"
        " types { text/html html; }"
    )
    found = lines(server("return 204;", around))
    for line in ('~^/(?<x>\\d+) "v $x";', "10.0.0.0/8 1;", "listen x;", "text/html html;"):
        assert line in found


def test_what_decides_is_kept_as_it_stands():
    body = (
        'server_name ~^(?<n>a|b)\\.x$ \'y z\'; set $q "a\\"b";'
        ' if ($http_x ~* "(a b)") { return 403; }'
        " rewrite ^/a/(.*)$ /b/$1 last; location ~ \\.php$ { deny all; internal; }"
    )
    sandbox = server(body)
    found = lines(sandbox)
    for line in (
        "server_name ~^(?<n>a|b)\\.x$ 'y z';",
        'set $q "a\\"b";',
        'if ($http_x ~* "(a b)") {',
        "rewrite ^/a/(.*)$ /b/$1 last;",
        "location ~ \\.php$ {",
    ):
        assert line in found
    assert sandbox.refused == []


def test_mail_is_left_out():
    sandbox = boxed("events {} http {} mail { server { listen 25; protocol smtp; } }")
    assert not any("mail" in line or "smtp" in line for line in lines(sandbox))
    assert len(sandbox.doubts) == 1
    assert kinds(sandbox, "directive") == [("mail", "")]


def test_many_files_that_include_one_another(tmp_path: Path):
    for number in range(40):
        text = f"location /{number}/ {{ " * 20 + f"include {number + 1}.inc;" + " }" * 20
        (tmp_path / f"{number}.inc").write_text(text)
    (tmp_path / "40.inc").write_text("return 204;")
    (tmp_path / "nginx.conf").write_text("events {} http { server { include 0.inc; } }")
    assert "return 204;" in lines(boxed(SourceTree(str(tmp_path / "nginx.conf"))))
