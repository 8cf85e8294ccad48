"""The reader of one NGINX: what it asks, and what it makes of the answers."""

import pytest

from steelyard.core.place import NOWHERE
from steelyard.dialects.difference import difference
from steelyard.dialects.nginx.live.logformat import compiled
from steelyard.dialects.nginx.live.runtime import LISTING, Reader
from steelyard.dialects.runtime import Counters, LiveError, Question
from steelyard.model.pool import Balance, Pool, Server

POOLS = {
    "web": Pool(
        "web",
        NOWHERE,
        [Server("a", "10.0.0.1", 80, NOWHERE), Server("b", "10.0.0.2", 80, NOWHERE)],
        Balance("smooth-rotation", "", NOWHERE),
    )
}
LOG, ERRORS, PAGE = Question("log", "/l"), Question("log", "/e"), Question("http", "/s")
STATUS = (
    "Active connections: 4 \nserver accepts handled requests\n 1 1 1 \n"
    "Reading: 0 Writing: 1 Waiting: 0 \n"
)


def reader() -> Reader:
    return Reader({"/l": compiled("f", "$upstream_addr $upstream_status")}, POOLS, 9, "/e", "/s")


def answers(log: str = "", worker: int = 10, errors: str = "") -> dict[Question, str]:
    listing = f"9 1 nginx: master process x\n{worker} 9 nginx: worker process\n"
    return {LOG: log, ERRORS: errors, LISTING: listing, PAGE: STATUS}


def test_everything_is_asked():
    assert set(reader().questions()) == answers().keys()


def test_counts_grow_from_look_to_look_and_outlive_a_reload():
    one = reader()
    one.questions()
    first = one.read(answers("10.0.0.1:80 200\n"), 1.0)
    second = one.read(answers("10.0.0.1:80 200\n10.0.0.2:80 200\n", worker=11), 2.0)
    assert first.pools["web"].servers["a"].counters.requests == 1
    found = difference(first, second)
    assert (found.reloaded, found.reset) == (True, "")
    assert found.servers["web", "b"] == Counters(1, 1, (0, 1, 0, 0, 0, 0))
    assert (second.connections, second.generation) == (4, "11")


def test_a_pool_without_traffic_is_there():
    assert set(reader().read(answers(), 1.0).pools["web"].servers) == {"a", "b"}


def test_another_reader_begins_anew():
    first = reader().read(answers("10.0.0.1:80 200\n"), 1.0)
    assert difference(first, reader().read(answers("10.0.0.1:80 200\n" * 9), 2.0)).reset


def test_some_pools_only():
    one = reader()
    one.questions(["api"])
    found = one.read(answers("10.0.0.1:80 200\n"), 1.0)
    assert (found.pools, found.partial) == ({}, True)


def test_strange_lines_are_a_doubt():
    assert reader().read(answers("x\n10.0.0.1:80 200\n"), 1.0).doubts == [
        "1 of 2 lines are not of the log's format."
    ]


def test_a_failed_look_counts_nothing():
    one = reader()
    for missing in (LISTING, PAGE):
        broken = answers("10.0.0.1:80 200\n")
        broken[missing] = "garbage"
        with pytest.raises(LiveError):
            one.read(broken, 1.0)
    assert one.read(answers(), 2.0).pools["web"].total.requests == 0
    with pytest.raises(LiveError, match="was not answered"):
        one.read({}, 3.0)


def test_the_error_log_speaks_against_a_reload():
    one = reader()
    before = one.standing(answers())
    after = one.standing(answers(worker=11, errors="x [emerg] 1#1: no\n"))
    assert one.confirmed(before, after).verdict == "no"
    assert one.confirmed(before, one.standing(answers(worker=11)))
