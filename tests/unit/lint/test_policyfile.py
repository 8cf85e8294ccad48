"""The policy file: what it says is taken, what it gets wrong is named with its line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.core.errors import PolicyError
from steelyard.lint.policyfile import read_policy

GOOD = """\
# A comment with [pool.web] in it.
[facts]
behind_proxy = true

[pool.web]
peak = 1200
capacity = 500
survive = 1
max_share = 0.4
servers.web1.capacity = 700

[pool."odd name"]
peak = 3

[[drain]]
subject = "web/web3"
reason = "disk"
until = 2027-01-31

[[allow]]
rule = "share/no-traffic"
reason = "known"

[[allow]]
rule = "share/concentration"
subject = "web"
reason = "known too"
until = 2026-06-01

[[expect]]
request = "GET https://shop.example/checkout"
pool = "checkout"

[change]
max_share_moved = 0.5
"""


def test_what_it_says():
    policy = read_policy("p.toml", GOOD)
    web = policy.pools["web"]
    assert (web.peak, web.survive, web.max_share) == (1200.0, 1, 0.4)
    assert (web.capacity_of("web1"), web.capacity_of("web2")) == (700.0, 500.0)
    assert policy.pools["odd name"].capacity_of("x") is None
    assert (policy.behind_proxy, policy.max_share_moved) == (True, 0.5)
    first, second = policy.allowances
    assert (first.subject, first.until, first.place.line) == ("*", None, 20)
    assert (second.subject, second.until, second.place.line) == ("web", date(2026, 6, 1), 24)
    assert policy.expectations[0].place.line == 30


def test_a_declaration_holds_until_its_last_day():
    policy = read_policy("p.toml", GOOD)
    assert policy.declared("web/web3", date(2027, 1, 31), "drain") is not None
    assert policy.declared("web/web3", date(2027, 2, 1), "drain") is None
    assert policy.declared("web/web3", date(2027, 1, 1), "canary") is None
    assert policy.declared("web/web4", date(2027, 1, 1)) is None


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = 1", 1, "unknown table [x]"),
        ("[facts]\nbehind = true", 2, "unknown key 'behind'"),
        ("[facts]\nbehind_proxy = 1", 1, "true or false"),
        ("[pool.web]\npeak = 1\n\n[pool.api]\npeek = 1", 5, "unknown key 'peek'"),
        ("[pool.web]\npeak = 0", 2, "above 0"),
        ("[pool.web]\npeak = true", 2, "above 0"),
        ("[pool.web]\npeak = inf", 2, "above 0"),
        ("[pool.web]\nsurvive = nan", 2, "whole number"),
        ("[pool.web]\nsurvive = inf", 2, "whole number"),
        ("[pool.web]\nsurvive = 1.5", 2, "whole number"),
        ("[pool.web]\nsurvive = -1", 2, "whole number"),
        ("[pool.web]\nmax_share = 40", 2, "at most 1"),
        (f"[pool.web]\npeak = {'9' * 400}", 2, "above 0"),
        (f"[pool.web]\npeak = {'9' * 5000}", 1, "not TOML"),
        ('[pool."a b"]\npeak = "x"', 2, "above 0"),
        ("[pool]\nweb = 1", 1, "[pool.NAME]"),
        ("pool = 1", 1, "[pool.NAME]"),
        ("[pool.web]\nservers.a = 1", 1, "servers.NAME.capacity"),
        ("[allow]\nrule = 'a'", 1, "two brackets"),
        ('[[allow]]\nrule = "a/b"', 1, "reason is missing"),
        ('[[allow]]\nrule = "a/b"\nreason = ""', 3, "reason is missing"),
        ('[[allow]]\nrule = "a/b"\nreason = "r"\nsubject = 5', 4, "not a text"),
        ('[[drain]]\nsubject = "a"\nreason = "r"\n\n[[drain]]\nsubject = 5', 6, "not a text"),
        ('[[drain]]\nsubject = "a"\nreason = "r"\nuntil = "2027-01-31"', 4, "without quotes"),
        ('[[drain]]\nsubject = "a"\nreason = "r"\nuntil = 12:00:00', 4, "without quotes"),
        ("[change]\nmax_share_moved = 0", 2, "above 0"),
        ("a = ", 1, "not TOML"),
        ("\n\n[facts", 3, "not TOML"),
        ("a = 1\na = 2", 2, "not TOML"),
        ("[" * 100_000, 1, "not TOML"),
        ("a = " + "[" * 100_000, 1, "not TOML"),
        ("facts = {behind_proxy = 3}", 1, "true or false"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text, line, words):
    with pytest.raises(PolicyError) as caught:
        read_policy("p.toml", text)
    assert words in caught.value.message
    assert "\n" not in str(caught.value)
    assert caught.value.place is not None
    assert (caught.value.place.file, caught.value.place.line) == ("p.toml", line)


@given(st.data())
def test_a_damaged_policy_is_read_or_refused_with_a_place(data):
    text = GOOD
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 20)))
        new = data.draw(
            st.sampled_from(
                [
                    "",
                    "[",
                    "]]",
                    "=",
                    '"',
                    "\n",
                    "{",
                    "1e999",
                    "-1",
                    "nan",
                    "true",
                    "x.",
                    "[[pool]]\n",
                ]
            )
            | st.text(max_size=4)
        )
        text = text[:start] + new + text[end:]
    try:
        read_policy("p.toml", text)
    except PolicyError as error:
        assert error.place is not None
        assert 1 <= error.place.line <= text.count("\n") + 1
        assert len(str(error).splitlines()) == 1
