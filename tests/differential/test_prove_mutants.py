"""Errors planted in the Forecast: `prove` on the real programs contradicts them.

An error counts when the Forecast says something else because of it, on the configurations
of `tests/harness/mutants/configs`: of a fixed request or of a pool's servers.  One that
breaks the reader shows by itself, and one that only makes it say less says nothing false.
"""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from steelyard.app.loading import Reading
from steelyard.app.prove import prove_gateway
from steelyard.prove.seen import Held
from tests.harness.binaries import require_haproxy, require_nginx
from tests.harness.mutants.probes import configurations
from tests.harness.mutants.run import Report, Test
from tests.harness.mutants.scope import modules

pytestmark = pytest.mark.differential

SEED = 20261121
HANDFUL = ("key_walk", "slot_map", "patterns")
MUTANTS = 250
LEAST = 0.95


@pytest.fixture(autouse=True)
def binaries() -> None:
    require_haproxy()
    require_nginx(stream=True)


@pytest.mark.timeout(300)
def test_a_handful_of_errors_is_contradicted(tmp_path: Path) -> None:
    only = [path for path in configurations() if "keys" in path.name or "acls" in path.name]
    test = Test(tmp_path, only=only)
    for name in HANDFUL:
        report = test.run(test.draw(SEED, name), 2)
        assert report.counted == 2, str(report)
        assert not report.survivors(), str(report)
    test.close()


@pytest.mark.parametrize("path", configurations(), ids=lambda path: path.name)
def test_without_an_error_nothing_is_contradicted(path: Path) -> None:
    proof = prove_gateway(str(path), Reading(), Random(SEED))
    assert proof.verdict is Held.PROVEN


def test_every_module_has_places_for_errors(tmp_path: Path) -> None:
    found = {module.name.rpartition(".")[2] for module in modules()}
    assert {"fair_rotation", "ketama_ring", "walk", "conditions", "names", "rewrites"} <= found


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_errors_of_all_modules_are_contradicted(tmp_path: Path) -> None:
    test = Test(tmp_path)
    report: Report = test.run(test.draw(SEED), MUTANTS)
    test.close()
    spread = Counter(drawn.module.name for drawn, _ in report.results)
    assert report.counted >= MUTANTS, str(report)
    assert len(spread) >= 60
    assert report.rate >= LEAST, str(report)
