"""The page: well formed, safe, self-contained, of bounded size; it says what it draws."""

import base64
import hashlib
import re

import pytest

from steelyard.cli.formats.picture.page import page
from tests.unit.cli.formats.picture.flows import NASTY, Page, drawings, even, flow, uneven

SMALL = {"web": {"web1": 1.0, "web2": 0.0}, "api": {"a": None, "b": None}}
OLD = {"web": {"web1": 0.5, "web2": 0.5}, "old": {"x": 1.0}}


def one(*args, **options) -> str:
    return page("What a.cfg promises", [("Forecast", flow(*args, **options))])


def pair(old, new) -> str:
    return page("From a to b", [("Before", flow(old)), ("After", flow(new))])


PAGES = {
    "small": one(SMALL),
    "even": one({"web": even(2)}),
    "weighed": one({"a": even(2), "b": even(1)}, weights={"a": 0.98, "b": 0.02}),
    "many": one({f"p{index}": uneven(4) for index in range(40)}),
    "zero": one({"zero": {"a": 0.0, "b": 0.0}, "none": {}}),
    "nasty": one({NASTY: {NASTY: 1.0, "b": 0.0}}, listeners=(NASTY,)),
    "pair": pair(OLD, SMALL),
    "nothing": one({}),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_well_formed(name):
    read = Page(PAGES[name])
    assert read.tags[0][0] == "html"
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert len(drawings(PAGES[name])) == (2 if name == "pair" else 1)
    assert PAGES[name].isascii()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_and_runs_nothing(name):
    read = Page(PAGES[name])
    tags = {tag for tag, _ in read.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "use", "image", "a", "form"}
    names = {each for _, attributes in read.tags for each in attributes}
    assert not any(each.startswith("on") for each in names)
    assert not names & {"src", "href", "xlink:href", "style"}
    assert "url(" not in re.sub(r"url\(#\w+\)", "", PAGES[name])


def test_the_policy_lets_in_this_style_sheet_only():
    sheet = re.search(r"<style>(.*?)</style>", PAGES["small"], re.DOTALL)
    assert sheet is not None
    digest = base64.b64encode(hashlib.sha256(sheet[1].encode()).digest()).decode()
    (policy,) = (a["content"] for _, a in Page(PAGES["small"]).tags if a.get("http-equiv"))
    assert policy is not None
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "unsafe" not in policy


def test_hostile_names_are_text():
    text = PAGES["nasty"]
    assert "<b>&amp;" not in text
    assert "&lt;b&gt;&amp;&quot;&#39;&#65533;&#1488;&#1489;" in text
    assert not set(text) & {"\x1b", "\x00", "\u202e"}
    for drawing in drawings(text):
        shown = [each.text or "" for each in drawing.iter("text")]
        assert max(map(len, shown)) < 45  # cut to its box
        titles = [each.text or "" for each in drawing.iter("title")]
        assert any("very-long-" * 20 in each for each in titles)  # but all of it is there


def test_what_is_remarkable_is_said_in_words():
    read = Page(PAGES["small"])
    for words in (
        "gets everything; web2 gets nothing",
        "what its servers get is not known",
        "Pools and servers",
        "assuming: all are up",
        "exact in each window",
        "etc/a.cfg:10",
        "cross-hatched: not known",
    ):
        assert words in read.text, words
    assert 'class="b unknown"' in PAGES["small"]
    assert "▲ 100 %" in read.text
    assert "✕ 0 %" in read.text


def test_what_the_caller_knows_stands_first():
    text = page("x", [("Forecast", flow(SMALL))], [("pool web", "web1 gets <1200>/s")])
    read = Page(text).text
    assert read.index("web1 gets <1200>/s") < read.index("gets everything")


def test_a_weighed_page_says_the_parts_of_all():
    text = Page(PAGES["weighed"]).text
    assert "98 % of all requests" in text
    assert "Pool, and its part of all" in text


def test_a_pool_that_the_log_never_reaches_is_named():
    text = Page(one({"a": even(2), "b": even(2)}, weights={"a": 1.0, "b": 0.0})).text
    assert "gets none of the log's requests" in text


def test_two_flows_say_what_moved():
    text = PAGES["pair"]
    read = Page(text).text
    assert "50 % → 100 % (+50 pt)" in read
    assert "50 % → 0 % (−50 pt)" in read
    assert "pool old" in read
    assert "pool old\n: gone" in read
    assert "▲ +50 pt" in read
    assert {"b more", "b new", "b gone"} <= set(re.findall(r'class="(b \w+)"', text))
    assert "zero less" in text
    for head in ("Before", "After", "Change"):
        assert f">{head}</th>" in text


def test_two_flows_that_promise_the_same_say_so():
    assert "both promise the same" in pair(OLD, OLD)


@pytest.mark.parametrize("pools", [1, 300, 2000])
def test_thousands_of_servers_stay_small(pools):
    servers = 2000 // pools
    made = {f"pool-{index}": uneven(max(1, servers)) for index in range(pools)}
    text = one(made)
    assert len(text) < 1_500_000
    (drawing,) = drawings(text)
    assert len(list(drawing.iter("rect"))) < 400
    assert float(drawing.attrib["height"]) < 6000


def test_rows_beyond_the_limit_are_counted():
    text = Page(one({f"p{index}": even(20) for index in range(300)})).text
    assert "2300 more rows" in text
