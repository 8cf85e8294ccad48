"""Witnesses of compared pairs, sent to the real binaries: both do what the region says."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.harness.origin import Origins
from tests.harness.space import pairs
from tests.harness.space.live import ask, running
from tests.harness.space.pairs import Pair
from tests.harness.space.regions import Witness, contradicted, read, witnesses
from tests.harness.space.request import Outcome
from tests.harness.space.words import POOLS

pytestmark = pytest.mark.differential


def compare(dialect: str, first: int, diffs: int, folder: Path) -> Counter[str]:
    """Send the witnesses of that many comparisons with a witness; fail where one lies."""
    tally: Counter[str] = Counter()
    wrong: list[str] = []
    seed = first
    with Origins(POOLS) as origins:
        while tally["diffs"] < diffs:
            place = folder / str(seed)
            sides = read(next(pairs(seed, dialect)), place)
            shown = list(witnesses(sides, sides.difference()))
            if shown:
                tally["diffs"] += 1
                tally["witnesses"] += len(shown)
                said = _wrong(sides.pair, shown, place, origins)
                wrong += [f"{dialect} {seed} {text}" for text in said]
            seed += 1
    assert wrong == [], f"{len(wrong)} of {tally}\n" + "\n".join(wrong[:20])
    return tally


def _wrong(pair: Pair, shown: list[Witness], place: Path, origins: Origins) -> Iterator[str]:
    """Yield the witnesses that a binary treats otherwise than their region says."""
    requests = [witness.request for witness in shown]
    real = []
    for side, name in ((pair.old, "live-old"), (pair.new, "live-new")):
        with running(side, place / name, origins) as moved:
            real.append(ask(moved, requests))
    for witness, old, new in zip(shown, *real, strict=True):
        if pair.dialect == "nginx" and not witness.request.lines("host"):
            continue  # a known gap: `$host` is then the first name of the server
        said = (_on_one_line(witness.said[0]), _on_one_line(witness.said[1]))
        yield from contradicted(replace(witness, said=said), (old, new))


def _on_one_line(said: Outcome | None) -> Outcome | None:
    """An outcome as a client sees it: a newline ends the location."""
    if said is not None and len(said) == 3:
        return (said[0], said[1], said[2].partition("\n")[0])
    return said


@pytest.mark.parametrize("dialect", ["haproxy", "nginx"])
def test_witnesses_end_as_their_region_says(dialect: str, tmp_path: Path) -> None:
    compare(dialect, 7000, 6, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("chunk", range(4))
@pytest.mark.parametrize("dialect", ["haproxy", "nginx"])
def test_witnesses_end_as_their_region_says_at_length(
    dialect: str, chunk: int, tmp_path: Path
) -> None:
    compare(dialect, 20_000 + 1000 * chunk, 45, tmp_path)
