"""The client, against stand-ins and against peers that misbehave."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from random import Random

import pytest

from steelyard.core.record import replace
from steelyard.dialects.sandbox import Endpoint
from steelyard.forecast.routing.request import Request
from steelyard.prove import client
from steelyard.prove.address import Address
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.call import Call
from steelyard.prove.client import Lane, Session, ask, ask_all
from steelyard.prove.errors import SandboxError
from tests.harness.standins import players

Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
HOST = (("Host", "test"),)


def test_a_request_is_asked_and_answered():
    async def run() -> None:
        async with players() as play:
            answer = await ask(Call(Request("GET", "/x", HOST), play.servers["web", 1], "9"))
            (arrival,) = play.standins.arrivals
        assert (answer.status, answer.server, answer.closed) == (200, "web/1", False)
        assert (arrival.identity, arrival.target) == ("9", "/x")

    asyncio.run(run())


def test_a_proxy_header_and_a_client_hello():
    async def run() -> None:
        async with players() as play:
            here = play.servers["web", 0]
            await ask(Call(Request(), here, "1", proxied=True))
            assert play.standins.arrivals[0].source == "192.0.2.1"
            hello = Call(Request(scheme="tls", server_name="shop.example"), here, hello=True)
            answer = await ask(hello)
            assert (answer.status, answer.server) == (None, "web/0")
            assert b"shop.example" in play.standins.contacts[0].first

    asyncio.run(run())


def test_lanes_run_side_by_side_and_each_in_order():
    async def run() -> None:
        async with players() as play:
            await play.standins.behave(("web", 0), Behaviour(delay=0.02))
            lanes = [
                Lane(
                    [Call(Request(), play.servers["web", 0], f"{lane}-{i}") for i in range(4)],
                    keep=bool(lane % 2),
                )
                for lane in range(10)
            ]
            started = time.monotonic()
            answers = await ask_all(lanes)
            assert time.monotonic() - started < 0.6
            assert [[one.status for one in lane] for lane in answers] == [[200] * 4] * 10
            seen = [one.identity.split("-") for one in play.standins.arrivals]
        for lane in range(10):
            assert [i for number, i in seen if number == str(lane)] == ["0", "1", "2", "3"]

    asyncio.run(run())


def test_so_many_lanes_at_a_time():
    async def run() -> None:
        async with players() as play:
            await play.standins.behave(("web", 0), Behaviour(delay=0.03))
            lanes = [Lane([Call(Request(), play.servers["web", 0], "1")]) for _ in range(6)]
            started = time.monotonic()
            await ask_all(lanes, at_once=2)
            assert time.monotonic() - started > 0.085

    asyncio.run(run())


def test_a_session_keeps_its_connection_and_makes_another_when_it_must():
    async def run() -> None:
        accepted = 0

        async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal accepted
            accepted += 1
            for _ in range(3):
                await reader.readuntil(b"\r\n\r\n")
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        async with listening(peer) as here, Session() as session:
            answers = [await session.ask(Call(Request(), here)) for _ in range(3)]
            await asyncio.sleep(0.02)
            answers.append(await session.ask(Call(Request(), here)))
        assert [one.status for one in answers] == [200] * 4
        assert accepted == 2

    asyncio.run(run())


@contextlib.asynccontextmanager
async def listening(peer: Peer) -> AsyncIterator[Endpoint]:
    """A server that does with each connection what ``peer`` does, and closes it."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await peer(reader, writer)
        finally:
            writer.close()

    with Address.claim(Random()) as address:
        here = address.take()
        async with await asyncio.start_server(handle, here.address, here.port):
            yield here


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def closing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1)


async def resetting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Le")
    await reader.read()


async def junk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x00\xff" * 10_000)
    await reader.read()


async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        writer.write(b"x" * 10_000)
        await writer.drain()


PROTOCOLS = {
    "http": Request(headers=HOST),
    "tls": Request(headers=HOST, scheme="https", server_name="a"),
    "h2": Request(headers=HOST, scheme="https", version="2"),
    "h2c": Request(headers=HOST, version="2"),
    "tcp": Request(headers=HOST, scheme="tcp"),
}


# The library h2 waits for the rest of a frame that is too large.
WAITED_FOR = [(half, "http"), (half, "tcp"), (half, "h2c"), (junk, "h2c")]


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("peer", [silent, closing, resetting, half, junk, endless])
def test_whatever_a_peer_does_is_an_answer(peer: Peer, protocol: str):
    async def run() -> None:
        async with listening(peer) as here:
            started = time.monotonic()
            answer = await ask(Call(PROTOCOLS[protocol], here, "1", timeout=0.2))
            assert time.monotonic() - started < 2
            assert answer.status is None
            assert answer.why
            assert answer.late == ((peer, protocol) in WAITED_FOR or peer is silent)
            await asyncio.sleep(0.01)

    asyncio.run(run())


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_refused_connection_is_an_answer_too(protocol: str):
    async def run() -> None:
        with Address.claim(Random()) as address:
            answer = await ask(Call(PROTOCOLS[protocol], address.take()))
        assert (answer.status, answer.closed) == (None, True)

    asyncio.run(run())


@pytest.mark.parametrize("hello", [True, False])
def test_a_name_that_no_client_can_ask_for(hello: bool):
    async def run() -> None:
        async with players() as play:
            request = Request(scheme="https", server_name=".a..b")
            answer = await ask(Call(request, play.servers["web", 0], hello=hello))
        assert (answer.status, answer.closed) == (None, True)
        assert "no server name" in answer.why

    asyncio.run(run())


def test_cancelling_leaves_no_task_and_no_connection():
    async def run() -> None:
        async with players() as play:
            await play.standins.behave(("web", 0), Behaviour(hang=True))
            lanes = [
                Lane([Call(Request(), play.servers["web", 0], "1")], keep=bool(i % 2))
                for i in range(20)
            ]
            asking = asyncio.create_task(ask_all(lanes))
            await asyncio.sleep(0.05)
            assert len(play.standins.arrivals) == 20
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            assert asyncio.all_tasks() == {asyncio.current_task()}
            await asyncio.sleep(0.02)
            (standin, _) = play.standins._standins.values()
            assert not standin.guests

    asyncio.run(run())


def test_what_this_machine_lacks_is_no_answer(monkeypatch):
    def full(*_: object) -> None:
        raise OSError(24, "Too many open files")

    async def run() -> None:
        monkeypatch.setattr(client.socket, "socket", full)
        with pytest.raises(SandboxError, match="Too many open files"):
            await ask(Call(Request(), Endpoint("127.0.0.1", 1)))

    asyncio.run(run())


def test_without_the_library_http_2_says_what_to_install(monkeypatch):
    async def run() -> None:
        async with players() as play:
            call = Call(replace(Request(), version="2"), play.servers["web", 0])
            monkeypatch.setitem(__import__("sys").modules, "h2.config", None)
            with pytest.raises(SandboxError, match=r"pip install 'steelyard\[prove\]'"):
                await ask(call)

    asyncio.run(run())
