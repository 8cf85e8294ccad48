"""What is shown about patterns is so, what plainly is so is shown, and the work is bounded."""

import random
import subprocess
import sys

import pytest

from steelyard.forecast.routing.cover import Seen, covers, excludes
from steelyard.forecast.routing.language.grammar import possible
from steelyard.forecast.routing.language.proof import Proof
from steelyard.forecast.routing.language.prover import Prover
from steelyard.forecast.routing.patterns import matches
from steelyard.model.conditions import All, Any, Match, Not
from steelyard.model.values import Field, Pattern

PATH, HOST, CLEAN = Field("path"), Field("host"), Field("clean-path")


def match(*patterns: tuple[str, str] | tuple[str, str, bool], field: Field = PATH) -> Match:
    return Match(field, tuple(Pattern(*pattern) for pattern in patterns))


COVERED = [
    (match(("regex", r"^/\x{61}$")), match(("exact", "/a"))),
    (match(("prefix", "/api")), match(("regex", "^/api/v[12]/"))),
    (match(("regex", "^/")), match(("prefix", "/x"))),
    (match(("regex", "^/.*$")), match(("prefix", "/x"))),
    (match(("regex", r"\.(php|html)$")), match(("suffix", ".php"))),
    (match(("regex", r"\.(php|html)$")), match(("regex", r"\.php$"))),
    (match(("contains", "api")), match(("regex", "^/v[0-9]/api/"))),
    (match(("exact", "/login")), match(("regex", "^/login$"))),
    (match(("regex", "^/(?i)login$")), match(("exact", "/LOGIN", True))),
    (match(("segment", "a")), match(("prefix", "/a/"))),
    (match(("domain", "b.c"), field=HOST), match(("suffix", ".b.c"), field=HOST)),
    (match(("regex", "^/a"), ("regex", "^/b")), match(("regex", "^/[ab]/"))),
    (match(("regex", "^/a")), match(("regex", "^/ab"), ("prefix", "/ac"))),
    (match(("regex", "^/a")), All((match(("regex", "^/ab")), match(("exact", "h"), field=HOST)))),
    (Any((match(("regex", "^/a")), match(("regex", "^/b")))), match(("regex", "^/bc"))),
    (Not(match(("regex", "^/a/"))), match(("regex", "^/b/"))),
]

NOT_COVERED = [
    # \x4 is one byte to the gateways.
    (match(("regex", r"^/\x4$")), match(("exact", "/x4"))),
    (match(("regex", "^/api/v[12]/")), match(("prefix", "/api"))),
    (match(("regex", "^/.*$"), field=CLEAN), match(("prefix", "/x"), field=CLEAN)),
    (match(("regex", "(?-i)ABC", True)), match(("exact", "ABC", True))),
    (match(("regex", "^/a$")), match(("exact", "/A", True))),
    (match(("prefix", "/a")), match(("regex", "/a"))),
    (match(("regex", "^/a")), match(("regex", "^/a"), field=HOST)),
    # Nothing is taken from a pattern that matches no path.
    (match(("prefix", "/a")), match(("regex", "^api"))),
    (match(("regex", r"\.php$")), match(("regex", r"\.php"))),
    (match(("regex", "(?<=x)a")), match(("prefix", "/xa"))),
]


@pytest.mark.parametrize(("wide", "narrow"), COVERED)
def test_what_is_covered_is_shown(wide: Match, narrow: Match):
    assert covers(wide, narrow)


@pytest.mark.parametrize(("wide", "narrow"), NOT_COVERED)
def test_what_is_not_covered_is_not_claimed(wide: Match, narrow: Match):
    assert not covers(wide, narrow)


def test_patterns_that_never_meet_exclude_one_another():
    assert excludes(match(("regex", "^/a/")), match(("regex", "^/b/")))
    assert excludes(match(("regex", "^/[0-9]+$")), match(("prefix", "/a")))
    assert excludes(match(("regex", "^a")), match(("regex", "b")))
    assert not excludes(match(("regex", "^/a")), match(("regex", "b$")))
    several = Field("header", "x")
    assert not excludes(
        match(("regex", "^a"), field=several), match(("regex", "^b"), field=several)
    )


def test_random_claims_hold_for_texts_that_the_field_can_have():
    chance = random.Random(7)
    kinds = ["exact", "prefix", "suffix", "contains", "segment", "regex", "regex", "regex"]
    pieces = ["/", "a", "b", "A", "."]
    regexes = [*pieces, "^", "$", ".*", "[ab]", "(a|b)", "b+", "(?i)", r"\w", "(?!a)", "^/"]
    claims = 0
    for _ in range(600):
        wide, narrow = (
            Pattern(
                kind,
                "".join(chance.choices(regexes if kind == "regex" else pieces, k=3)),
                chance.random() < 0.3,
            )
            for kind in chance.choices(kinds, k=2)
        )
        shown = covers(Match(PATH, (wide,)), Match(PATH, (narrow,)))
        apart = excludes(Match(PATH, (wide,)), Match(PATH, (narrow,)))
        claims += shown or apart
        for _ in range(40 if shown or apart else 0):
            text = "/" + "".join(chance.choices([*pieces, narrow.text, wide.text], k=4))
            if possible("path").accepts(text.encode()) and matches(narrow, text)[0]:
                assert matches(wide, text)[0] if shown else not matches(wide, text)[0]
    assert claims > 60


def test_a_wider_route_is_found_among_those_before():
    seen = Seen()
    seen.add(match(("prefix", "/api/")), 3)
    seen.add(match(("regex", r"\.(?:png|gif)$")), 4)
    seen.add(match(("exact", "/login", True)), 5)
    assert seen.find(match(("regex", "^/api/v[12]/x"))) == 3
    assert seen.find(match(("regex", "^/img/.*[.]png$"))) == 4
    assert seen.find(match(("regex", "(?i)^/Login$"))) == 5
    assert seen.find(match(("regex", "^/ap"))) is None


def test_the_lead_of_an_expression():
    for text, lead in (
        ("^/api/(v1|v2)", "/api/v"),
        ("(?i)^/Api", "/api"),
        ("/api", ""),
        ("^/é/", "/é/"),
        ("(?<=a)b", ""),
        ("^/a$", "/a"),
        ("(?!)", ""),
    ):
        assert Proof().lead(Pattern("regex", text)) == lead


def test_no_work_is_done_beyond_the_budget():
    wide, narrow = Pattern("regex", "^/a"), Pattern("regex", "^/ab")
    assert Prover(1).covers([wide], narrow, "path")
    assert not Prover(0).covers([wide], narrow, "path")
    hostile = Pattern("regex", "a.{14}$")
    prover = Prover(30)
    assert not prover.covers([hostile], narrow)
    assert not prover.covers([Pattern("regex", "b.{14}$")], narrow)
    assert not prover.covers([wide], narrow, "path")


def test_without_expressions_no_automaton_is_loaded():
    script = (
        "import sys\n"
        "from steelyard.forecast.routing.cover import Seen, covers\n"
        "from steelyard.model.conditions import Match\n"
        "from steelyard.model.values import Field, Pattern\n"
        "wide = Match(Field('path'), (Pattern('prefix', '/a'),))\n"
        "narrow = Match(Field('path'), (Pattern('exact', '/b'),))\n"
        "assert not covers(wide, narrow)\n"
        "assert not any(name.endswith('.prover') for name in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "text", ["a.{{14}}$|x{0}", "^/(?:a|b){{1,90}}{0}$", "^/(?!a{0})(?!b{0}).*z"]
)
def test_many_hostile_expressions_take_bounded_time(text: str):
    seen = Seen()
    for number in range(400):
        condition = match(("regex", text.format(number)))
        seen.find(condition)
        seen.add(condition, number)
