"""What each trial makes of what it counted: a case that fails, one that passes."""

import pytest

from steelyard.prove.tally import Reply, Tally, tally
from steelyard.prove.trial import Ruling, Verdict
from steelyard.prove.trials import (
    all_down,
    black_hole,
    closing_server,
    cold_start,
    failing_check,
    forged_address,
    hot_key,
    long_ejection,
    missing_key,
    one_address,
    one_connection,
    one_server_down,
    poison,
    queue,
    reload,
    restarts,
    retry_storm,
    slow_check,
    slow_server,
    starved,
    uneven_work,
)

NAMES = ["s1", "s2", "s3"]
FAILED, SURVIVED, TOLD = Verdict.FAILED, Verdict.SURVIVED, Verdict.TOLD


def counted(*servers: int, **errors: int) -> Tally:
    """Answers per server; ``e502=20``: so many without a server."""
    replies = [Reply(200, (i,)) for i, number in enumerate(servers) for _ in range(number)]
    for name, number in errors.items():
        replies += [Reply(int(name[1:]))] * number
    return tally(replies, len(servers))


def says(ruling: Ruling, verdict: Verdict, *words: str) -> None:
    """The verdict, and what the sentence names."""
    assert ruling.verdict is verdict, ruling.sentence
    for word in words:
        assert word in ruling.sentence


def broken(drawn: int, others: int) -> Tally:
    """One server answers 500."""
    replies = [Reply(500, (0,))] * drawn + [Reply(200, (1,)), Reply(200, (2,))] * others
    return tally(replies, 3)


def test_black_hole() -> None:
    says(black_hole.judge("s1", 1 / 3, broken(370, 15), 0), FAILED, "s1", "370 of 400", "92 %")
    says(black_hole.judge("s1", 1 / 3, broken(134, 133), 0), SURVIVED)
    says(black_hole.judge("s1", 1 / 3, broken(6, 197), 0), SURVIVED)
    says(black_hole.judge("s1", 0.5, tally([Reply(500, (0,)), Reply(200, (1,))], 2), 0), SURVIVED)


def test_slow_server() -> None:
    says(slow_server.judge(counted(0, 0, e504=12), 0.5), FAILED, "500 ms", "12 x 504")
    says(slow_server.judge(counted(6, 6), 0.5), SURVIVED)


def test_poison() -> None:
    says(poison.judge(3, counted(0, 0, 0, e502=20)), FAILED, "tried 3 times", "20 x 502")
    says(poison.judge(1, counted(7, 7, 6)), SURVIVED)


def fallen(then: Tally, load: float | None = None) -> one_server_down.Fallen:
    return one_server_down.Fallen("s1", counted(0, 60), then, "s2", 1.0, load, 500)


@pytest.mark.parametrize(
    ("then", "load", "survive", "verdict"),
    [
        (counted(0, 60), None, None, SURVIVED),
        (counted(0, 40, e502=20), None, None, FAILED),
        (counted(0, 40, e502=20), None, 0, TOLD),
        (counted(0, 60), 400.0, 1, SURVIVED),
        (counted(0, 60), 600.0, 1, FAILED),
        (counted(0, 60), 600.0, 0, TOLD),
    ],
)
def test_one_server_down(
    then: Tally, load: float | None, survive: int | None, verdict: Verdict
) -> None:
    says(one_server_down.judge([fallen(then, load)], survive), verdict, "without s1")


def test_the_overload_is_named() -> None:
    ruling = one_server_down.judge([fallen(counted(0, 60), 600.0)], 1)
    says(ruling, FAILED, "s2 gets 600 requests/s at peak, it carries 500")


def test_all_down() -> None:
    says(all_down.judge(NAMES, [1, 2], counted(0, 60, 0), True), FAILED, "s2 alone", "60 of 60")
    says(all_down.judge(NAMES, [1, 2], counted(0, 60, 0), False), TOLD)
    says(all_down.judge(NAMES, [1, 2], counted(0, 30, 30), True), SURVIVED, "s2 30, s3 30")
    says(all_down.judge(NAMES, [], counted(0, 0, 0, e503=60), True), TOLD, "60 x 503")
    silent = tally([Reply(None, late=True)] * 60, 3)
    says(all_down.judge(NAMES, [], silent, True), FAILED, "60 x no answer")


def test_failing_check() -> None:
    none, all_fail = counted(15, 15), counted(0, 0, e503=30)
    says(failing_check.judge(all_fail, "GET /deep", 503, True), FAILED, "GET /deep")
    says(failing_check.judge(all_fail, "GET /live", 503, False), TOLD)
    says(failing_check.judge(none, "GET /deep", 503, True), SURVIVED)


def test_slow_check() -> None:
    says(slow_check.judge(counted(0, 0, e503=30)), FAILED, "350 ms")
    says(slow_check.judge(counted(15, 15)), SURVIVED)


def test_closing_server() -> None:
    bad, good = counted(20, 0, 20, e502=20), counted(30, 0, 30)
    says(closing_server.judge("s2", "no health check", bad, bad), FAILED, "s2", "20 of 60")
    says(closing_server.judge("s2", "a http check", bad, good), SURVIVED, "before it was found")


def test_long_ejection() -> None:
    out, back = counted(0, 30, 30), counted(20, 20, 20)
    says(long_ejection.judge("s1", 10_000, out, None, 0), FAILED, "none of 60", "10000 s")
    says(long_ejection.judge("s1", 10, out, None, 0), SURVIVED, "not waited for")
    says(long_ejection.judge("s1", 2, out, back, 0), SURVIVED, "after 2 s 20 of 60")
    says(long_ejection.judge("s1", 2, out, out, 0), FAILED)
    says(long_ejection.judge("s1", 10_000, back, None, 0), SURVIVED, "at once")


def test_retry_storm() -> None:
    once = tally([Reply(503, (0,))] * 10, 3)
    often = tally([Reply(503, (0, 1, 2, 0))] * 10, 3)
    says(retry_storm.judge(often, once), FAILED, "40 attempts", "x 4.0")
    says(retry_storm.judge(once, often), FAILED, "takes 1 s")
    says(retry_storm.judge(once, once), SURVIVED, "x 1.0")


def test_queue() -> None:
    says(queue.judge(counted(12, 0, e503=48), 1.2), FAILED, "48 of 60")
    says(queue.judge(counted(30, 30), 4.4), FAILED, "4.4 s instead of 0.6 s")
    says(queue.judge(counted(30, 30), 0.7), SURVIVED)


def test_restarts() -> None:
    says(restarts.judge(NAMES, [10, 0, 0]), TOLD, "10 restarts goes to s1")
    says(restarts.judge(NAMES, [4, 3, 3]), SURVIVED, "s1 4, s2 3")


def test_reload() -> None:
    says(reload.judge(counted(150, 149, e502=1)), FAILED, "1 of 300")
    says(reload.judge(counted(150, 150)), SURVIVED)


def test_one_address() -> None:
    apart, one, told = counted(40, 40, 40), counted(0, 0, 120), counted(50, 30, 40)
    says(one_address.judge(NAMES, apart, one, True), FAILED, "s3 gets 100 %")
    says(one_address.judge(NAMES, apart, one, False), TOLD)
    says(one_address.judge(NAMES, apart, told, True), SURVIVED)
    limited = counted(4, 0, 0, e429=36)
    says(one_address.judge(NAMES, counted(14, 13, 13), limited, True), FAILED, "36 x 429")


def test_hot_key() -> None:
    says(hot_key.judge(NAMES, counted(14, 172, 14), True, None), FAILED, "s2 gets 86 %")
    says(hot_key.judge(NAMES, counted(14, 172, 14), False, None), TOLD)
    says(hot_key.judge(NAMES, counted(76, 80, 44), True, None), SURVIVED)
    says(hot_key.judge(NAMES, counted(76, 80, 44), False, 0.35), FAILED, "allows 35 %")


def test_missing_key() -> None:
    even, one = counted(20, 20, 20), counted(0, 60, 0)
    says(missing_key.judge(NAMES, one, even, True), FAILED, "without a key s2 gets 100 %")
    says(missing_key.judge(NAMES, one, one, True), FAILED, "keys of their own")
    says(missing_key.judge(NAMES, one, even, False), TOLD)
    says(missing_key.judge(NAMES, even, even, True), SURVIVED)


def test_one_connection() -> None:
    says(one_connection.judge(NAMES, counted(0, 90, 0), True), FAILED, "s2 gets 90 (100 %)")
    says(one_connection.judge(NAMES, counted(0, 90, 0), False), TOLD)
    says(one_connection.judge(NAMES, counted(30, 30, 30), True), SURVIVED)


def test_uneven_work() -> None:
    waiting = Tally(180, 0, median=0.6)
    says(uneven_work.judge(waiting), TOLD, "600 ms")
    says(uneven_work.judge(Tally(180, 0, median=0.05)), SURVIVED)


def test_cold_start() -> None:
    says(cold_start.judge(NAMES, counted(60, 0, 0)), TOLD, "60 stay there", "s1")
    says(cold_start.judge(NAMES, counted(20, 20, 20)), SURVIVED)
    says(cold_start.judge_start(NAMES, counted(10, 10, 10), 60), TOLD, "60 s", "s1 10")


def test_forged_address() -> None:
    refused, let_in = Reply(403), Reply(200, (0,))
    says(forged_address.judge([("10.1.1.1", refused, let_in)]), FAILED, "10.1.1.1", "403")
    says(forged_address.judge([("10.1.1.1", refused, refused)]), SURVIVED)
    says(forged_address.judge([("10.1.1.1", let_in, let_in)]), SURVIVED)


@pytest.mark.parametrize(
    ("counts", "unmeant", "max_share", "verdict"),
    [
        ((120, 0, 0), True, None, FAILED),
        ((120, 0, 0), False, None, TOLD),
        ((60, 60, 0), True, None, TOLD),
        ((118, 1, 1), True, None, FAILED),
        ((40, 40, 40), True, None, SURVIVED),
        ((40, 40, 40), True, 0.3, FAILED),
        ((40, 40, 40), True, 0.33, SURVIVED),
    ],
)
def test_starved(
    counts: tuple[int, ...], unmeant: bool, max_share: float | None, verdict: Verdict
) -> None:
    ruling = starved.judge(NAMES, [False] * 3, counted(*counts), unmeant, max_share)
    says(ruling, verdict)


def test_a_resting_backup_is_not_starved() -> None:
    ruling = starved.judge(NAMES, [False, False, True], counted(60, 60, 0), True, None)
    says(ruling, SURVIVED)


def test_nobody_serves() -> None:
    ruling = starved.judge(NAMES, [False] * 3, counted(0, 0, 0, e503=10), False, None)
    says(ruling, FAILED, "no server takes its requests", "10 x 503")
    says(starved.judge_unreached([]), TOLD)
    says(starved.judge_unreached(["routing/empty-map"]), FAILED, "routing/empty-map")
