"""Small pools for the tests of balancing."""

from collections.abc import Sequence
from itertools import islice, repeat

from steelyard.core.place import NOWHERE
from steelyard.forecast.balancing.family import family
from steelyard.forecast.health import ALL_UP, Health
from steelyard.model.pool import Balance, HashKey, Pool, Server
from steelyard.model.values import Field

KEYED = {"avalanche-ring", "address-walk", "key-walk", "ketama-ring"}


def pool(
    algorithm: str, weights: Sequence[int], key: HashKey | None = None, **options: int | str | bool
) -> Pool:
    """A pool of servers a, b, c... with these weights, ids from 1, ports from 8000."""
    servers = [
        Server(
            name=chr(ord("a") + index),
            address="10.0.0.1",
            port=8000 + index,
            place=NOWHERE,
            weight=weight,
            applied_weight=weight,
            id=index + 1,
        )
        for index, weight in enumerate(weights)
    ]
    if key is None and algorithm in KEYED:
        key = HashKey(Field("source"), "address") if algorithm == "address-walk" else text_key()
    balance = Balance(
        algorithm,
        algorithm,
        NOWHERE,
        key,
        {name.replace("_", "-"): value for name, value in options.items()},
    )
    return Pool("p", NOWHERE, servers, balance)


def text_key() -> HashKey:
    return HashKey(Field("path"))


def down(*names: str) -> Health:
    return Health(frozenset(("p", name) for name in names))


def picks(subject: Pool, number: int, health: Health = ALL_UP, key: bytes | None = None) -> str:
    """The names of the first servers that a fresh balancer picks, '-' for none."""
    run = family(subject.balance.algorithm).start(subject, health)
    assert run is not None
    servers = [run.pick(each) for each in islice(repeat(key), number)]
    return "".join(server.name if server else "-" for server in servers)


def shares(subject: Pool, health: Health = ALL_UP) -> list[float | None]:
    found = family(subject.balance.algorithm).spread(subject, health).shares
    return [None if share is None else round(share, 6) for share in found]
