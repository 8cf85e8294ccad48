"""Durations, numbers and sizes as HAProxy reads them."""

import pytest

from steelyard.dialects.haproxy.text import quantities


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30", 0.03),
        ("30ms", 0.03),
        ("30s", 30.0),
        ("2m", 120.0),
        ("1h", 3600.0),
        ("1d", 86400.0),
        ("1us", 0.001),
        ("1500us", 0.002),
        ("0", 0.0),
        ("25d", None),
        ("s", None),
        ("-1", None),
        ("1.5s", None),
        ("1w", None),
        ("²", None),
        ("9" * 5000, None),
    ],
)
def test_durations(text: str, seconds: float | None):
    assert quantities.duration(text).seconds == seconds


def test_what_follows_a_unit_is_only_warned_of():
    found = quantities.duration("5sec")
    assert (found.seconds, "ec" in found.problem) == (5.0, True)


def test_another_default_unit():
    assert quantities.duration("30", "s").seconds == 30.0


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), ("1O", 1), ("abc", 0), ("", 0), (" -3x", -3), ("+5", 5), ("4294967297", 1)],
)
def test_leading_integer(text: str, value: int):
    assert quantities.leading_integer(text) == value


def test_sizes():
    assert [quantities.size(text) for text in ("10", "1k", "2M", "x", "1kb")] == [
        10,
        1024,
        2 << 20,
        None,
        None,
    ]
