"""Expressions on the edges of the syntax, held against PCRE2 on texts on their edges."""

import contextlib
import itertools
import random

import pytest

from steelyard.forecast.routing.language.expression import expression
from steelyard.forecast.routing.language.pcre import DEEPEST, parse
from steelyard.forecast.routing.language.refused import Inexpressible, TooLarge
from tests.harness import pcre
from tests.harness.expressions import SETS, compare

TRICKY = [
    *(r"^/api/(v1|v2)/", r"\.php$", r"/x/", "", "a|", "|", "()", "(|a)b", "^$", "$^", "a$|^b"),
    *(r"\.(?:jpe?g|png|gif)$", r"^/(?!api/)", r"^/(?!api(?:/|$))\w+", r"(?=.*a)(?=.*b)^..$"),
    *(
        r"(?m)^a$",
        r"(?m)^",
        r"(?m)^$",
        r"(?m)$",
        r"(?m)a$\n^b",
        r"^a\Z",
        r"^a\z",
        r"a$\n",
        r"a\Z\n",
    ),
    *(r"a\z\n", r"\Aa", r"b\Aa", r"b^a", r"(?m)\n^a", r"(?s)a.b", r"a.b", r"a\Nb", r"(?s)a\Nb"),
    *(r"\bfoo\b", r"\Bfoo\B", r"a\b", r"\b", r"^\B$", r"\b$", r"(?m)\b^", r"a\Bb|\b-\b", r"\B\n"),
    *("(?i)a[^b-d]$", "(?i:a)b", "(?i)a(?-i)b", "(a(?i)b|c)d", "a(?i)b|c", "((?i)a)a", "(?i)[^A]$"),
    *(
        "(?i)[[:upper:]]$",
        "(?i)^[[:^lower:]]$",
        "[[:punct:]]",
        "^[[:^alpha:]\n]$",
        "(?i)\\x41\\x{5a}",
    ),
    *(
        "[]a]$",
        "[^]a]$",
        "[a-]$",
        "[-a]$",
        r"[\d-]$",
        r"[\]-a]$",
        "[a-c-e]$",
        r"[\b]",
        "[--/]",
        "[[a]$",
    ),
    *(
        r"[\n-\r]$",
        r"^[\x00-\xff]$",
        r"[^\x00-\xff]",
        r"[\s\S]",
        r"[^\W_]",
        r"[\101-\103]",
        r"[$^.]",
    ),
    *(
        "a{2}$",
        "a{2,}$",
        "^a{0,2}$",
        "a{0}b",
        "^(?:ab){2,3}$",
        "a{",
        "a{x}",
        "a{1",
        "a{1,2",
        "{}",
    ),
    *(
        "a*?b",
        "a+?$",
        "a??",
        "a*+b",
        "a++$",
        "[ab]{1,2}+c",
        "a?+",
        "^a*+",
        r"\d++\.",
        "x|a++",
        "a*+b+a",
    ),
    *(
        r"\Qa.b\E+$",
        r"\Q",
        r"a\E+$",
        r"\Qa",
        r"a\Q\E+$",
        "a(?#c)+$",
        "(?x) a b # c\n +$",
        r"(?x)a\ b",
    ),
    *("(?x)[a b]$", "(?x:a b) c", "(?x)a#b", "(?<n>a)(?'m'b)(?P<o>c)", "(?|a|b)", "(?U)a+", "(?)a"),
    *(
        r"\x2f",
        r"\x{2F}",
        r"\x2",
        r"\o{57}",
        r"\057",
        r"\0",
        r"\cA",
        r"\e\a\f\t",
        r"\/\-\_\"",
        r"\h\v",
    ),
    *(r"\H\V", r"^\s$", r"^\w+\W", "\xe9", r"\xe9", "(?i)\xe9", "(?i)\xc9", "a\x00b", "é", "(?i)É"),
    *(
        "(a|b)*c",
        "(a*)*b",
        "(a|a)*$",
        "(?:a?){3}a{3}$",
        "(^a|b)*$",
        r"(\b|a)+-",
        "((?=a)|b)+c",
        "(a|b|)+$",
    ),
    *(
        "(?=a)b",
        "(?!)",
        "(?=)",
        "(?!a)(?=b).",
        "(?=a$)a",
        "(?!a$).",
        "(?=(?!ab)a)..",
        "a(?!.*a)",
        "(?i)(?=A)a",
    ),
]

REFUSED = [
    *(
        "(?<=a)b",
        "(?<!a)b",
        "(?>a)",
        r"(a)\1",
        r"(?<n>a)\k<n>",
        "(?R)",
        "(?1)",
        "(?(1)a|b)",
        "(*UTF)a",
    ),
    *(
        "(*COMMIT)a",
        r"a\Kb",
        r"\Ga",
        r"\R",
        r"\X",
        r"\C",
        r"\pL",
        r"\p{L}",
        "a*+a",
        "(?:a|ab)++c",
        "(ab)*+a",
    ),
    *(
        "a{,3}",
        "a{,}",
        "a{ 1,2 }",
        "a{1, 2}",
        "(?^)a",
        "(?xx)a",
        "(?C)a",
        "(?=^a)a",
        r"(?=\ba)",
        "(?&n)",
        "(?P>n)",
    ),
    *(
        "a**",
        "a{2}{3}",
        "*a",
        "^*",
        r"\b+",
        "(?i)*a",
        "(?=a)*",
        "(",
        ")",
        "a)",
        "(a",
        "[a",
        "[]",
        "[^]",
        "a\\",
    ),
    *(
        r"[a-\d]",
        r"[\d-z]",
        "[z-a]",
        "[[:foo:]]",
        "[[.a.]]",
        "[[=a=]]",
        "[:alpha:]",
        r"[\R]",
        r"[\N]",
        r"[\Qa\E]",
    ),
    *(
        "a{3,2}",
        "a{65536}",
        r"\i",
        r"\x{100}",
        r"\x{}",
        r"\x",
        r"\c",
        r"\N{U+41}",
        "(?#a",
        "(?",
        "(?z)",
        "(?<1>a)",
    ),
    *(
        "(?x)a+ +",
        "[[:<:]]a",
        r"\8",
        r"\12",
        "[\\400]",
        r"\o{400}",
        r"\h+\S",
        r"\S\v",
        "(*ANYCRLF)$",
    ),
]


@pytest.mark.parametrize("ignore_case", [False, True])
@pytest.mark.parametrize("oracle", ["package", "library"])
def test_an_expression_matches_what_pcre2_matches(oracle: str, ignore_case: bool):
    search = pcre.package if oracle == "package" else pcre.library()
    if search is None:
        pytest.skip("PCRE2 is not installed as a library")
    for text in TRICKY:
        for pattern in {text.encode("utf-8"), text.encode("latin-1")}:
            tally = compare([(pattern, ignore_case)], search, random.Random(text), 200)
            assert not tally.mismatches
            assert tally.compared == 200 or oracle == "package", f"{pattern!r} is refused"


def test_any_set_may_follow_any_repeated_set():
    """PCRE2 makes a repetition possessive by itself when it takes the sets for disjoint."""
    sets = [*SETS, r"[^\s]", r"[\h]", "\\xa0", "\\x85", "$", r"\b", r"\B", r"\z", "(?m:$)"]
    texts = [
        bytes(t) for n in range(4) for t in itertools.product(b"a -\t\n\x0b\x85\xa0", repeat=n)
    ]
    for first, second in itertools.product(sets[:16], sets):
        pattern = f"^{first}+{second}".encode()
        try:
            found = expression(pattern)
        except Inexpressible:
            assert b"\\S" in pattern
            continue
        search = pcre.package(pattern, False)
        assert search is not None
        assert [t for t in texts if found.accepts(t) != search(t)] == [], pattern


@pytest.mark.parametrize("pattern", REFUSED)
def test_what_is_not_certain_is_refused(pattern: str):
    with pytest.raises(Inexpressible):
        expression(pattern.encode())


def test_the_reason_of_a_refusal_is_said():
    with pytest.raises(Inexpressible, match="possessive"):
        expression(b"(?:a|ab)++c")
    with pytest.raises(Inexpressible, match=r"\(\?<="):
        expression(b"(?<=a)b")


def test_deep_groups_are_refused_without_recursion_to_the_end():
    assert parse(b"(" * DEEPEST + b")" * DEEPEST)
    with pytest.raises(Inexpressible, match="groups within"):
        parse(b"(" * 4000 + b")" * 4000)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "piece", [b"[:", b"(?#", b"a{1", b"\\Q", b"[a", b"(", b"a|", b"\\S", b"x*"]
)
def test_a_hostile_text_is_read_or_refused_in_time(piece: bytes):
    with contextlib.suppress(Inexpressible):
        expression(piece * (10_000 // len(piece)))
    with pytest.raises(TooLarge):
        expression(piece * 100_000)


@pytest.mark.parametrize(
    "pattern", [b"a.{12}$", b"(?:a{1000}){1000}", b"a{9000}b{9000}", b"(?:a|b){3000}[ab]{9}c"]
)
def test_what_needs_too_many_states_is_refused_in_time(pattern: bytes):
    with pytest.raises(TooLarge):
        expression(pattern, budget=200)
