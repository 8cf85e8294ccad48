"""Damaged configurations: an answer or one line that says what is wrong, never a crash."""

import shutil
from pathlib import Path
from random import Random

import pytest

from tests.fuzz.asking import answers
from tests.fuzz.mutate import mutated
from tests.meta.sources import ROOT

CORPUS = ROOT / "corpus"
MAIN = {"bad.cfg", "good.cfg", "haproxy.cfg", "bad.conf", "good.conf", "nginx.conf"}

QUICK, MANY = 300, 10_000


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A copy of the corpus to damage, and the texts of all its files."""
    place = tmp_path_factory.mktemp("fuzz") / "corpus"
    shutil.copytree(CORPUS, place)
    files = sorted(p for p in place.rglob("*") if p.is_file() and p.suffix not in (".toml", ".md"))
    return {path: path.read_bytes() for path in files}


def attack(corpus: dict[Path, bytes], seed: int) -> list[str]:
    """Damages one file and asks about its case; the file is whole again afterwards."""
    random = Random(seed)
    victim = random.choice(list(corpus))
    others = random.sample(list(corpus.values()), 5)
    folder = next(parent for parent in victim.parents if parent.parent.parent.name == "corpus")
    asked = victim
    if victim.name not in MAIN:
        asked = next((p for p in sorted(folder.iterdir()) if p.name in MAIN), folder)
    forced = folder.parent.name if random.random() < 0.8 else None
    victim.write_bytes(mutated(random, corpus[victim], others))
    try:
        return answers(str(asked), forced)
    except BaseException as error:
        error.add_note(f"seed {seed}: {victim.relative_to(folder.parent)} damaged")
        raise
    finally:
        victim.write_bytes(corpus[victim])


def run(corpus: dict[Path, bytes], first: int, count: int) -> dict[str, int]:
    """The number of inputs that were understood and refused."""
    ends = {"ok": 0, "refused": 0}
    for seed in range(first, first + count):
        for line in attack(corpus, seed):
            ends["ok" if line == "ok" else "refused"] += 1
            assert "\n" not in line.rstrip("\n"), f"seed {seed}: {line!r} has several lines"
    return ends


@pytest.mark.fuzz
def test_damaged_configurations_are_answered_or_refused(corpus):
    ends = run(corpus, 0, QUICK)
    # Were all refused, or none, the damage would test nothing.
    assert min(ends.values()) > QUICK // 20, ends


@pytest.mark.fuzz
@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_many_damaged_configurations_are_answered_or_refused(corpus):
    ends = run(corpus, 1_000_000, MANY)
    assert min(ends.values()) > MANY // 20, ends
