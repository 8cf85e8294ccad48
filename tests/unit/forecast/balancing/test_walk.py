"""What the walking hashes share: 21 draws, then rotation."""

from steelyard.forecast.balancing import walk
from steelyard.forecast.health import ALL_UP
from tests.unit.forecast.balancing.pools import down, pool


def test_draws_end_in_rotation():
    subject = pool("key-walk", [1, 1, 1])
    subject.servers[0].admin = "out"
    run = walk.WalkRun(subject, ALL_UP, lambda key: lambda: 0)
    assert [server and server.name for server in (run.pick(b"x"), run.pick(b"x"))] == ["b", "c"]


def test_a_dead_server_costs_no_draw_and_is_not_tried_twice():
    subject = pool("key-walk", [1, 1])
    drawn: list[int] = []

    def draw() -> int:
        drawn.append(1)
        return 0

    run = walk.WalkRun(subject, down("a"), lambda key: draw)
    server = run.pick(b"x")
    assert server is not None and server.name == "b"
    assert len(drawn) == 1 + walk.DRAWS


def test_nobody_serves():
    found = walk.spread_of(pool("key-walk", [1, 1]), down("a", "b"), 100, coarse_again=True)
    assert found.shares == [0, 0]
