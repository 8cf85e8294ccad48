import pytest

from steelyard.dialects.sandbox import Room
from tests.harness.nginx_box import CERTIFICATE, boxed, http, kinds, lines, room, server, whys


@pytest.mark.parametrize(
    "line",
    [
        "user www-data;",
        "pid /run/nginx.pid;",
        "lock_file /run/lock;",
        "daemon on;",
        "master_process on;",
        "worker_rlimit_nofile 65536;",
        "worker_cpu_affinity auto;",
        "worker_priority -5;",
        "working_directory /var/tmp;",
        "load_module modules/ngx_http_perl_module.so;",
    ],
)
def test_left_out_of_main(line: str):
    sandbox = boxed(f"{line}\nevents {{}} http {{ server {{ listen 80; }} }}")
    assert line not in lines(sandbox)
    assert kinds(sandbox, "process") == [(line[:-1], "")]


@pytest.mark.parametrize(
    "line",
    ["worker_processes auto;", "env TZ;", "pcre_jit on;", "thread_pool a threads=4;"],
)
def test_left_alone_in_main(line: str):
    sandbox = boxed(f"{line}\nevents {{}} http {{ server {{ listen 80; }} }}")
    assert line in lines(sandbox)
    assert kinds(sandbox, "process") == []


@pytest.mark.parametrize(
    ("written", "new"),
    [
        ("/var/log/nginx/error.log warn", "stderr warn"),
        ("/var/log/nginx/error.log", "stderr"),
        ("syslog:server=10.0.0.9:514,tag=x crit", "stderr crit"),
        ("off", "stderr"),
    ],
)
def test_errors_go_to_the_terminal(written: str, new: str):
    text = f"error_log {written}; events {{}} http {{ server {{ listen 80; }} }}"
    found = lines(boxed(text))
    assert [line for line in found if line.startswith("error_log")] == [f"error_log {new};"]


@pytest.mark.parametrize(("written", "new"), [("512", "512"), ("4096", "4096"), ("65536", "4096")])
def test_connections(written: str, new: str):
    text = f"events {{ worker_connections {written}; multi_accept on; use epoll; }} http {{}}"
    found = lines(boxed(text))
    assert f"worker_connections {new};" in found
    assert "multi_accept on;" in found
    assert "use epoll;" not in found


def test_logs_are_off():
    sandbox = http("log_format a '$x'; access_log /var/log/a.log a; server { access_log off; }")
    assert [line for line in lines(sandbox) if "_log" in line] == [
        "error_log stderr;",
        "access_log off;",
    ]


def test_paths_are_below_the_folder():
    sandbox = http(
        "proxy_temp_path /var/tmp/p 1 2;"
        " proxy_cache_path /var/cache/a levels=1:2 keys_zone=a:100m max_size=50g inactive=1d;"
        " proxy_cache_path /var/cache/b keys_zone=b:1m;"
    )
    found = lines(sandbox)
    assert (
        "proxy_cache_path /room/cache-1 levels=1:2 keys_zone=a:1m inactive=1d max_size=16m;"
        in found
    )
    assert "proxy_cache_path /room/cache-2 keys_zone=b:1m max_size=16m;" in found
    assert not any("/var/" in line for line in found)


@pytest.mark.parametrize("line", ["dav_methods PUT;", "proxy_store on;"])
def test_nothing_is_written_elsewhere(line: str):
    sandbox = server(f"location / {{ {line} }}")
    assert line not in lines(sandbox)
    assert len(sandbox.doubts) == 1


@pytest.mark.parametrize(
    ("line", "doubts"),
    [
        ("limit_req zone=a burst=5;", 1),
        ("limit_conn a 5;", 1),
        ("proxy_cache off;", 0),
        ("root /var/www;", 0),
        ("root html;", 1),
        ("error_page 404 /404.html;", 0),
        ("try_files $uri =404;", 0),
    ],
)
def test_kept_but_perhaps_doubted(line: str, doubts: int):
    sandbox = server(f"location / {{ {line} }}")
    assert line in lines(sandbox)
    assert len(sandbox.doubts) == doubts


def test_a_file_of_passwords_that_is_missing():
    sandbox = server("auth_basic x; auth_basic_user_file /no/such/htpasswd;")
    assert "auth_basic_user_file /no/such/htpasswd;" in lines(sandbox)
    assert whys(sandbox) == [
        "The file of auth_basic_user_file does not exist here: nobody passes it."
    ]


def test_secrets_are_not_told():
    sandbox = server(
        "proxy_set_header Authorization 'Basic c2VjcmV0'; set $api_key c2VjcmV0;"
        " secure_link_secret c2VjcmV0; more_set_headers 'Authorization: c2VjcmV0';"
    )
    told = [item.old + item.new for item in sandbox.rewrites] + whys(sandbox)
    assert "c2VjcmV0" not in "".join(told)


@pytest.mark.parametrize("name", ["proxy_cache a", "uwsgi_cache $zone"])
def test_caches_are_off(name: str):
    sandbox = server(f"location / {{ {name}; }}")
    assert f"{name.split()[0]} off;" in lines(sandbox)
    assert "every request reaches a server" in sandbox.doubts[0].why


@pytest.mark.parametrize(("user", "said"), [("root", True), ("", False)])
def test_workers_of_root_are_roots_own(user: str, said: bool):
    where = Room("/room", CERTIFICATE, room().take, user)
    sandbox = boxed("user www-data;\nevents {} http { server { listen 80; } }", where)
    assert ("user root;" in lines(sandbox)) == said
    assert "user www-data;" not in lines(sandbox)
