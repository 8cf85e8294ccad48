"""`covers` and `excludes` never claim what some request contradicts; `Seen` finds what is there."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from steelyard.forecast.routing.cover import Seen, covers, excludes
from steelyard.forecast.routing.evaluate import holds
from steelyard.forecast.routing.request import Request
from steelyard.model.conditions import ALWAYS, All, Any, Match, Never, Not, OpaqueCondition
from steelyard.model.values import Field, Pattern
from tests.unit.forecast.routing.worlds import state

TEXTS = ["/", "/a", "/A", "/ab", "/a/b", "/b", "b", "", "/c.php", ".php"]
patterns = st.builds(
    Pattern,
    st.sampled_from(["exact", "prefix", "suffix", "contains"]),
    st.sampled_from(TEXTS),
    st.booleans(),
) | st.just(Pattern("exists"))
FIELDS = [Field("path"), Field("clean-path"), Field("header", "x"), Field("method"), Field("host")]
matches = st.builds(
    Match, st.sampled_from(FIELDS), st.lists(patterns, min_size=1, max_size=3).map(tuple)
)
leaves = matches | st.just(ALWAYS) | st.just(Never()) | st.just(OpaqueCondition("lua", "Lua"))
conditions = st.recursive(
    leaves,
    lambda parts: (
        st.builds(Not, parts)
        | st.builds(All, st.lists(parts, min_size=1, max_size=3).map(tuple))
        | st.builds(Any, st.lists(parts, min_size=1, max_size=3).map(tuple))
    ),
    max_leaves=5,
)
paths = st.sampled_from([t for t in TEXTS if t.startswith("/")]) | st.text(
    "/aAbc.p", max_size=5
).map("/".__add__)
requests = st.builds(
    lambda method, path, xs, host: Request(
        method, path, tuple(("X", x) for x in xs) + ((("Host", host),) if host else ())
    ),
    st.sampled_from(["GET", "get", "POST", "/a", "b"]),
    paths,
    st.lists(st.sampled_from(TEXTS), max_size=2),
    st.sampled_from(["", "b", "/a", "B.php"]),
)


@settings(max_examples=250)
@given(conditions, conditions, st.lists(requests, min_size=8, max_size=8))
@example(ALWAYS, OpaqueCondition("lua", "Lua"), [Request()])
def test_a_covering_condition_holds_wherever_the_covered_one_does(wide, narrow, asked):
    if covers(wide, narrow):
        for request in asked:
            if holds(narrow, state(request)):
                assert holds(wide, state(request)) is True, request


@settings(max_examples=250)
@given(conditions, conditions, st.lists(requests, min_size=8, max_size=8))
def test_conditions_that_exclude_one_another_never_both_hold(first, second, asked):
    if excludes(first, second):
        for request in asked:
            assert not (holds(first, state(request)) and holds(second, state(request))), request


@given(conditions)
def test_a_condition_covers_itself(condition):
    assert covers(condition, condition)


@settings(max_examples=150)
@given(st.lists(conditions, max_size=8), conditions)
def test_what_seen_finds_covers(met, condition):
    seen = Seen()
    for number, one in enumerate(met):
        seen.add(one, number)
    found = seen.find(condition)
    if found is not None:
        # It may be covered in parts by several; all of them together cover it.
        assert covers(met[found], condition) or _together(met, condition)


def _together(met, condition):
    if isinstance(condition, Any):
        return all(_together(met, part) for part in condition.parts)
    if isinstance(condition, Match):
        return all(
            any(covers(one, Match(condition.value, (pattern,))) for one in met)
            for pattern in condition.patterns
        )
    return any(covers(one, condition) for one in met)


plain = st.builds(
    Match,
    st.sampled_from([Field("path"), Field("host")]),
    st.builds(
        Pattern, st.sampled_from(["exact", "prefix"]), st.sampled_from(TEXTS), st.booleans()
    ).map(lambda pattern: (pattern,)),
)


@settings(max_examples=250)
@given(st.lists(plain, max_size=8), plain)
def test_seen_finds_what_comparing_with_each_finds(met, condition):
    seen = Seen()
    for number, one in enumerate(met):
        seen.add(one, number)
    brute = [number for number, one in enumerate(met) if covers(one, condition)]
    found = seen.find(condition)
    assert (found is None) == (not brute)
    assert found is None or found in brute
