"""What HAProxy makes of a hash key before it looks at the servers.

``src/backend.c``, ``gen_hash`` and ``get_server_sh``: the function of the
options, then the avalanche if it is on; a client address is folded instead.
Options: ``function`` (default ``sdbm``), ``avalanche``.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from steelyard.forecast.balancing import hash_arrays, hashes
from steelyard.model.pool import Pool

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def hash_of(pool: Pool, key: bytes) -> int:
    """The number that one key becomes."""
    function = hashes.folded_address if _is_address(pool) else hashes.FUNCTIONS[_function(pool)]
    value = function(key)
    return hashes.avalanche(value) if pool.balance.options.get("avalanche") else value


def hashes_of(pool: Pool, keys: Sequence[bytes]) -> "NDArray[np.uint32]":
    """The numbers that many keys become."""
    if _is_address(pool):
        values = hash_arrays.folded_address(keys)
    else:
        values = hash_arrays.FUNCTIONS[_function(pool)](keys)
    return hash_arrays.avalanche(values) if pool.balance.options.get("avalanche") else values


def _is_address(pool: Pool) -> bool:
    return pool.balance.key is not None and pool.balance.key.kind == "address"


def _function(pool: Pool) -> str:
    return str(pool.balance.options.get("function", "sdbm"))
