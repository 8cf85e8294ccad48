"""Who listens, without asking them."""

import os
import socket
from random import Random

from steelyard.prove.address import Address
from steelyard.prove.sockets import all_listen, held, listening, listens


def test_a_listener_is_seen_and_a_bound_socket_is_none():
    with Address.claim(Random()) as address, socket.socket() as one, socket.socket() as other:
        here, there = address.take(), address.take()
        one.bind((here.address, here.port))
        other.bind((there.address, there.port))
        assert not all_listen([here])
        one.listen()
        assert all_listen([here])
        assert not all_listen([here, there])
        assert listening()[here] <= held(os.getpid())
        assert listens(os.getpid(), [here, there]) == {here}
        assert listens(os.getppid(), [here]) == set()


def test_a_process_that_is_gone_holds_nothing():
    assert held(2**22 + 1) == set()
    assert all_listen([])
