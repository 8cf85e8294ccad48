"""Tests mirror the source, and the contract of pure packages names every one there is."""

import tomllib
from pathlib import Path

from tests.meta.sources import ROOT, SRC

UNIT = ROOT / "tests" / "unit"
PURE = {"core", "model", "forecast", "lint", "rules", "compare", "expect"}


def test_every_unit_test_mirrors_a_source_path():
    assert [
        str(path.relative_to(ROOT)) for path in UNIT.rglob("test_*.py") if not mirrors(path)
    ] == []


def mirrors(test: Path) -> bool:
    """Say whether tests/unit/a/test_b.py (or test_b_more.py) stands for src a/b.py or a/b/."""
    folder = SRC / test.parent.relative_to(UNIT)
    words = test.stem.removeprefix("test_").split("_")
    names = ["_".join(words[:count]) for count in range(len(words), 0, -1)]
    return any((folder / f"{name}.py").is_file() or (folder / name).is_dir() for name in names)


def test_the_contract_of_purity_names_every_pure_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    listed = {
        module.split(".")[1]
        for contract in contracts
        if contract["type"] == "forbidden"
        for module in contract["source_modules"]
    }
    existing = {name for name in PURE if (SRC / name / "__init__.py").is_file()}
    assert listed == existing | {"dialects"}
