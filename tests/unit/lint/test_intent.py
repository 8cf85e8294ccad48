"""Which words declare that a server rests, and which only describe it."""

import pytest

from steelyard.lint.intent import RESTING, TICKET, colour, side_of_pair


@pytest.mark.parametrize(
    "comment",
    [
        "drained for a new disk, OPS-231",
        "opac3 drained 2026-03-02 for a disk controller swap",
        "in maintenance until Friday",
        "green: weight 0 until the switch",
        "cold stand-by of hall B",
        "being replaced",
        "ABC-77",
    ],
)
def test_a_declared_rest(comment: str):
    assert RESTING.search(comment) or TICKET.search(comment)


@pytest.mark.parametrize(
    "comment",
    [
        "web pool",
        "REST API, rack 12",
        "64 cores, SSD disks",
        "the new machine in Greenwich",
        "idle timeout 30s",
        "UTF-8 only",
        "restarts at night",
        "holds the forest data",
    ],
)
def test_a_mere_description(comment: str):
    assert not RESTING.search(comment)
    assert not TICKET.search(comment)


def test_sides_of_a_pair():
    assert [colour(name) for name in ("blue1", "shop-green-2", "evergreen", "web1")] == [
        "blue",
        "green",
        "",
        "",
    ]
    assert side_of_pair("web_blue")
    assert not side_of_pair("web-a")
