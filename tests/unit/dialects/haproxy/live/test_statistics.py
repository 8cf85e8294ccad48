"""Snapshots out of HAProxy's answers."""

import pytest

from steelyard.dialects.haproxy.live.statistics import snapshot
from steelyard.dialects.runtime import Counters, LiveError
from tests.harness.haproxy_answers import info, pool, server, stat, states


def look(*rows: dict[str, object], state: str = "", about: str = ""):
    return snapshot(about or info(), [stat(*rows)], [state or states()], 9.0)


def test_a_server_and_its_pool():
    row = server(
        "web", "a", 8, lbtot=5, econ=1, eresp=2, wretr=3, wredis=4, scur=6, qcur=7, slim=100
    )
    found = look(
        row | {"weight": 12, "lastchg": 33, "rtime": 250, "status": "UP 1/3"},
        pool("web", 20, algo="leastconn", qcur=2),
        state=states("3 web 1 a 127.0.0.1 2 8 50 100"),
    )
    web = found.pools["web"]
    assert (web.total.requests, web.algorithm, web.queue) == (20, "leastconn", 2)
    a = web.servers["a"]
    assert a.counters == Counters(8, 5, (0, 8, 0, 0, 0, 0), 1, 2, 3, 4)
    assert (a.status, a.said, a.forced) == ("up", "UP 1/3", "drain")
    assert (a.weight, a.set_weight, a.configured_weight) == (12, 50, 100)
    assert (a.current, a.queue, a.limit, a.since, a.backup) == (6, 7, 100, 33.0, False)
    assert a.times == {"response": 0.25}


def test_what_the_process_says_of_itself():
    found = look()
    assert (found.at, found.generation, found.epoch) == (9.0, "7@100", "7@100")
    assert (found.uptime, found.version, found.partial) == (5.0, "2.6.12", False)
    assert (found.connections, found.connection_limit, found.doubts) == (3, 50, [])


def test_a_process_that_stops_is_doubtful():
    assert "stopping" in look(about=info(Stopping=1).replace("Stopping: 0\n", "")).doubts[0]


def test_an_older_version_tells_no_start_time():
    assert look(about=info(start=None)).generation == "7"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("UP", "up"),
        ("UP 1/3", "up"),
        ("DOWN", "down"),
        ("DOWN 1/2", "down"),
        ("DOWN (agent)", "down"),
        ("MAINT", "maint"),
        ("MAINT (via b/s)", "maint"),
        ("MAINT(via)", "unknown"),
        ("DRAIN", "drain"),
        ("NOLB", "drain"),
        ("no check", "no check"),
        ("", "unknown"),
    ],
)
def test_statuses_in_neutral_words(said: str, status: str):
    assert look(server("web", "a", 1, status=said)).pools["web"].servers["a"].status == status


@pytest.mark.parametrize(
    ("bits", "forced"), [(0, ""), (1, "maint"), (4, ""), (8, "drain"), (9, "maint")]
)
def test_only_what_was_done_at_run_time_is_forced(bits: int, forced: str):
    found = look(server("web", "a", 1), state=states(f"3 web 1 a 127.0.0.1 2 {bits} 1 1"))
    assert found.pools["web"].servers["a"].forced == forced


def test_listeners_are_passed_over_and_strangers_left():
    found = look(
        {"pxname": "f", "svname": "FRONTEND", "type": 0, "qcur": "", "status": "OPEN"},
        server("web", "a", 1),
        state=states("3 web 1 gone 127.0.0.1 2 1 1 1", "4 other 1 a 127.0.0.1 2 1 1 1"),
    )
    assert list(found.pools) == ["web"]
    assert list(found.pools["web"].servers) == ["a"]


def test_a_tcp_pool_has_no_responses():
    row = {name: value for name, value in server("db", "a", 4).items() if "hrsp" not in name}
    assert look(row).pools["db"].servers["a"].counters == Counters(4, 4)


def test_text_with_commas_and_quotes_shifts_no_column():
    row = server("web", "a", 3, last_chk='"Layer7 wrong status, code ""500"""', rtime=10)
    assert look(row).pools["web"].servers["a"].times == {"response": 0.01}


def test_several_pools_come_in_several_answers():
    stats = [stat(server("web", "a", 1)), stat(server("api", "x", 2))]
    found = snapshot(info(), stats, [states(), states()], 1.0, partial=True)
    assert (sorted(found.pools), found.partial) == (["api", "web"], True)


def test_missing_optional_columns_are_unknown_not_wrong():
    head = "pxname,svname,qcur,scur,stot,status,weight,lbtot,type"
    found = snapshot(info(), [stat(server("web", "a", 4), head=head)], [], 1.0)
    a = found.pools["web"].servers["a"]
    assert (a.counters, a.limit, a.since, a.set_weight) == (Counters(4, 4), None, None, None)


@pytest.mark.parametrize("column", ["stot", "lbtot", "type", "status"])
def test_missing_needed_columns_are_named(column: str):
    text = stat(server("web", "a", 1)).replace(f",{column},", ",x,", 1)
    with pytest.raises(LiveError, match=f"lacks the columns {column}: this HAProxy is too old"):
        snapshot(info(), [text], [], 1.0)
