"""The test of the engine, tested: each seeded fault makes the brute force disagree."""

from functools import cache
from pathlib import Path
from random import Random

import pytest

from steelyard.core.errors import SteelyardError
from tests.harness.space import Outcome, Request, pairs, requests
from tests.harness.space.engine_faults import FAULTS, Fault, planted
from tests.harness.space.regions import Sides, Tally, check, read

REQUESTS = 60

Case = tuple[Sides, list[Request], list[tuple[Outcome, Outcome]]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutants")


@cache
def case(dialect: str, seed: int, folder: Path) -> Case:
    """A pair as it is read, and what comes of requests to it: the same with and without faults."""
    pair = next(pairs(seed, dialect))
    drawn = list(requests(pair, Random(f"mutants {seed}"), REQUESTS))
    ends = [(pair.old_outcome(request), pair.new_outcome(request)) for request in drawn]
    return read(pair, folder / f"{dialect}-{seed}"), drawn, ends


def wrong(dialect: str, seed: int, folder: Path) -> str:
    """Return the first disagreement about a pair, "" when there is none."""
    sides, drawn, ends = case(dialect, seed, folder)
    try:
        return next(check(sides, drawn, ends, Tally()), "")
    except (AssertionError, IndexError, KeyError, SteelyardError) as error:
        return f"broken: {error!r}"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_in_the_engine_shows(fault: Fault, folder: Path) -> None:
    with planted(fault):
        assert wrong(fault.dialect, fault.seed, folder)


@pytest.mark.parametrize(
    ("dialect", "seed"), sorted({(fault.dialect, fault.seed) for fault in FAULTS})
)
def test_without_a_fault_nothing_shows(dialect: str, seed: int, folder: Path) -> None:
    assert wrong(dialect, seed, folder) == ""


def test_there_are_enough_faults() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 20
