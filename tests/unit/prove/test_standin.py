"""Stand-ins: what they record, how they answer, how they fail on demand."""

import asyncio
import time

import pytest

from steelyard.prove.behaviour import Behaviour, answer, server_name
from tests.harness.standins import SECONDS, get, players

LAST = "Connection: close"


def statuses(data: bytes) -> list[int]:
    """The status of each answer in what a connection brought."""
    return [int(part[:3]) for part in data.split(b"HTTP/1.1 ")[1:]]


def test_an_arrival_is_recorded_as_it_was_sent():
    async def run() -> None:
        async with players() as play:
            said = await play.say(get("/a?b", "17", "X-Key: v", LAST), 1)
            (arrival,) = play.standins.arrivals
        assert said.startswith(b"HTTP/1.1 200 ")
        assert b"\r\nX-Steelyard-Server: web/1\r\n" in said
        assert said.endswith(b"\r\n\r\nsteelyard web/1\n")
        assert (arrival.key, arrival.identity, arrival.target) == (("web", 1), "17", "/a?b")
        assert ("X-Key", "v") in arrival.headers

    asyncio.run(run())


def test_pipelined_requests_are_answered_in_order_even_when_some_take_longer():
    async def run() -> None:
        async with players() as play:
            slow = Behaviour(status=503, delay=0.02)
            await play.standins.behave(("web", 0), Behaviour(poison=("/slow", slow)))
            chunked = (
                b"POST /chunked HTTP/1.1\r\nX-Steelyard-Request: 3\r\n"
                b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
            )
            counted = (
                b"POST /counted HTTP/1.1\r\nX-Steelyard-Request: 4\r\nContent-Length: 3\r\n\r\nabc"
            )
            batch = [get("/", "1"), get("/slow", "2"), chunked, counted, get("/", "5", LAST)]
            said = await play.say(b"".join(batch))
            order = [arrival.identity for arrival in play.standins.arrivals]
        assert statuses(said) == [200, 503, 200, 200, 200]
        assert order == ["1", "2", "3", "4", "5"]

    asyncio.run(run())


def test_requests_in_pieces_of_one_byte():
    async def run() -> None:
        async with players() as play, play.connected() as (reader, writer):
            for byte in get("/", "1", LAST):
                writer.write(bytes([byte]))
                await asyncio.sleep(0)
            assert statuses(await asyncio.wait_for(reader.read(), SECONDS)) == [200]
            assert len(play.standins.arrivals) == 1

    asyncio.run(run())


def test_numbers_count_over_all_of_them():
    async def run() -> None:
        async with players() as play:
            for index, identity in ((0, "1"), (1, ""), (1, "2"), (0, "3")):
                await play.say(get("/", identity, LAST), index)
            await play.say(b"\x16\x03\x01", 1)
            assert [one.number for one in play.standins.arrivals] == [1, 3, 4]
            assert [one.number for one in play.standins.checks] == [2]
            assert [(one.number, one.first) for one in play.standins.contacts] == [
                (5, b"\x16\x03\x01")
            ]
            play.standins.clear()
            await play.say(get("/", "4", LAST))
            assert [one.number for one in play.standins.arrivals] == [6]

    asyncio.run(run())


@pytest.mark.parametrize("data", [b"\x16\x03\x01hello", b"PING\r\n", b"PRI * HTTP/2.0\r\n\r\nSM"])
def test_what_is_no_http_gets_a_short_text(data: bytes):
    async def run() -> None:
        async with players() as play:
            assert await play.say(data) == b"steelyard web/0\n"

    asyncio.run(run())


@pytest.mark.parametrize(
    "header",
    [
        b"PROXY TCP4 192.0.2.1 198.51.100.7 4000 80\r\n",
        b"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c\xc0\x00\x02\x01" + bytes(8),
    ],
)
def test_a_proxy_header_goes_ahead(header: bytes):
    async def run() -> None:
        async with players() as play:
            assert statuses(await play.say(header + get("/", "1", LAST))) == [200]
            assert play.standins.arrivals[0].source == "192.0.2.1"

    asyncio.run(run())


def test_head_expect_upgrade_and_http_1_0():
    async def run() -> None:
        async with players() as play:
            head = await play.say(get("/", "1", LAST).replace(b"GET", b"HEAD"))
            assert b"Content-Length: 16" in head
            assert head.endswith(b"\r\n\r\n")
            async with play.connected() as (reader, writer):
                writer.write(
                    b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
                )
                assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
                writer.write(b"hi")
                assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
            upgrade = get("/", "1", "Upgrade: websocket", "Connection: upgrade, close")
            assert statuses(await play.say(upgrade)) == [200]
            old = get().replace(b"HTTP/1.1", b"HTTP/1.0")
            assert b"Connection: close" in await play.say(old)

    asyncio.run(run())


def test_health_checks_are_well_until_told_otherwise():
    async def run() -> None:
        async with players() as play:
            ill = Behaviour(status=500)
            await play.standins.behave(("web", 0), ill)
            assert statuses(await play.say(get("/", "1", LAST) * 1)) == [500]
            assert statuses(await play.say(get("/", "", LAST))) == [200]
            await play.standins.behave(("web", 0), Behaviour(checks=ill))
            assert statuses(await play.say(get("/", "1", LAST))) == [200]
            assert statuses(await play.say(get("/", "", LAST))) == [500]

    asyncio.run(run())


def test_close_hang_and_added_headers():
    async def run() -> None:
        async with players() as play:
            await play.standins.behave(("web", 0), Behaviour(close=True))
            assert await play.say(get()) == b""
            await play.standins.behave(("web", 0), Behaviour(headers=(("Set-Cookie", "a=b"),)))
            assert b"\r\nSet-Cookie: a=b\r\n" in await play.say(get("/", "1", LAST))
            await play.standins.behave(("web", 0), Behaviour(hang=True))
            async with play.connected() as (reader, writer):
                writer.write(get())
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(reader.read(1), 0.05)
            assert len(play.standins.arrivals) == 3

    asyncio.run(run())


def test_one_that_refuses_throws_out_who_was_there_and_comes_back():
    async def run() -> None:
        async with players() as play:
            async with play.connected() as (reader, writer):
                writer.write(get())
                await reader.readuntil(b"web/0\n")
                await play.standins.behave(("web", 0), Behaviour(refuse=True))
                assert await asyncio.wait_for(reader.read(), SECONDS) == b""
            with pytest.raises(ConnectionRefusedError):
                await play.say(get())
            assert statuses(await play.say(get("/", "1", LAST), 1)) == [200]
            await play.standins.behave(("web", 0), Behaviour())
            assert statuses(await play.say(get("/", "1", LAST))) == [200]

    asyncio.run(run())


def test_over_capacity_requests_wait_for_a_place():
    async def run() -> None:
        async with players() as play:
            await play.standins.behave(("web", 0), Behaviour(delay=0.05, capacity=2))
            started = time.monotonic()
            said = await asyncio.gather(*(play.say(get("/", str(i), LAST)) for i in range(6)))
            seconds = time.monotonic() - started
            assert [statuses(one) for one in said] == [[200]] * 6
            assert 0.14 < seconds < 1
            check = time.monotonic()
            await play.say(get("/", "", LAST))
            assert time.monotonic() - check < 0.04

    asyncio.run(run())


def test_a_place_is_given_up_with_the_connection():
    async def run() -> None:
        async with players() as play:
            await play.standins.behave(("web", 0), Behaviour(hang=True, capacity=1))
            async with play.connected() as (_, hanging), play.connected() as (_, waiting):
                hanging.write(get())
                waiting.write(get())
                await asyncio.sleep(0.02)
                assert len(play.standins.arrivals) == 2
            await play.standins.behave(("web", 0), Behaviour(capacity=1))
            assert statuses(await play.say(get("/", "1", LAST))) == [200]

    asyncio.run(run())


def test_more_capacity_lets_those_in_who_wait():
    async def run() -> None:
        async with players() as play:
            await play.standins.behave(("web", 0), Behaviour(capacity=0))
            waiting = asyncio.create_task(play.say(get("/", "1", LAST)))
            await asyncio.sleep(0.02)
            assert not waiting.done()
            await play.standins.behave(("web", 0), Behaviour(status=201))
            assert statuses(await waiting) == [201]

    asyncio.run(run())


def test_a_late_answer_outlives_a_change_of_behaviour():
    async def run() -> None:
        async with players() as play:
            await play.standins.behave(("web", 0), Behaviour(status=202, delay=0.03))
            late = asyncio.create_task(play.say(get("/", "1", LAST)))
            await asyncio.sleep(0.01)
            await play.standins.behave(("web", 0), Behaviour(status=203))
            assert statuses(await play.say(get("/", "2", LAST))) == [203]
            assert statuses(await late) == [202]

    asyncio.run(run())


def test_five_hundred_start_at_once():
    async def run() -> None:
        started = time.monotonic()
        async with players(500) as play:
            # The goal is 0.3 s; a busy machine may take longer.
            assert time.monotonic() - started < 3
            assert statuses(await play.say(get("/", "1", LAST), 499)) == [200]

    asyncio.run(run())


def test_nothing_is_left_in_the_loop():
    async def run() -> None:
        async with players() as play:
            await play.standins.behave(("web", 0), Behaviour(delay=60))
            async with play.connected() as (_, writer):
                writer.write(get())
                await asyncio.sleep(0.02)
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run())


def test_a_name_fits_into_a_header():
    assert server_name(("web", 3)) == "web/3"
    assert server_name(("a b\r\né", 0)) == "a%20b%0D%0A%C3%A9/0"


def test_some_answers_have_no_body():
    assert answer(("a", 0), Behaviour(status=204), headless=False, connection="") == (
        b"HTTP/1.1 204 Stand-in\r\nX-Steelyard-Server: a/0\r\n\r\n"
    )
