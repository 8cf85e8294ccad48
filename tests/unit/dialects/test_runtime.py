"""The neutral records: counters subtract, or say that they went back."""

import pytest

from steelyard.dialects.runtime import Confirmation, Counters


def test_counters_subtract_field_by_field():
    before = Counters(5, 4, (0, 1, 0, 0, 0, 0), 1, 1, 1, 1)
    after = Counters(9, 6, (0, 4, 0, 0, 1, 0), 1, 2, 3, 1)
    assert after.since(before) == Counters(4, 2, (0, 3, 0, 0, 1, 0), 0, 1, 2, 0)


@pytest.mark.parametrize(
    "after",
    [
        Counters(4, 4, (0, 5, 0, 0, 0, 0)),
        Counters(9, 3, (0, 5, 0, 0, 0, 0)),
        Counters(9, 4, (0, 4, 0, 0, 0, 0)),
        Counters(9, 4),
    ],
)
def test_one_counter_that_went_back_is_enough(after: Counters):
    assert after.since(Counters(5, 4, (0, 5, 0, 0, 0, 0))) is None


def test_what_is_not_counted_stays_so():
    assert Counters(5).since(Counters(2)) == Counters(3)
    assert Counters(5, 5, (1, 0, 0, 0, 0, 0)).since(Counters()) == Counters(
        5, 5, (1, 0, 0, 0, 0, 0)
    )


def test_only_yes_confirms():
    words = ("yes", "no", "not yet")
    assert [bool(Confirmation(word, "")) for word in words] == [True, False, False]
