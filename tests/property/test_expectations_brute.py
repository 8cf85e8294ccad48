"""Random expectations about random configurations, against a naive evaluator."""

from pathlib import Path

import pytest

from steelyard.expect.result import Result
from tests.harness.space.expect import Tally, hold

CHUNK = 40  # configurations of one slow test
CHUNKS = 10
REQUESTS = 400


def held(dialect: str, seeds: range, count: int, folder: Path) -> Tally:
    """Fail where a request is against what holds, or a counterexample is none."""
    tally = hold(dialect, seeds, count, folder)
    assert tally.wrong == [], f"{tally.results}\n" + "\n".join(tally.wrong[:20])
    judged = sum(tally.results.values())
    assert tally.results[Result.UNKNOWN] * 10 <= judged, tally
    assert min(tally.results[Result.HOLDS], tally.results[Result.FAILS]) * 6 >= judged, tally
    assert tally.unchecked * 3 <= tally.results[Result.FAILS], tally
    return tally


@pytest.mark.parametrize("dialect", ["haproxy", "nginx"])
def test_no_request_is_against_what_holds(dialect: str, tmp_path: Path) -> None:
    held(dialect, range(6000, 6012), 150, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("dialect", ["haproxy", "nginx"])
def test_no_request_is_against_what_holds_at_length(
    dialect: str, chunk: int, tmp_path: Path
) -> None:
    first = 20_000 + CHUNK * chunk
    held(dialect, range(first, first + CHUNK), REQUESTS, tmp_path)
