"""The hash functions: published check values, and the array forms equal to the scalar ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.forecast.balancing import hash_arrays, hashes

KEYS = st.lists(st.binary(max_size=40), max_size=30)


def test_crc32_has_its_check_value():
    assert hashes.crc32(b"123456789") == 0xCBF43926


def test_sdbm_and_djb2_by_hand():
    assert hashes.sdbm(b"ab") == ord("a") * 65599 + ord("b")
    assert hashes.djb2(b"a") == 5381 * 33 + ord("a")
    assert hashes.djb2(b"") == 5381


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (b"17", 17),
        (b"+17x", 17),
        (b"-1", 0xFFFFFFFF),
        (b"abc", 0),
        (b"", 0),
        (b"4294967297", 1),
        (b"99999999999999999999", 0xFFFFFFFF),
    ],
)
def test_none_reads_a_number(key: bytes, value: int):
    assert hashes.none(key) == value


def test_none_survives_a_long_number():
    assert hashes.none(b"9" * 100_000) == 0xFFFFFFFF


def test_avalanche_is_a_permutation_of_small_numbers():
    assert len({hashes.avalanche(value) for value in range(10_000)}) == 10_000


def test_folded_address():
    assert hashes.folded_address(bytes([10, 0, 0, 1])) == 0x0A000001
    assert hashes.folded_address(bytes(12) + bytes([0, 0, 0, 1])) == 1


@pytest.mark.parametrize("name", ["sdbm", "djb2", "crc32", "wt6", "none", "murmur2"])
@given(keys=KEYS)
def test_arrays_equal_scalars(name: str, keys: list[bytes]):
    many = getattr(hash_arrays, name)(keys).tolist()
    assert many == [getattr(hashes, name)(key) for key in keys]


@given(st.lists(st.binary(min_size=4, max_size=4) | st.binary(min_size=16, max_size=16)))
def test_folded_arrays_with_avalanche_equal_scalars(keys: list[bytes]):
    many = hash_arrays.avalanche(hash_arrays.folded_address(keys)).tolist()
    assert many == [hashes.avalanche(hashes.folded_address(key)) for key in keys]


def test_long_keys_are_laid_out_in_parts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hash_arrays, "CELLS", 64)
    keys = [bytes([index]) * index for index in range(50)]
    assert hash_arrays.sdbm(keys).tolist() == [hashes.sdbm(key) for key in keys]
