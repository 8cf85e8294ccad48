"""The picture of a small configuration, byte for byte: open the file in a browser to review it."""

from pathlib import Path

from tests.harness.cli import steelyard
from tests.meta.sources import ROOT

PAGES = Path(__file__).parent / "picture"


def test_the_shop_as_a_picture(golden, monkeypatch):
    monkeypatch.chdir(ROOT)
    ran = steelyard("forecast", "examples/shop/good", "--pool", "web", "--format", "html")
    assert (ran.code, ran.err) == (0, "")
    golden(PAGES / "one-pool.html", ran.out)
