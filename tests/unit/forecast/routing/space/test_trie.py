"""Many plain patterns at once match what each of them matches."""

from random import Random

from steelyard.forecast.routing.patterns import matches
from steelyard.forecast.routing.space.trie import plain_union
from steelyard.model.values import Pattern
from tests.harness.space.automata import accepts, short_texts

WORDS = ("", "a", "A", "ab", "aB", "ba", "/a", "/A/", "abc")


def test_the_union_matches_what_one_of_the_patterns_matches() -> None:
    rng = Random("trie")
    texts = list(short_texts("aAbB/", 4))
    for _ in range(60):
        patterns = [
            Pattern(rng.choice(("exact", "exact", "prefix")), rng.choice(WORDS), rng.random() < 0.4)
            for _ in range(rng.randint(1, 4))
        ]
        union, others = plain_union(patterns)
        assert others == []
        for text in texts:
            truth = any(matches(pattern, text)[0] for pattern in patterns)
            assert accepts(union, text) is truth, (patterns, text)


def test_no_pattern_matches_nothing_and_any_text_everything() -> None:
    assert plain_union([])[0].empty
    assert plain_union([Pattern("exact", "a"), Pattern("exists")])[0].everything


def test_patterns_of_other_kinds_are_handed_back() -> None:
    regex = Pattern("regex", "a")
    union, others = plain_union([Pattern("exact", "b"), regex])
    assert others == [regex]
    assert accepts(union, "b")
    assert not accepts(union, "a")
