"""Random configurations: no request is decided by a line that is said never to decide."""

from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest

from steelyard.app.loading import Reading, load_gateway
from steelyard.forecast.forecast import forecast
from steelyard.lint.policy import Policy
from steelyard.lint.rule import Subject
from steelyard.lint.shadows import Idle, idle
from tests.harness import space
from tests.harness.space.marking import marked
from tests.harness.space.pairs import Side

VERSIONS = {"haproxy": (2, 6, 12), "nginx": (1, 22, 1)}
TODAY = date(2026, 11, 21)


def lines(found: Idle) -> set[int]:
    """The lines that are said never to decide."""
    losers = [route for _, _, some in found.shadows for route in some]
    losers += [route for _, _, route in found.unions]
    losers += [route for _, route in found.impossible]
    return {route.place.line for route in losers}


def judged(side: Side, folder: Path) -> set[int]:
    """What is said of a configuration."""
    path = side.write(folder)
    gateway = load_gateway(str(path), Reading(side.dialect, version=VERSIONS[side.dialect]))
    return lines(idle(Subject(gateway, forecast(gateway), Policy(), TODAY)))


def lowered(request: space.Request) -> space.Request:
    """The request with the host as clients write it."""
    headers = [(n, v.lower() if n.lower() == "host" else v) for n, v in request.headers]
    return request._replace(headers=tuple(headers))


def compare(dialect: str, seeds: range, count: int, folder: Path) -> Counter[str]:
    """Look for requests that a dead line decides."""
    tally: Counter[str] = Counter()
    wrong: list[str] = []
    for pair in space.pairs(seeds.start, dialect, len(seeds)):
        drawn: list[space.Request] = []
        for number in sorted(judged(pair.new, folder / str(pair.seed))):
            tally["dead lines"] += 1
            side = marked(pair.new, number)
            if side is None:
                tally["not marked"] += 1
                continue
            rng = Random(f"shadow {pair.seed}")
            drawn = drawn or [lowered(one) for one in space.requests(pair, rng, count)]
            shown = [one for one in drawn if side.outcome(one) != pair.new_outcome(one)]
            if shown:
                text = pair.new_text.splitlines()[number - 1]
                wrong.append(f"seed {pair.seed} line {number} {text!r}: {shown[0]}")
    assert wrong == [], f"{len(wrong)} of {tally}\n" + "\n".join(wrong[:20])
    return tally


@pytest.mark.parametrize("dialect", ["haproxy", "nginx"])
def test_no_request_is_decided_by_a_line_that_never_decides(dialect: str, tmp_path: Path) -> None:
    tally = compare(dialect, range(5000, 5040), 300, tmp_path)
    assert tally["dead lines"] > 4
    assert tally["not marked"] * 5 < tally["dead lines"], tally


@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("dialect", ["haproxy", "nginx"])
def test_no_request_is_decided_by_a_line_that_never_decides_at_length(
    dialect: str, tmp_path: Path
) -> None:
    compare(dialect, range(6000, 7000), 1500, tmp_path)
