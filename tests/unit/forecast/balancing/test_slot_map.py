"""HAProxy static-rr and map-based hashes."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from steelyard.core.exactness import Exactness
from steelyard.forecast.balancing import slot_map
from steelyard.forecast.health import ALL_UP
from steelyard.model.pool import HashKey, Pool
from steelyard.model.values import Apply, Field
from tests.unit.forecast.balancing.pools import down, picks, pool, shares, text_key


def backups(weights: list[int], key: HashKey | None = None) -> Pool:
    subject = pool("slot-map", weights, key)
    for server in subject.servers:
        server.backup = True
    return subject


@given(st.lists(st.integers(1, 30), min_size=1, max_size=6))
def test_slots_are_the_weights(weights: list[int]):
    subject = pool("slot-map", weights)
    slots = Counter(slot_map.table(subject, ALL_UP))
    total = sum(slots.values())
    expected = [weight / sum(weights) for weight in weights]
    assert [slots[index] / total for index in range(len(weights))] == expected


def test_a_stopped_server_still_counts_for_the_divisor():
    subject = pool("slot-map", [4, 4, 3])
    subject.servers[2].admin = "out"
    assert len(slot_map.table(subject, ALL_UP)) == 8


def test_all_usable_backups_compete_for_the_slots_of_the_first():
    """Measured with 2.6 and 3.5: the heavier backup gets everything."""
    assert picks(backups([3, 100]), 6) == "bbbbbb"
    assert shares(backups([3, 100])) == [0, 1]


def test_one_counted_backup_takes_slot_0_even_without_a_key():
    """Found against 2.6.12: `balance hdr` does not rotate when the header is absent."""
    subject = backups([3, 3, 3, 1], text_key())
    slots = slot_map.table(subject, ALL_UP)
    assert set(slots) != {slots[0]}
    assert len(set(picks(subject, 6))) == 1
    assert picks(subject, 6, key=b"k") == picks(subject, 6)
    assert slot_map.place_keys(subject, ALL_UP, [b"x", b"y"]) == [slots[0]] * 2


def test_a_query_argument_is_hashed_all_the_same():
    """`balance url_param` rotates without the argument and hashes it for one server too."""
    subject = backups([3, 3, 3, 1], HashKey(Apply("first", Field("parameter", "p"))))
    assert picks(subject, 3) == "".join("abcd"[index] for index in slot_map.table(subject, ALL_UP))
    keys = [bytes([value]) for value in range(30)]
    assert len(set(slot_map.place_keys(subject, ALL_UP, keys) or [])) > 1
    assert shares(subject) == [0.333333, 0.333333, 0.333333, 0]


def test_keys_by_run_and_by_array_agree():
    subject = pool("slot-map", [5, 3, 2], text_key(), function="djb2", avalanche=True)
    keys = [f"key-{number}".encode() for number in range(300)]
    run = slot_map.start(subject, ALL_UP)
    assert run is not None
    placed = slot_map.place_keys(subject, ALL_UP, keys)
    assert placed is not None
    assert [run.pick(key) for key in keys] == [subject.servers[index or 0] for index in placed]


def test_exactness():
    assert slot_map.spread(pool("slot-map", [1, 1]), ALL_UP).exactness is Exactness.ORDER
    keyed = pool("slot-map", [1, 1], text_key())
    assert slot_map.spread(keyed, ALL_UP).exactness is Exactness.KEY
    assert slot_map.place_keys(keyed, down("a", "b"), [b"x"]) == [None]
    assert slot_map.place_keys(pool("slot-map", [1]), ALL_UP, [b"x"]) is None
