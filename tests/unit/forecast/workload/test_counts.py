"""Workloads add up."""

from steelyard.forecast.routing.request import Request
from steelyard.forecast.workload.counts import Workload, merge

A, B, C = Request("GET", "/a"), Request("GET", "/b"), Request("GET", "/c")


def test_counts_of_files_are_summed():
    left = Workload({A: 2, B: 1}, 1, 4, [("x", 1), ("x", 2)], ["the host"])
    right = Workload({A: 3}, 2, 2, [("y", 1), ("y", 5)], ["the host", "cookie s"])
    both = merge(left, right)
    assert dict(both.requests) == {A: 5, B: 1}
    assert (both.total, both.beyond, both.unread) == (9, 3, 6)
    assert both.bad == [("x", 1), ("x", 2), ("y", 1)]
    assert both.lacks == ["the host", "cookie s"]
    assert dict(left.requests) == {A: 2, B: 1}


def test_too_many_distinct_ones_are_only_counted():
    both = merge(Workload({A: 5, B: 1}), Workload({C: 3}), most=2)
    assert (both.counts, both.beyond, both.total) == ({A: 5, C: 3}, 1, 9)
    found = Workload()
    for request in (A, B, A, B, C):
        found.add(request, most=1)
    assert (found.counts, found.beyond) == ({A: 2}, 3)
