"""One loopback address for each sandbox, and ports on which nobody listens."""

import socket
import subprocess
import sys
from random import Random

import pytest

from steelyard.prove import address
from steelyard.prove.address import Address, _outgoing, _ports
from steelyard.prove.errors import SandboxError


def test_two_claims_with_the_same_chance_get_two_addresses():
    with Address.claim(Random(5)) as one, Address.claim(Random(5)) as other:
        assert one.address.startswith("127.")
        assert one.address != other.address


def test_another_process_sees_the_claim():
    program = (
        "from random import Random; from steelyard.prove.address import Address; "
        "print(Address.claim(Random(6)).address)"
    )
    with Address.claim(Random(6)) as mine:
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.startswith("127.")
    assert done.stdout.strip() != mine.address


def test_an_address_given_back_may_be_claimed_again():
    with Address.claim(Random(7)) as one:
        pass
    with Address.claim(Random(7)) as other:
        assert one.address == other.address


def test_ports_are_handed_out_once_and_below_those_of_outgoing_connections():
    with Address.claim(Random(8)) as mine:
        taken = [mine.take() for _ in range(2000)]
    assert len(set(taken)) == 2000
    assert not any(endpoint.port in _outgoing() for endpoint in taken)


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_listener_on_all_addresses_is_noticed(kind: int):
    with Address.claim(Random(9)) as mine, socket.socket(socket.AF_INET, kind) as other:
        port = mine.take().port + 1
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        while True:
            try:
                other.bind(("0.0.0.0", port))
                break
            except OSError:  # somebody else of this machine has it
                port += 1
        if kind == socket.SOCK_STREAM:
            other.listen()
        taken = [mine.take().port for _ in range(port + 20 - mine.take().port)]
        assert port not in taken
        assert max(taken) > port


def test_where_all_ports_are_outgoing_ones_these_are_used():
    assert next(iter(_ports(range(1024, 65536)))) == address.FIRST_PORT
    assert next(iter(_ports(range(2000, 65000)))) == 65000


def test_no_port_left_is_an_error_for_the_user(monkeypatch):
    monkeypatch.setattr(address, "_free", lambda *_: False)
    with Address.claim(Random(10)) as mine, pytest.raises(SandboxError, match="all ports of 127"):
        mine.take()
