"""The hash key that the reader's model finds in a request, as the walk evaluates it."""

from steelyard.forecast.routing.pick import hash_key
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.walk import walk
from steelyard.model.gateway import Gateway


def key_read(gateway: Gateway, text: bytes, port: int, source: str = "127.0.0.1") -> bytes | None:
    """Walk the request that `text` is, sent to `port`; return its pool's key."""
    first, *lines = text.decode("utf-8", "surrogateescape").split("\r\n")
    method, target, _ = first.split(" ")
    headers = []
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers.append((name, value.strip()))
    outcome = walk(gateway, Request(method, target, tuple(headers), source=source, port=port))
    assert outcome.pool and outcome.end, outcome.why
    known, key = hash_key(gateway.pools[outcome.pool], outcome.end)
    assert known, gateway.pools[outcome.pool].balance.written
    return key
