"""HAProxy random."""

import pytest

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing import ring_draws
from steelyard.forecast.balancing.standing import NEAR_WEIGHTS
from steelyard.forecast.health import ALL_UP
from tests.unit.forecast.balancing.pools import pool, shares


def test_before_3_4_the_arcs_decide():
    """Weights 3, 1, 2, 5, 4: counts of 20,000 requests fitted the arcs, not the weights."""
    subject = pool("ring-draws", [3, 1, 2, 5, 4])
    arcs = ring_draws.exact_shares(subject, ALL_UP)
    assert arcs is not None
    assert arcs != shares(subject)
    assert arcs == pytest.approx(shares(subject), abs=0.05)
    assert NEAR_WEIGHTS in ring_draws.spread(subject, ALL_UP).assumptions


def test_from_3_4_on_the_weights_hold():
    subject = pool("ring-draws", [3, 1], tie_break="rate")
    assert ring_draws.exact_shares(subject, ALL_UP) == [0.75, 0.25]


def test_a_single_draw_has_no_ties_to_break():
    subject = pool("ring-draws", [3, 1], tie_break="rate", draws=1)
    assert ring_draws.exact_shares(subject, ALL_UP) != [0.75, 0.25]
    found = ring_draws.spread(subject, ALL_UP)
    assert found.exactness is Exactness.EXPECTATION
    assert found.assumptions == [NEAR_WEIGHTS]


def test_nothing_is_predicted_one_by_one():
    assert ring_draws.start(pool("ring-draws", [1, 1]), ALL_UP) is None
    assert ring_draws.place_keys(pool("ring-draws", [1, 1]), ALL_UP, [b""]) is None
