"""One server down: a case that fails or is told, and one that passes."""

import pytest

from steelyard.prove.tally import Tally
from steelyard.prove.trial import Verdict
from steelyard.prove.trials import one_server_down
from tests.harness.trials import FAILED, SURVIVED, TOLD, counted, says


def fallen(then: Tally, load: float | None = None) -> one_server_down.Fallen:
    return one_server_down.Fallen("s1", counted(0, 60), then, "s2", 1.0, load, 500)


@pytest.mark.parametrize(
    ("then", "load", "survive", "verdict"),
    [
        (counted(0, 60), None, None, SURVIVED),
        (counted(0, 40, e502=20), None, None, FAILED),
        (counted(0, 40, e502=20), None, 0, TOLD),
        (counted(0, 60), 400.0, 1, SURVIVED),
        (counted(0, 60), 600.0, 1, FAILED),
        (counted(0, 60), 600.0, 0, TOLD),
    ],
)
def test_one_server_down(
    then: Tally, load: float | None, survive: int | None, verdict: Verdict
) -> None:
    says(one_server_down.judge([fallen(then, load)], survive), verdict, "without s1")


def test_the_overload_is_named() -> None:
    ruling = one_server_down.judge([fallen(counted(0, 60), 600.0)], 1)
    says(ruling, FAILED, "s2 gets 600 requests/s at peak, it carries 500")
