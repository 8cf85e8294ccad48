"""Lists and maps: their lines, their order, and what is missing."""

from time import process_time

import pytest

from steelyard.dialects.haproxy.text.maps_entries import networks, read_entries
from steelyard.model.routing import Switch
from steelyard.model.values import Literal, Lookup
from tests.harness.haproxy_routes import end, routed, rules_of


def entries(text, method, *, as_map=True, ignore_case=False):
    return read_entries("m", text, method, ignore_case, as_map)


def test_lines_of_a_map():
    found, repeated = entries("# no\n  /a  v one \n/b\tx\ty\t\n/n\n/a 2\r\n\n/last z", "str")
    assert [(e.pattern.text, e.value.text) for e in found] == [
        ("/a", "v one"),
        ("/b", "x\ty"),
        ("/n", ""),
        ("/last", "z"),
    ]
    assert [(e.pattern.text, e.place.line) for e in repeated] == [("/a", 5)]


def test_lines_of_a_list_keep_inner_and_trailing_blanks():
    found, _ = entries("  a\nb c\nd \n #e\n#f\n  \n", "str", as_map=False)
    assert [e.pattern.text for e in found] == ["a", "b c", "d ", "#e"]


@pytest.mark.parametrize(
    ("method", "text", "order"),
    [
        ("beg", "/a 1\n/abc 2\n/ab 3\n", ["/abc", "/ab", "/a"]),
        ("end", "c 1\nabc 2\nbc 3\n", ["c", "abc", "bc"]),
        ("sub", "c 1\nabc 2\n", ["c", "abc"]),
        ("reg", "^/a 1\n^/ab 2\n", ["^/a", "^/ab"]),
        ("ip", "10.0.0.0/8 1\n::/0 2\n10.1.0.0/16 3\n10.1.1.1 4\n",
         ["10.1.1.1", "10.1.0.0/16", "10.0.0.0/8", "::/0"]),
    ],
)  # fmt: skip
def test_precedence_becomes_order(method, text, order):
    assert [e.pattern.text for e in entries(text, method)[0]] == order


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("10.1.2.3", ("10.1.2.3",)),
        ("10.0.0.0/8", ("10.0.0.0/8",)),
        ("10.12/8", ("10.0.0.12/8",)),
        ("127.1", ("127.0.0.1",)),
        ("10.0.0.0/255.0.0.0", ("10.0.0.0/8",)),
        ("::1", ("::1",)),
        ("::ffff:10.0.0.0/104", ("::ffff:10.0.0.0/104",)),
        ("10.0.0.0/33", None),
        ("::1/129", None),
        ("300.1.1.1", None),
        ("name", None),
        ("1.2.3.4/²", None),
        ("", None),
    ],
)
def test_networks(text, read):
    assert networks(text) == read


def switched(folder, expression, files, default="other"):
    for name, text in files.items():
        (folder / name).write_text(text)
    backends = "".join(f"backend {name}\n server s 10.0.0.1:80\n" for name in ("a", "b", "other"))
    text = f"frontend f\n bind :80\n use_backend %[{expression}]\n"
    return routed(f"{text} default_backend {default}\n{backends}", folder)


def test_a_map_switches_over_all_backends(tmp_path):
    made = switched(tmp_path, "path,map(m.map,b)", {"m.map": "/a a\n/x nobody\n"})
    (action,) = made.chains["frontend f"].routes[0].actions
    assert isinstance(action, Switch)
    assert action.cases == {name: f"backend {name}" for name in ("a", "b", "other")}
    assert isinstance(action.value, Lookup)
    assert action.value.default == Literal("b")
    assert action.value.table.by_exact["/a"].value == Literal("a")
    assert end(made, "http://h/a").pool == "a"
    assert end(made, "http://h/q").pool == "b"
    assert end(made, "http://h/x").pool == "other"


def test_one_file_is_one_table_with_its_uses(tmp_path):
    made = switched(
        tmp_path, "path,map(m.map)]\n use_backend %[path,map(m.map,b)", {"m.map": "/a a\n"}
    )
    (named,) = [named for named in made.named if named.kind == "map"]
    assert (named.name, len(named.uses)) == ("m.map", 2)
    first, second = (route.actions[0] for route in made.chains["frontend f"].routes[:2])
    assert first.value.table is second.value.table


def test_a_missing_map_is_noticed_and_its_misses_unknown(tmp_path):
    made = switched(tmp_path, "path,map(gone.map)", {})
    assert rules_of(made) == ["syntax/missing-file"]
    assert end(made, "http://h/").kind == "unknown"
    assert not made.chains["frontend f"].routes[0].actions[0].value.table.complete


def test_a_map_that_rules_change_is_incomplete(tmp_path):
    (tmp_path / "m.map").write_text("/a a\n")
    made = routed(
        "frontend f\n bind :80\n http-request set-map(m.map) %[path] b if METH_PUT\n"
        " use_backend %[path,map(m.map)]\nbackend a\n server s 10.0.0.1:80\n",
        tmp_path,
    )
    assert end(made, "http://h/a").pool == "a"
    assert end(made, "http://h/b").kind == "unknown"


def test_default_path_origin_leads_to_the_files(tmp_path):
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "m.map").write_text("/a a\n")
    text = (
        "frontend f\n bind :80\n use_backend %[path,map(m.map)]\nbackend a\n server s 10.0.0.1:80\n"
    )
    made = routed(f"global\n default-path origin maps\n{text}", tmp_path)
    assert end(made, "http://h/a").pool == "a"


def test_a_map_of_100000_lines_is_read_in_linear_time():
    def cost(lines):
        text = "".join(f"/path/{number} pool{number % 40}\n" for number in range(lines))
        start = process_time()
        found, _ = entries(text, "beg")
        assert len(found) == lines
        return process_time() - start

    assert cost(100_000) < 25 * max(cost(10_000), 0.01)
