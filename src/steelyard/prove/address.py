"""A loopback address for one sandbox alone, and the ports on it."""

import contextlib
import socket
from collections.abc import Iterator
from random import Random
from types import TracebackType
from typing import Self

from steelyard.dialects.sandbox import Endpoint
from steelyard.prove.errors import SandboxError

GUARD_PORT = 1024
"""Bound, never listened on, by whoever owns the address; the first that needs no root."""

FIRST_PORT, LAST_PORT = 2000, 65535
OUTGOING = "/proc/sys/net/ipv4/ip_local_port_range"
ATTEMPTS = 200


class Address:
    """An address 127.a.b.c that no other sandbox of this machine has, until it is closed."""

    def __init__(self, address: str, guard: socket.socket) -> None:
        self.address = address
        self._guard = guard
        self._ports = _ports(_outgoing())

    @classmethod
    def claim(cls, chance: Random) -> Self:
        """An address drawn by ``chance`` that is free; held as long as the guard is bound."""
        failure = OSError("no attempt")
        for _ in range(ATTEMPTS):
            address = ".".join(["127", *(str(chance.randint(1, 254)) for _ in range(3))])
            guard = socket.socket()
            try:
                # Without SO_REUSEADDR: a second claim fails, whoever makes it.
                guard.bind((address, GUARD_PORT))
            except OSError as error:
                guard.close()
                failure = error
            else:
                return cls(address, guard)
        raise SandboxError(f"no loopback address 127.x.x.x is free for a sandbox: {failure}")

    def take(self) -> Endpoint:
        """A port of the address on which nobody listens; never the same one twice."""
        for port in self._ports:
            if _free(self.address, port):
                return Endpoint(self.address, port)
        raise SandboxError(f"all ports of {self.address} are taken")

    def close(self) -> None:
        """Give the address back."""
        self._guard.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _free(address: str, port: int) -> bool:
    """Whether TCP and UDP can be bound: a listener on all addresses stands in the way too."""
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind((address, port))
            except OSError:
                return False
    return True


def _ports(outgoing: range) -> Iterator[int]:
    """Ports to try: those that the kernel gives to nobody's outgoing connection first."""
    everything = range(FIRST_PORT, LAST_PORT + 1)
    yield from (port for port in everything if port not in outgoing)
    yield from (port for port in everything if port in outgoing)


def _outgoing() -> range:
    """The ports that the kernel hands out for outgoing connections."""
    with contextlib.suppress(OSError, ValueError), open(OUTGOING, encoding="ascii") as file:
        first, last = map(int, file.read().split())
        return range(first, last + 1)
    return range(32768, 61000)
