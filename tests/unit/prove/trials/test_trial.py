"""Trials are found by their folder; with an old one, only what it passed closes the gate."""

import importlib

import pytest

from steelyard.core.errors import UsageError
from steelyard.core.place import NOWHERE
from steelyard.prove import trial
from steelyard.prove.health import read_states
from steelyard.prove.tally import Reply, tally
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


def test_counting() -> None:
    late = Reply(None, (0, 1), late=True)
    seen = tally([Reply(200, (0,)), Reply(502, (1, 0)), late, Reply(None, answered=True)], 2)
    assert (seen.sent, seen.failed, seen.attempts, seen.most) == (4, 2, 5, 2)
    assert seen.servers == (2, 1)
    assert seen.failures() == "2 of 4 requests fail (1 x 502, 1 x no answer)"


STATES = """# pxname,svname,status,check_status,type
www,FRONTEND,OPEN,,0
web,w1,UP,L7OK,2
web,w2,UP 2/3,* L7STS,2
web,w3,DOWN,L4CON,2
web,w4,no check,,2
web,w5,UP,* INI,2
web,BACKEND,UP,,1

"""


def test_what_haproxy_says_of_its_checks() -> None:
    found = {one.server: (one.up, one.settled) for one in read_states(STATES)}
    assert found == {
        "w1": (True, True),
        "w2": (True, False),
        "w3": (False, True),
        "w4": (True, True),
        "w5": (True, False),
    }
