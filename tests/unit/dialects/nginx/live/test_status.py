"""The page of stub_status."""

import pytest

from steelyard.dialects.nginx.live.status import Status, stub_status
from steelyard.dialects.runtime import LiveError

PAGE = (
    "Active connections: 1 \nserver accepts handled requests\n 12 11 30 \n"
    "Reading: 0 Writing: 1 Waiting: 2 \n"
)


def test_the_numbers():
    assert stub_status(PAGE) == Status(1, 12, 11, 30, 0, 1, 2)


@pytest.mark.parametrize(
    "page", ["", "<html>404", PAGE[:-9], PAGE + PAGE, PAGE.replace("30", "x"), PAGE * 100_000]
)
def test_another_page_is_told(page: str):
    with pytest.raises(LiveError, match="not the page of stub_status"):
        stub_status(page)
