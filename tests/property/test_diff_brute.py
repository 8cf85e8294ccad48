"""Random pairs of configurations: the regions of a comparison against a naive evaluator."""

from pathlib import Path

import pytest

from tests.harness.space.regions import Tally, hold

CHUNK = 250  # pairs of one slow test
CHUNKS = 4  # of each dialect: 2,000 pairs
REQUESTS = 520  # of each pair: more than a million


def held(dialect: str, seeds: range, count: int, folder: Path) -> Tally:
    """Fail where a request goes elsewhere than its region says."""
    tally = hold(dialect, seeds, count, folder)
    assert tally.wrong == [], f"{tally}\n" + "\n".join(tally.wrong[:20])
    assert tally.incomplete * 20 <= tally.pairs, tally
    assert tally.differing * 50 > tally.requests, tally
    return tally


@pytest.mark.parametrize("dialect", ["haproxy", "nginx"])
def test_requests_end_as_their_region_says(dialect: str, tmp_path: Path) -> None:
    held(dialect, range(5000, 5012), 120, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("dialect", ["haproxy", "nginx"])
def test_requests_end_as_their_region_says_at_length(
    dialect: str, chunk: int, tmp_path: Path
) -> None:
    first = 10_000 + CHUNK * chunk
    held(dialect, range(first, first + CHUNK), REQUESTS, tmp_path)
