"""Array hashes of nothing and of the empty key."""

import pytest

from steelyard.forecast.balancing import hash_arrays, hashes


@pytest.mark.parametrize("name", sorted(hash_arrays.FUNCTIONS))
def test_no_keys_and_the_empty_key(name: str):
    function = hash_arrays.FUNCTIONS[name]
    assert function([]).tolist() == []
    assert function([b""]).tolist() == [hashes.FUNCTIONS[name](b"")]
