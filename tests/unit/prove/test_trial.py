"""Trials are found by their folder; with an old one, only what it passed closes the gate."""

import importlib

import pytest

from steelyard.core.errors import UsageError
from steelyard.core.place import NOWHERE
from steelyard.prove import trial
from steelyard.prove.trial import Ruling, TrialHeld, Trialled, Verdict

FAILED, SURVIVED, TOLD = Verdict.FAILED, Verdict.SURVIVED, Verdict.TOLD


@pytest.mark.parametrize("name", trial.names())
def test_each_says_what_it_does(name: str) -> None:
    found = trial.load(name)
    assert name == found.NAME
    assert found.TITLE
    page = importlib.import_module(found.__name__).__doc__ or ""  # type: ignore[attr-defined]
    for word in ("What is done:", "What is looked at:"):
        assert word in page
    assert "Failed:" in page or "Told:" in page


def test_an_unknown_one() -> None:
    with pytest.raises(UsageError, match="black-hole"):
        trial.load("white-hole")


def held(verdict: Verdict) -> TrialHeld:
    return TrialHeld("poison", "web", Ruling(verdict, "it was so"), NOWHERE)


@pytest.mark.parametrize(
    ("now", "before", "closes", "worse"),
    [
        (FAILED, None, True, False),
        (FAILED, SURVIVED, True, True),
        (FAILED, TOLD, True, True),
        (FAILED, FAILED, False, False),
        (TOLD, SURVIVED, False, True),
        (SURVIVED, FAILED, False, False),
    ],
)
def test_against(now: Verdict, before: Verdict | None, closes: bool, worse: bool) -> None:
    one = held(now)
    old = None if before is None else {("poison", "web"): held(before)}
    found = Trialled([one], old)
    assert (found.failing == [one]) is closes
    assert found.worse(one) is worse
