"""ACLs and conditions: what they mean, and what is noticed about them."""

import pytest

from tests.harness.haproxy_routes import end, routed, rules_of

FRONT = "frontend f\n bind 127.0.0.1:80\n"
BACK = "\nbackend yes\n server s 10.0.0.1:80\nbackend no\n server s 10.0.0.2:80\n"


def gateway(folder, condition, acls="", word="if"):
    return routed(
        f"{FRONT}{acls} use_backend yes {word} {condition}\n default_backend no{BACK}", folder
    )


@pytest.mark.parametrize(
    ("condition", "asked", "holds"),
    [
        ("{ path /a }", "http://h/a", True),
        ("{ path /a }", "http://h/a/", False),
        ("{ path_beg /a } { hdr(host) h }", "http://h/ab", True),
        ("{ path_beg /a } { hdr(host) i }", "http://h/ab", False),
        ("{ path_beg /a } { hdr(host) i } or { path_end b }", "http://h/ab", True),
        ("{ path /x } || { path /y } Or { path /a }", "http://h/a", True),
        ("!{ path /a }", "http://h/a", False),
        ("! { path /a }", "http://h/b", True),
        ("!!{ path /a }", "http://h/a", True),
        ("{ path /a } or", "http://h/a", True),
        ("{ path -i /A }", "http://h/a", True),
        ("{ path -m end -i B }", "http://h/ab", True),
        ("{ path -- -x }", "http://h/a", False),
        ("{ path_dir api }", "http://h/v1/api/x", True),
        ("{ hdr_dom(host) example }", "http://www.example.org/", True),
        ("{ path_reg ^/a+$ }", "http://h/aaa", True),
        ("{ path_len gt 2 lt 2 }", "http://h/", True),
        ("{ path_len 2:4 }", "http://h/ab", True),
        ("{ src 10.0/8 }", "http://h/", False),
        ("{ src 192.0.2.0/24 }", "http://h/", True),
        ("{ src 192.0.2.0/255.255.255.0 }", "http://h/", True),
        ("{ src ::/0 }", "http://h/", True),
        ("{ urlp(q) -m found }", "http://h/?q=", True),
        ("{ urlp(q) -m int ge 5 }", "http://h/?q=5x", True),
        ("{ ssl_fc }", "http://h/", False),
        ("METH_GET", "http://h/", True),
        ("TRUE", "http://h/", True),
        ("FALSE", "http://h/", False),
        ("HTTP HTTP_1.1 HTTP_URL_SLASH WAIT_END", "http://h/", True),
        ("LOCALHOST", "http://h/", False),
    ],
)
def test_a_condition_holds(tmp_path, condition, asked, holds):
    assert (end(gateway(tmp_path, condition), asked).pool == "yes") is holds
    assert (end(gateway(tmp_path, condition, word="unless"), asked).pool == "yes") is not holds


def test_lines_of_one_acl_are_alternatives_even_behind_their_use(tmp_path):
    acls = " acl a path /a\n http-request deny if a\n acl a hdr(host) deep.example\n"
    made = gateway(tmp_path, "a", acls)
    assert end(made, "http://h/a").status == 403
    assert end(made, "http://deep.example/").status == 403
    assert end(made, "http://h/b").pool == "no"


def test_a_user_acl_hides_the_predefined_one(tmp_path):
    made = gateway(tmp_path, "TRUE", " acl TRUE path /x\n")
    assert end(made, "http://h/").pool == "no"
    assert rules_of(made) == ["syntax/redefined-acl"]


def test_a_predefined_acl_used_before_is_kept(tmp_path):
    made = gateway(
        tmp_path, "METH_GET", " http-request deny if METH_GET { path /q }\n acl METH_GET path /y\n"
    )
    assert end(made, "http://h/").pool == "yes"
    assert end(made, "POST http://h/y").pool == "yes"


def test_methods_are_compared_as_the_binary_does(tmp_path):
    assert end(gateway(tmp_path, "{ method -i get }"), "GET http://h/").pool == "no"


@pytest.mark.parametrize(
    ("condition", "acls", "rule"),
    [
        ("nobody", "", "syntax/rejected"),
        ("late", "", "syntax/rejected"),
        ("{ path -q x }", "", "syntax/rejected"),
        ("{ var(txn.x) a }", "", "syntax/rejected"),
        ("{ path /a", "", "syntax/rejected"),
        ("{ }", "", "syntax/rejected"),
        ("{ src nonsense/8 }", "", "syntax/rejected"),
        ("{ path_len abc }", "", "syntax/rejected"),
        ("{ path /a }", " acl idle path /b\n", "syntax/unused-acl"),
        ("{ path_beg -i }", "", "routing/dead-condition"),
        ("{ path_beg api }", "", "routing/dead-condition"),
        ("{ path_reg ^api/ }", "", "routing/dead-condition"),
        ("{ path /a } { path /b }", "", "routing/dead-condition"),
        ("{ path_beg /a/ } { path_beg /b/ }", "", "routing/dead-condition"),
        ("a !a", " acl a path /a\n", "routing/dead-condition"),
        ("{ hdr(host) -i A.ex } { hdr(host) -i b.ex }", "", "routing/dead-condition"),
        ("{ src -f none.lst }", "", "syntax/missing-file"),
    ],
)
def test_what_is_noticed(tmp_path, condition, acls, rule):
    made = gateway(tmp_path, condition, acls)
    if condition == "late":
        made = gateway(tmp_path, "late\n acl late path /a\n use_backend yes if late")
    assert rule in rules_of(made)


@pytest.mark.parametrize(
    "condition",
    [
        "{ path_beg /a } { path_beg /a/b }",
        "{ path_beg /a } { path_end .php }",
        "{ hdr(x-a) 1 } { hdr(x-a) 2 }",
        "{ path_beg api /api }",
        "{ path_reg ^(api|/x) }",
        "{ path -m found }",
        "{ ssl_fc }",
        "a or !a",
    ],
)
def test_what_is_sound_is_not_noticed(tmp_path, condition):
    assert rules_of(gateway(tmp_path, condition, " acl a path /a\n use_backend no if a\n")) == []


def test_http_samples_in_tcp_mode_are_noticed_and_unknown(tmp_path):
    text = (
        "frontend f\n mode tcp\n bind :80\n use_backend yes if { path /a }\n default_backend no\n"
    )
    made = routed(text + BACK.replace("\n server", "\n mode tcp\n server"), tmp_path)
    assert rules_of(made) == ["routing/mode-mismatch"]
    assert end(made, "http://h/a").kind == "unknown"
    waiting = text.replace(" bind", " tcp-request inspect-delay 5s\n bind")
    made = routed(waiting + BACK.replace("\n server", "\n mode tcp\n server"), tmp_path)
    assert rules_of(made) == []


def test_an_empty_list_is_noticed(tmp_path):
    (tmp_path / "empty.lst").write_text("# nobody yet\n")
    assert rules_of(gateway(tmp_path, "{ src -f empty.lst }")) == ["trust/empty-list"]
    assert rules_of(gateway(tmp_path, "{ src -f empty.lst 10.0.0.1 }")) == []


def test_acls_are_named_with_their_uses(tmp_path):
    made = gateway(tmp_path, "a or a", " acl a path /a\n")
    (named,) = [named for named in made.named if named.kind == "acl"]
    assert (named.name, len(named.uses)) == ("a", 2)
