"""From key bytes to a number, as HAProxy's options say."""

from steelyard.forecast.balancing import hashes
from steelyard.forecast.balancing.key_hash import hash_of, hashes_of
from steelyard.model.pool import HashKey
from steelyard.model.values import Field
from tests.unit.forecast.balancing.pools import pool, text_key


def test_the_function_then_the_avalanche():
    assert hash_of(pool("slot-map", [1], text_key()), b"k") == hashes.sdbm(b"k")
    subject = pool("slot-map", [1], text_key(), function="wt6", avalanche=True)
    assert hash_of(subject, b"k") == hashes.avalanche(hashes.wt6(b"k"))
    assert hashes_of(subject, [b"k"]).tolist() == [hash_of(subject, b"k")]


def test_an_address_is_folded_whatever_the_function():
    subject = pool("slot-map", [1], HashKey(Field("source"), "address"), function="wt6")
    assert hash_of(subject, bytes([1, 2, 3, 4])) == 0x01020304
    assert hashes_of(subject, [bytes([1, 2, 3, 4])]).tolist() == [0x01020304]
