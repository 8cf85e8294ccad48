"""Which HAProxy process serves, and when a reload took place."""

import pytest

from steelyard.dialects.haproxy.live.generation import alone, confirmed, processes
from steelyard.dialects.runtime import LiveError, Worker
from tests.harness.haproxy_answers import proc

BEFORE = processes(proc("3 [failed: 0]", [7]))


def test_the_master_tells_workers_and_reloads():
    found = processes(proc("3 [failed: 1]", [8], [6, 7]))
    assert found.master == Worker(5)
    assert found.workers == {Worker(8)}
    assert found.leaving == {Worker(6), Worker(7)}
    assert (found.reloads, found.failed) == (3, 1)


@pytest.mark.parametrize(
    ("after", "verdict", "why"),
    [
        (proc("3 [failed: 0]", [7]), "not yet", "has not been told"),
        (proc("4 [failed: 0]", [8], [7]), "yes", "A new worker serves"),
        (proc("4 [failed: 0]", [8]), "yes", "A new worker serves"),
        (proc("4 [failed: 1]", [7]), "no", "counts 1 failed in a row"),
        (proc("4 [failed: 0]", []), "not yet", "no worker serves yet"),
        (proc("4 [failed: 0]", [7]), "not yet", "worker of before"),
        (proc("5 [failed: 1]", [8]), "no", "failed"),
        (proc("6 [failed: 0]", [9]), "yes", "Somebody ordered 2 more meanwhile"),
        (proc("0 [failed: 0]", [9]), "no", "went back"),
        (proc("0 [failed: 0]", [9], master=6), "yes", "restarted"),
        (proc("0 [failed: 0]", [], master=6), "not yet", "No process"),
    ],
)
def test_a_reload_with_a_master(after: str, verdict: str, why: str):
    found = confirmed(BEFORE, processes(after))
    assert found.verdict == verdict
    assert why in found.why


def test_a_good_reload_after_a_failed_one():
    before = processes(proc("4 [failed: 1]", [7]))
    assert confirmed(before, processes(proc("5 [failed: 0]", [8])))
    assert confirmed(before, processes(proc("4 [failed: 1]", [7]))).verdict == "not yet"
    assert confirmed(before, processes(proc("5 [failed: 2]", [7]))).verdict == "no"


def test_without_a_master_another_process_must_answer():
    assert confirmed(alone("7@100"), alone("7@100")).verdict == "not yet"
    assert confirmed(alone("7@100"), alone("9@200"))
    assert confirmed(alone("1@100"), alone("1@200"))  # in a container


@pytest.mark.parametrize("reloads", ["3", "", "x [failed: 0]", "3 [failed: 99999999999]"])
def test_a_master_that_counts_no_failures_is_no_use(reloads: str):
    with pytest.raises(LiveError):
        processes(proc(reloads, [7]))


def test_an_answer_without_a_master_is_told():
    with pytest.raises(LiveError, match="names no master"):
        processes(proc("1 [failed: 0]", [7]).replace("master ", "worker ", 1))
