import pytest

from steelyard.dialects.nginx.text.units import parse_number, parse_size, parse_time


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("10", 10.0), ("10s", 10.0), ("500ms", 0.5), ("1m", 60.0), ("1m30s", 90.0),
        ("1h 30m", 5400.0),
        ("1d", 86400.0), ("1w", 604800.0), ("1s500ms", 1.5), ("1m30", 90.0), ("0", 0.0),
        ("", None), ("s", None), ("30s1m", None), ("1x", None),
        ("1m1m", None), ("-1", None), ("1.5s", None),
    ],
)  # fmt: skip
def test_times(text: str, seconds: float | None):
    assert parse_time(text) == seconds


def test_whole_seconds_have_years_but_no_milliseconds():
    assert parse_time("1y2M", milliseconds=False) == 31536000 + 2 * 2592000
    assert parse_time("1y") is None
    assert parse_time("500ms", milliseconds=False) is None


def test_sizes():
    assert [parse_size(text) for text in ("8", "8k", "1M", "1g", "k", "", "1kb")] == [
        8, 8192, 1 << 20, 1 << 30, None, None, None
    ]  # fmt: skip


def test_numbers():
    assert parse_number("007") == 7
    assert [parse_number(text) for text in ("-1", "", "1.0", "x", " 1", "٣")] == [None] * 6
