"""Files that a configuration names: copied where they are there, told where they are not."""

import pytest

from tests.harness.haproxy_box import Boxed, boxed_text

HOSTS = "a.example b\n"


def named(*lines: str, **files: str) -> Boxed:
    """A frontend with these lines beside these files."""
    return boxed_text("frontend f\n" + "".join(f" {line}\n" for line in lines), **files)


@pytest.mark.parametrize(
    "line",
    [
        "acl x src -f hosts.map",
        "acl x hdr(host) -i -M -f hosts.map",
        "use_backend b if { hdr(host) -f hosts.map }",
        "use_backend %[hdr(host),lower,map(hosts.map,b)]",
        'use_backend %[hdr(host),lower,map_beg("hosts.map",b)]',
        "http-request set-var(txn.x) hdr(host),map_str_int(hosts.map)",
        "balance hash hdr(host),map(hosts.map)",
        "http-request add-acl(hosts.map) %[src]",
        "tcp-request content set-map(hosts.map) %[src] 1",
        "http-request return status 200 content-type text/plain file hosts.map",
        "http-request deny deny_status 403 lf-file hosts.map",
        "errorfile 503 hosts.map",
        "http-error status 503 errorfile hosts.map",
    ],
)
def test_a_file_beside_keeps_its_name(line: str):
    boxed = named(line, hosts_map=HOSTS)
    assert boxed.text() == f"frontend f\n {line}\n"
    assert boxed.sandbox.files["hosts.map"] == HOSTS
    assert boxed.told == []


@pytest.mark.parametrize(
    "line",
    ["acl x path -m str hosts.map", "acl f path /-f", "http-request set-header X map(hosts)"],
)
def test_what_names_no_file_brings_none(line: str):
    assert sorted(named(line, hosts_map=HOSTS).sandbox.files) == ["sandbox.cfg", "t.cfg"]


def test_a_missing_list_is_empty_and_doubted():
    boxed = named("acl x src -f gone.lst")
    assert boxed.sandbox.files["gone.lst"] == ""
    assert boxed.told == [("file", "gone.lst", "gone.lst (empty)")]
    assert boxed.doubts == [
        "gone.lst is not there: the sandbox looks things up in an empty file.",
    ]


def test_names_that_lead_out_get_another_everywhere():
    boxed = named(
        "acl x src -f /gone/x.lst",
        "acl y src -f ../x.lst",
        "http-request add-acl(/gone/x.lst) %[src]",
        "use_backend %[src,map_ip(/gone/x.lst,b)]",
    )
    assert boxed.text() == (
        "frontend f\n"
        " acl x src -f files/x.lst\n"
        " acl y src -f files/2-x.lst\n"
        " http-request add-acl(files/x.lst) %[src]\n"
        " use_backend %[src,map_ip(files/x.lst,b)]\n"
    )
    assert len(boxed.doubts) == 2


def test_two_maps_in_one_word():
    boxed = named("use_backend %[path,map(/gone/a,x)]-%[path,map(/gone/b,x)]")
    assert "%[path,map(files/a,x)]-%[path,map(files/b,x)]" in boxed.text()


def test_a_map_does_not_take_the_name_of_the_configuration():
    boxed = named("acl x src -f t.cfg")
    assert " acl x src -f files/t.cfg\n" in boxed.text()


def test_lists_that_need_no_file_stay():
    line = "acl x src -f virt@list"
    assert named(line).text() == f"frontend f\n {line}\n"
    line = "acl x src -f opt@gone.lst"
    assert named(line).doubts == []


def test_default_path_goes_with_the_files():
    boxed = boxed_text(
        "global\n default-path origin lists\nfrontend f\n acl x src -f a.lst\n",
    )
    assert boxed.text() == "global\n # left out\nfrontend f\n acl x src -f a.lst\n"


def test_an_error_page_that_is_missing_goes():
    boxed = named("errorfile 503 /gone/503.http")
    assert boxed.text() == "frontend f\n # left out\n"
    assert boxed.told == [("file", "errorfile 503 /gone/503.http", "")]


def test_an_empty_page_stays():
    assert " errorfile 503 /dev/null\n" in named("errorfile 503 /dev/null").text()


def test_a_stub_stands_for_a_missing_answer():
    boxed = named(
        "http-request return status 410 errorfile /gone/410.http",
        "http-request return status 200 content-type text/plain file /gone/robots.txt",
    )
    assert boxed.sandbox.files["files/410.http"].startswith("HTTP/1.0 410 ")
    assert boxed.sandbox.files["files/robots.txt"] == "not here\n"
    assert [new for _, _, new in boxed.told] == [
        "files/410.http (a stub)",
        "files/robots.txt (a stub)",
    ]


def test_a_key_for_tokens_must_be_there():
    line = "http-request deny unless { var(txn.t),jwt_verify(txn.alg,/gone/key.pem) 1 }"
    assert "is not there" in named(line).refused[0]
    secret = "http-request deny unless { var(txn.t),jwt_verify(txn.alg,hunter2) 1 }"
    assert named(secret).refused == []
