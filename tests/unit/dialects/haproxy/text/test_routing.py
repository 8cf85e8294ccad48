"""Rules as chains: phases, endings, rewriting, names of backends and servers."""

from pathlib import Path
from random import Random

import pytest

from steelyard.core.errors import InputError
from steelyard.model.conditions import Always
from steelyard.model.gateway import ClientAddress
from steelyard.model.pool import Persistence
from steelyard.model.routing import (
    Goto,
    OpaqueAction,
    Redirect,
    Remark,
    Respond,
    SetField,
    SetVariable,
    ToPool,
    ToServer,
)
from steelyard.model.values import Apply, Field, Opaque
from tests.harness.haproxy_routes import end, routed, routed_file, rules_of

FRONT = "frontend f\n bind 127.0.0.1:80\n"
BACK = (
    "\nbackend one\n server s1 10.0.0.1:80\n server s2 10.0.0.2:80\n"
    "backend two\n server s1 10.0.0.3:80\n"
)
CORPUS = Path(__file__).parents[5] / "corpus" / "haproxy"


def made(folder, rules, back=BACK, **options):
    return routed(f"{FRONT}{rules}{back}", folder, **options)


def action(folder, rule):
    """The first action of the first rule."""
    return made(folder, f" {rule}\n").chains["frontend f"].routes[0].actions[0]


def test_a_route_keeps_its_place_text_and_kind(tmp_path):
    gateway = made(tmp_path, "  use_backend   one if { path /a }  # remark\n")
    route = gateway.chains["frontend f"].routes[0]
    assert (route.place.line, route.text, route.kind) == (
        8,
        "use_backend one if { path /a }",
        "use_backend",
    )
    assert not route.implicit


def test_chains_are_linked(tmp_path):
    gateway = made(tmp_path, " default_backend one\n")
    assert gateway.listeners[0].entry == "frontend f"
    assert gateway.pools["one"].chain == "backend one"
    assert gateway.chains["frontend f"].routes[-1].actions == (Goto("backend one"),)
    assert gateway.chains["backend one"].routes[-1].actions == (ToPool("one"),)


def test_http_request_comes_before_use_backend_whatever_the_order(tmp_path):
    gateway = made(tmp_path, " use_backend one\n http-request deny if { path /a }\n")
    assert end(gateway, "http://h/a").status == 403


def test_phases_in_their_order(tmp_path):
    gateway = made(
        tmp_path,
        " stats uri /s\n use_backend one\n redirect location /r if { path_beg /r }\n"
        " http-request deny if { path_beg /d }\n monitor-uri /d/monitor\n"
        " monitor fail if { nbsrv(two) lt 1 }\n tcp-request content reject if { path /d/t }\n",
    )
    kinds = [route.kind for route in gateway.chains["frontend f"].routes]
    assert kinds == [
        "tcp-request content",
        "monitor fail",
        "monitor-uri",
        "http-request",
        "redirect",
        "stats uri",
        "use_backend",
        "default_backend",
    ]
    assert end(gateway, "http://h/d/monitor").status == 200
    assert end(gateway, "http://h/sub").status == 200
    assert end(gateway, "http://h/r").location == "/r"


def test_no_backend_is_503_or_a_closed_connection(tmp_path):
    assert end(made(tmp_path, ""), "http://h/").status == 503
    assert end(made(tmp_path, " mode tcp\n"), "http://h/").kind == "reject"


def test_leaving_a_phase_goes_to_the_next_one(tmp_path):
    gateway = made(
        tmp_path,
        " tcp-request connection accept if { src 192.0.2.1 }\n tcp-request connection reject\n"
        " http-request allow if { path /a }\n http-request deny\n use_backend one if { path /a }\n",
    )
    assert end(gateway, "http://h/a").pool == "one"
    assert end(gateway, "http://h/b").status == 403
    assert end(gateway, "http://h/a", source="192.0.2.2").kind == "reject"


def test_a_last_accept_needs_no_chain_of_its_own(tmp_path):
    gateway = made(tmp_path, " tcp-request content accept if { path /a }\n default_backend one\n")
    assert sorted(gateway.chains) == ["backend one", "backend two", "frontend f"]


@pytest.mark.parametrize(
    ("rule", "kind", "status"),
    [
        ("http-request deny", "reject", 403),
        ("http-request deny deny_status 429", "reject", 429),
        ("http-request deny status 410 content-type text/plain string x", "reject", 410),
        ("http-request tarpit", "reject", 500),
        ("http-request reject", "reject", None),
        ("http-request silent-drop", "reject", None),
        ("http-request return status 204", "respond", 204),
        ("http-request return", "respond", 200),
        ("http-request auth realm x", "reject", 401),
        ("http-request use-service prometheus-exporter", "respond", 200),
        ("http-request use-service lua.x", "respond", None),
        ("tcp-request connection reject", "reject", None),
        ("http-request lua.x", "unknown", None),
        ("http-request unheard-of x", "unknown", None),
        ("http-request set-path", "unknown", None),
        ("http-request deny deny_status 99999999999999999999", "reject", None),
    ],
)
def test_endings(tmp_path, rule, kind, status):
    outcome = end(made(tmp_path, f" {rule}\n default_backend one\n"), "http://h/")
    assert (outcome.kind, outcome.status) == (kind, status)


@pytest.mark.parametrize(
    ("rule", "location"),
    [
        ("redirect location /new", "/new"),
        ("redirect prefix http://p", "http://p/a?b=1"),
        ("redirect prefix /", "/a?b=1"),
        ("redirect prefix /p drop-query", "/p/a"),
        ("redirect prefix /p drop-query append-slash", "/p/a/"),
        ("redirect scheme https code 308", "https://h.ex:8080/a?b=1"),
        ("redirect location %[path]", "%[path]"),
        ("http-request redirect location /n%[path]", "/n/a"),
        ("http-request redirect scheme https drop-query", "https://h.ex:8080/a"),
    ],
)
def test_redirects(tmp_path, rule, location):
    outcome = end(made(tmp_path, f" {rule}\n"), "/a?b=1", "Host: h.ex:8080")
    assert (outcome.kind, outcome.location) == ("redirect", location)
    assert outcome.status == (308 if "308" in rule else 302)


def test_an_empty_location_may_be_passed_over(tmp_path):
    gateway = made(tmp_path, " http-request redirect location %[hdr(x)] ignore-empty\n")
    assert end(gateway, "http://h/").status == 503
    assert end(gateway, "http://h/", "X: /n").location == "/n"


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("set-path /new%[path]", "/new/b/1/x?q=1"),
        (r"replace-path ^/b/(.*)/x /c/\1", "/c/1?q=1"),
        (r"replace-path /(1) /[\1]", "/[1]?q=1"),
        (r"replace-pathq ([^?]*)\?(.*) \1?k=\2", "/b/1/x?k=q=1"),
        ("set-query z=%[urlp(q)]", "/b/1/x?z=1"),
        ("set-pathq /h?i", "/h?i"),
        ("set-uri /u", "/u"),
    ],
)
def test_rewriting(tmp_path, rule, path):
    outcome = end(
        made(tmp_path, f" http-request {rule}\n default_backend one\n"), "http://h/b/1/x?q=1"
    )
    assert outcome.end.target == path


def test_variables_and_headers(tmp_path):
    assert action(tmp_path, "http-request set-var(txn.h) path,lower") == SetVariable(
        "txn.h", Apply("lower", Field("path"))
    )
    assert action(tmp_path, "http-request unset-var(txn.h)") == SetField("variable", "txn.h", None)
    assert action(tmp_path, "http-request del-header X-A") == SetField("header", "x-a", None)
    limited = action(tmp_path, "http-request set-var(txn.h,ifexists) path")
    assert isinstance(limited.value, Opaque)
    gateway = made(
        tmp_path,
        " http-request set-var(txn.v) str(a)\n http-request set-var(txn.v) hdr(x)\n"
        " http-request set-header X-B %[var(txn.v)]\n use_backend one if { hdr(x-b) a }\n",
    )
    assert end(gateway, "http://h/").pool == "one"
    assert end(gateway, "http://h/", "X: b").status == 503


def test_harmless_actions_are_remarks(tmp_path):
    for rule in ("track-sc0 src", "capture path len 10", "set-log-level silent", "cache-use c"):
        assert isinstance(action(tmp_path, f"http-request {rule}"), Remark)
    assert isinstance(action(tmp_path, "http-request normalize-uri path-strip-dot"), OpaqueAction)


def test_secrets_are_not_shown(tmp_path):
    gateway = made(tmp_path, ' http-request set-header Authorization "Basic c2VjcmV0" if TRUE\n')
    assert gateway.chains["frontend f"].routes[0].text == (
        "http-request set-header Authorization ... if TRUE"
    )


def test_long_lines_are_shortened(tmp_path):
    gateway = made(tmp_path, f" http-request deny if {{ path {'x' * 500} }}\n")
    assert len(gateway.chains["frontend f"].routes[0].text) == 160


def test_a_missing_backend_is_noticed(tmp_path):
    assert rules_of(made(tmp_path, " use_backend none if TRUE\n")) == ["syntax/rejected"]
    assert rules_of(made(tmp_path, " default_backend none\n")) == ["syntax/rejected"]


def test_an_http_frontend_cannot_use_a_tcp_backend(tmp_path):
    back = BACK.replace("backend one\n", "backend one\n mode tcp\n")
    assert rules_of(made(tmp_path, " default_backend one\n", back)) == ["routing/mode-mismatch"]
    assert rules_of(made(tmp_path, " mode tcp\n default_backend two\n")) == []


def test_http_rules_in_tcp_mode_are_noticed_and_left_out(tmp_path):
    gateway = made(tmp_path, " mode tcp\n http-request deny\n default_backend one\n")
    assert rules_of(gateway) == ["routing/mode-mismatch"]
    assert end(gateway, "http://h/").pool == "one"


def test_dynamic_names_stop_the_search(tmp_path):
    gateway = made(
        tmp_path,
        " use_backend %[hdr(b)] if { hdr(b) -m found }\n use_backend one if TRUE\n"
        " default_backend two\n",
    )
    assert end(gateway, "http://h/", "B: one").pool == "one"
    assert end(gateway, "http://h/", "B: none").pool == "two"
    assert end(gateway, "http://h/", "B: f").pool == "two"
    assert end(gateway, "http://h/").pool == "one"


def test_disabled_backends(tmp_path):
    back = BACK.replace("backend one\n", "backend one\n disabled\n")
    rules = " use_backend one if TRUE\n default_backend two\n"
    assert end(made(tmp_path, rules, back), "http://h/").status == 503
    assert end(made(tmp_path, rules, back, version=(3, 4)), "http://h/").pool == "two"


def test_use_server(tmp_path):
    back = BACK.replace("backend one\n", "backend one\n use-server s2 if { hdr(x) 2 }\n")
    gateway = made(tmp_path, " default_backend one\n", back)
    assert gateway.chains["backend one"].routes[0].actions == (ToServer("one", "s2"),)
    assert end(gateway, "http://h/", "X: 2").server == "s2"
    assert end(gateway, "http://h/").server == ""
    wrong = back.replace("use-server s2", "use-server s9")
    assert rules_of(made(tmp_path, " default_backend one\n", wrong)) == ["syntax/rejected"]


def test_dynamic_use_server(tmp_path):
    back = BACK.replace(
        "backend one\n", "backend one\n use-server %[hdr(x)] if { hdr(x) -m found }\n"
    )
    gateway = made(tmp_path, " default_backend one\n", back)
    assert end(gateway, "http://h/", "X: s2").server == "s2"
    assert end(gateway, "http://h/", "X: s9").pool == "one"


def test_backend_rules_come_after_the_choice(tmp_path):
    back = BACK.replace("backend one\n", "backend one\n http-request deny if { path /d }\n")
    gateway = made(tmp_path, " default_backend one\n", back)
    assert end(gateway, "http://h/d").status == 403
    assert end(gateway, "http://h/").pool == "one"


LISTEN = "listen l\n bind 127.0.0.1:80\n http-request set-header x-n 1\n server s 10.0.0.9:80\n"


def test_a_listen_section_is_one_chain(tmp_path):
    gateway = routed(LISTEN, tmp_path)
    assert end(gateway, "http://h/").pool == "l"
    assert list(gateway.chains) == ["frontend l"]


def test_a_listen_section_serves_others_too(tmp_path):
    other = "frontend f\n bind 127.0.0.1:81\n use_backend l if { path /l }\n"
    gateway = routed(other + LISTEN, tmp_path)
    assert end(gateway, "http://h:81/l").pool == "l"
    assert list(gateway.chains) == ["frontend f", "frontend l", "backend l"]


def test_rules_of_named_defaults_come_first(tmp_path):
    head = (
        "defaults d\n mode http\n acl a path /a\n http-request set-path /b if a\n"
        " timeout client 5s\n"
    )
    gateway = made(tmp_path, " http-request deny if { path /a }\n default_backend one\n", head=head)
    assert end(gateway, "http://h/a").pool == "one"
    assert gateway.chains["frontend f"].routes[0].place.line == 4
    assert rules_of(gateway) == []


def test_what_is_believed_about_the_client(tmp_path):
    gateway = made(
        tmp_path,
        " http-request set-src req.hdr(x-real) if { src 10.0.0.0/8 }\n"
        " use_backend one if { src 192.168.0.0/16 }\n default_backend two\n",
    )
    (believed,) = gateway.listeners[0].client_addresses
    assert isinstance(believed, ClientAddress)
    assert believed.trusted == ("10.0.0.0/8",)
    assert end(gateway, "http://h/", "X-Real: 192.168.1.1", source="10.1.1.1").pool == "one"
    assert end(gateway, "http://h/", "X-Real: 192.168.1.1").pool == "two"
    assert end(gateway, "http://h/", "X-Real: word", source="10.1.1.1").pool == "two"


def test_a_proxy_header_is_believed_from_anybody(tmp_path):
    gateway = routed("frontend f\n bind 127.0.0.1:80 accept-proxy\n", tmp_path)
    assert gateway.listeners[0].client_addresses[0].trusted == ()


def test_statistics_with_a_password_ask_for_it(tmp_path):
    gateway = made(tmp_path, " stats enable\n stats auth a:b\n default_backend one\n")
    assert end(gateway, "http://h/haproxy?stats").status == 401
    assert not any("a:b" in route.text for _, route in gateway.routes())


def test_every_top_chain_is_closed(tmp_path):
    gateway = made(tmp_path, " use_backend one if { path /a }\n")
    for name, chain in gateway.chains.items():
        last = chain.routes[-1]
        assert isinstance(last.condition, Always), name
        assert isinstance(last.actions[-1], Goto | ToPool | Respond | Redirect), name


def test_conditional_persistence_is_marked(tmp_path):
    from steelyard.dialects.haproxy.text.routing_persistence import mark_conditional
    from steelyard.dialects.haproxy.text.routing_rules import read_rules
    from steelyard.dialects.haproxy.text.samples import Context
    from steelyard.dialects.haproxy.text.syntax import Line, Section

    head = Line("f", 1, "backend b\n", ["backend", "b"])
    lines = [
        Line("f", 2, "stick on src if TRUE\n", ["stick", "on", "src", "if", "TRUE"]),
        Line("f", 3, "stick on src\n", ["stick", "on", "src"]),
        Line("f", 4, "ignore-persist if TRUE\n", ["ignore-persist", "if", "TRUE"]),
    ]
    pool = made(tmp_path, "").pools["one"]
    pool.persistence = [
        Persistence("table", lines[0].place()),
        Persistence("table", lines[1].place()),
        Persistence("cookie", head.place()),
    ]
    mark_conditional(pool, read_rules(Section("backend", "b", head, lines), Context(), []))
    assert [one.conditional for one in pool.persistence] == [True, False, True]


def test_broken_text_never_breaks_the_reader(tmp_path):
    random = Random(7)
    texts = [path.read_text("utf-8") for path in sorted(CORPUS.glob("*/*.cfg"))]
    words = ["if", "unless", "{", "}", "!", "or", "-m", "-f", "-i", "reg", "%[", "%[path]"]
    words += ["(", ")", ",", "\\", "²", "\udcff", "9" * 20]
    path = tmp_path / "haproxy.cfg"
    for _ in range(300):
        lines = random.choice(texts).split("\n")
        for _ in range(random.randint(1, 8)):
            row = random.randrange(len(lines))
            parts = lines[row].split(" ")
            where = random.randrange(len(parts) + 1)
            how = random.random()
            if how < 0.4:
                parts.insert(where, random.choice(words))
            elif how < 0.7:
                parts[where : where + 1] = []
            else:
                parts[where:] = random.choice(random.choice(texts).split("\n")).split(" ")
            lines[row] = " ".join(parts)
        path.write_text("\n".join(lines) + "\n", "utf-8", "surrogateescape")
        try:
            gateway = routed_file(path)
        except (InputError, AssertionError, IndexError, ValueError) as error:
            assert _of_the_hand_made_part(error), error
            continue
        for question in ("http://h/a", "POST https://shop.example.com/api?x=1"):
            end(gateway, question)


def _of_the_hand_made_part(error: BaseException) -> bool:
    """Whether the tests' own pools and listeners gave up, not the reader."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    name = trace.tb_frame.f_code.co_filename if trace is not None else ""
    return isinstance(error, InputError) or name.endswith("haproxy_routes.py")
