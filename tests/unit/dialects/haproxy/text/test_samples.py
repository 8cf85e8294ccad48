"""Sample expressions and log-format strings as values."""

import pytest

from steelyard.core.place import NOWHERE
from steelyard.dialects.haproxy.text.samples import Context, parse, read_expression, read_sample
from steelyard.dialects.haproxy.text.samples_format import read_format
from steelyard.model.values import Apply, Field, Join, Literal, Opaque

HOST = Field("header-item", "host")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("path", Field("path")),
        ("src", Field("source")),
        ("req.hdr(Host)", HOST),
        ("hdr(X-A)", Apply("last", Field("header-item", "x-a"))),
        ("hdr(x-a,1)", Apply("item", Field("header-item", "x-a"), ("1",))),
        ("req.fhdr(x-a)", Apply("last", Field("header", "x-a"))),
        ("urlp(q)", Apply("first", Field("parameter", "q"))),
        ("req.cook(c)", Apply("last", Field("cookie", "c"))),
        ("var(txn.x)", Field("variable", "txn.x")),
        ("var(txn.x,none)", Apply("default", Field("variable", "txn.x"), ("none",))),
        ("str(a b)", Literal("a b")),
        ("ssl_fc,iif(https,http)", Apply("choose", Field("scheme"), ("https", "https", "http"))),
        ("ssl_fc,not", Apply("choose", Field("scheme"), ("https", "0", "1"))),
        ("path,field(2,/)", Apply("field", Field("path"), ("/", "2"))),
        ("path,field(2,/,2)", Apply("field", Field("path"), ("/", "2", "2"))),
        ("hdr(host),lower", Apply("lower", HOST)),
        ("path lower", Field("path")),
        (r"path,regsub(\.,-,g)", Apply("substitute", Field("path"), (r"\.", "-", "g"))),
        ('path,regsub("(a|b)","[\\1]")', Apply("substitute", Field("path"), ("(a|b)", "[\\1]"))),
        ("src,ipmask(24)", Apply("mask", Field("source"), ("24",))),
        ("src,ipmask(255.255.0.0,64)", Apply("mask", Field("source"), ("16", "64"))),
        ("str(x),concat(a,txn.v,b)",
         Join((Literal("x"), Literal("a"), Field("variable", "txn.v"), Literal("b")))),
        ("nbsrv(web)", Field("usable-servers", "web")),
        ("sc_http_req_rate(0)", Field("client-counter", "sc_http_req_rate(0)")),
        ("sc0_conn_cur", Field("client-counter", "sc0_conn_cur")),
        ("src_get_gpc0(st)", Field("client-counter", "src_get_gpc0(st)")),
    ],
)  # fmt: skip
def test_an_expression_is_read(text, value):
    if text == "path lower":
        assert read_sample(text.split(), NOWHERE) == Apply("lower", value)
    else:
        assert read_sample(text, NOWHERE) == value


def test_an_acl_tries_every_occurrence():
    sample = read_expression("hdr(x-a)", NOWHERE, Context(), every=True)
    assert sample.value == Field("header-item", "x-a")
    assert read_expression("hdr_cnt(x-a)", NOWHERE, Context(), every=True).kind == "int"


def test_an_acl_keyword_implies_its_method():
    for text, match in [("path_beg", "beg"), ("hdr_dom(host)", "dom"), ("urlp_sub(a)", "sub")]:
        assert read_expression(text, NOWHERE, Context(), every=True).match == match
    assert read_expression("path_beg,lower", NOWHERE, Context(), every=True).match == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("rand(100)", "random"),
        ("be_conn(web)", "load"),
        ("sc_tracked(0)", "stick table"),
        ("src_inc_gpc0(st)", "stick table"),
        ("req.body", "body"),
        ("lua.f", "Lua"),
        ("nonsense(1)", "not modelled"),
        ("path,sha1", "not modelled"),
        ("path,unheard_of", "not modelled"),
        ("path,field(x,/)", "not modelled"),
        ("path,map(f)", "not at hand"),
        ("path(", "not closed"),
        ("", "missing"),
        ("path,", "missing"),
        ("path)", "follows"),
    ],
)
def test_what_is_not_known_is_opaque_with_its_reason(text, reason):
    value = read_sample(text, NOWHERE)
    assert isinstance(value, Opaque)
    assert reason in value.reason


def test_quotes_and_backslashes_protect_arguments():
    assert parse(r"regsub('a,b',\)x)") == (("regsub", ("a,b", ")x")),)


def test_the_environment_gives_env_its_text():
    assert read_sample("env(N)", NOWHERE, Context({"N": "v"})) == Literal("v")
    assert isinstance(read_sample("env(N)", NOWHERE), Opaque)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("plain", Literal("plain")),
        ("%[path]", Field("path")),
        ("a%[path]b", Join((Literal("a"), Field("path"), Literal("b")))),
        ("100%%", Literal("100%")),
        ("%ci", Field("source")),
        ("%{+Q}[path]", Join((Literal('"'), Field("path"), Literal('"')))),
        ("%[path,regsub([ab],c)]x",
         Join((Apply("substitute", Field("path"), ("[ab]", "c")), Literal("x")))),
        ("", Literal("")),
    ],
)  # fmt: skip
def test_a_format_is_read(text, value):
    assert read_format(text, NOWHERE, Context()) == value


def test_a_broken_format_is_opaque():
    assert isinstance(read_format("%[path", NOWHERE, Context()), Opaque)
    assert isinstance(read_format("%Zz", NOWHERE, Context()), Opaque)
