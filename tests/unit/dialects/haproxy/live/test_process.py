"""``global``: the process gives up its rights, its sockets and its logs."""

import pytest

from tests.harness.haproxy_box import boxed_text

OWN = "global\n    no strict-limits\n    stats socket unix@/room/admin.sock mode 600 level admin\n"


def line(text: str) -> str:
    """What one global line becomes."""
    return boxed_text(f"global\n {text}\n").text().split("\n")[1].strip()


@pytest.mark.parametrize(
    "text",
    [
        "user haproxy", "group haproxy", "uid 1", "gid 1", "chroot /x", "daemon", "master-worker",
        "nbproc 4", "pidfile /x", "log 10.0.0.1 local0", "no log", "ulimit-n 99", "setcap x",
        "cpu-map 1 0", "server-state-file x", "server-state-base /x", "localpeer a", "zero-warning",
        "ssl-engine x", "strict-limits", "stats socket /run/x level admin", "crt-base /x",
        "ca-base /x", "ssl-dh-param-file /x", "default-path config", "unix-bind mode 600",
        "no numa-cpu-mapping", "external-check", "h1-case-adjust-file /gone",
    ],
)  # fmt: skip
def test_what_needs_the_machine_is_left_out(text: str):
    assert line(text) == "# left out"


@pytest.mark.parametrize(
    "text",
    [
        "nbthread 4", "hard-stop-after 30s", "stats timeout 30s", "tune.bufsize 32768",
        "setenv A b", "spread-checks 5", "ssl-default-bind-options no-sslv3", "maxconn 4000",
        "maxconn 100", "stats maxconn 5",
    ],
)  # fmt: skip
def test_the_rest_stays(text: str):
    assert line(text) == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("lua-load x.lua", "a Lua script"),
        ("lua-load-per-thread x.lua", "a Lua script"),
        ("module-load x.so", "a module"),
        ("51degrees-data-file x", "another vendor"),
        ("deviceatlas-json-file x", "another vendor"),
    ],
)
def test_code_of_others_is_refused(text: str, why: str):
    boxed = boxed_text(f"global\n {text}\n")
    assert why in boxed.refused[0]
    assert boxed.sandbox.refused[0].place.line == 2


def test_what_is_not_taken_is_left_out_instead():
    boxed = boxed_text("global\n.if 0\n lua-load x.lua\n.endif\n")
    assert boxed.refused == []
    assert boxed.text() == "global\n.if 0\n # left out\n.endif\n"


def test_many_connections_need_many_files():
    boxed = boxed_text('global\n maxconn "${N-60000}"\n')
    assert boxed.text() == "global\n maxconn 4000\n"
    assert boxed.told == [("process", "maxconn 60000", "maxconn 4000")]


def test_limits_that_grow_with_it_are_doubted():
    pool = "backend b\n server s 10.0.0.1:80 minconn 1 maxconn 9\n"
    assert "grow" in boxed_text("global\n maxconn 60000\n" + pool).doubts[0]
    assert boxed_text("global\n maxconn 60000\n" + pool + " fullconn 9\n").doubts == []


def test_a_file_of_our_own_has_the_one_runtime_socket():
    sandbox = boxed_text("global\n maxconn 10\n").sandbox
    assert sandbox.files["sandbox.cfg"] == OWN
    assert sandbox.administration == "/room/admin.sock"


def test_a_limit_is_set_where_none_is():
    assert boxed_text("backend b\n").sandbox.files["sandbox.cfg"] == OWN + "    maxconn 4000\n"
