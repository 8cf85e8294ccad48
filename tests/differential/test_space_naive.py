"""The naive evaluators of the harness against the real binaries, which know best."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.harness.haproxy_process import check_config as haproxy_accepts
from tests.harness.nginx_process import check_config as nginx_accepts
from tests.harness.origin import Origins
from tests.harness.space import pairs, requests
from tests.harness.space.live import ask, framed, running
from tests.harness.space.pairs import Side
from tests.harness.space.words import POOLS

REQUESTS = 120

pytestmark = pytest.mark.differential


def compare(dialect: str, seeds: range, folder: Path, count: int = REQUESTS) -> Counter[str]:
    """Run the changed worlds of these seeds; fail where the binary does something else."""
    tally: Counter[str] = Counter()
    wrong: list[str] = []
    with Origins(POOLS) as origins:
        for pair in pairs(seeds.start, dialect, len(seeds)):
            rng = Random(f"naive {pair.seed}")
            drawn = list(requests(pair, rng, count, refused=pair.seed % 2 == 0))
            with running(pair.new, folder / str(pair.seed), origins) as moved:
                for request, real in zip(drawn, ask(moved, drawn), strict=True):
                    said = pair.new_outcome(request)
                    tally[str(real[0])] += 1
                    tally["requests"] += 1
                    if said != real:
                        wrong.append(f"seed {pair.seed} {request}: said {said}, is {real}")
    assert wrong == [], f"{len(wrong)} of {tally}\n" + "\n".join(wrong[:20])
    assert min(tally["pool"], tally["redirect"], tally["deny"]) * 25 > tally["requests"], tally
    return tally


def accepted(dialect: str, seeds: range, folder: Path) -> None:
    """Ask the binary's own checker about both sides of each pair."""
    for pair in pairs(seeds.start, dialect, len(seeds)):
        for side in (pair.old, pair.new):
            good, said = check(side, folder)
            assert good, f"seed {pair.seed}: {said}\n{side.texts()[0]}"


def check(side: Side, folder: Path) -> tuple[bool, str]:
    text = side.write(folder).read_text("utf-8")
    if side.dialect == "nginx":
        return nginx_accepts(framed(text, folder), folder)
    return haproxy_accepts(text, folder)


@pytest.mark.parametrize("dialect", ["haproxy", "nginx"])
def test_outcomes_are_those_of_the_real_binary(dialect: str, tmp_path: Path) -> None:
    compare(dialect, range(25), tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("dialect", ["haproxy", "nginx"])
def test_outcomes_are_those_of_the_real_binary_at_length(dialect: str, tmp_path: Path) -> None:
    compare(dialect, range(1000, 1300), tmp_path)


@pytest.mark.parametrize("dialect", ["haproxy", "nginx"])
def test_every_text_is_accepted(dialect: str, tmp_path: Path) -> None:
    accepted(dialect, range(15), tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("dialect", ["haproxy", "nginx"])
def test_every_text_is_accepted_at_length(dialect: str, tmp_path: Path) -> None:
    accepted(dialect, range(1000, 1300), tmp_path)
