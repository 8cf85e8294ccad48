"""What stands in the variables of one line."""

import pytest

from steelyard.dialects.nginx.live.tries import Try, groups_of


@pytest.mark.parametrize("text", ["-", ""])
def test_no_server_was_asked(text: str):
    assert groups_of({"upstream_addr": text}) == []


def test_every_try_gets_its_own_part():
    cut = {
        "upstream_addr": "a:1, b:1 : c:1",
        "upstream_status": "502, 504 : 200",
        "upstream_connect_time": "-, 0.1 : 0.2",
        "upstream_header_time": "-, - : 0.3",
        "upstream_response_time": "0.0, 1.50 : -",
    }
    assert groups_of(cut) == [
        [Try("a:1", "502", False, False, 0.0), Try("b:1", "504", True, False, 1.5)],
        [Try("c:1", "200", True, True, None)],
    ]


@pytest.mark.parametrize("text", ["a:1, ", " : a:1", "a:1 :  : b"])
def test_an_empty_try_makes_no_sense(text: str):
    assert groups_of({"upstream_addr": text}) is None


@pytest.mark.parametrize("text", ["x", "1", "1e9.0", "nan.0", "9" * 20 + ".5", "-1.5", "1.²"])
def test_what_is_no_time_is_none(text: str):
    [[one]] = groups_of({"upstream_addr": "a:1", "upstream_response_time": text}) or [[]]
    assert one.seconds is None
