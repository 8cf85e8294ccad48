"""Hostile answers end in one clear error, in little time and memory."""

import random
import time

import pytest

from steelyard.dialects.haproxy.live.answers import shown
from steelyard.dialects.haproxy.live.generation import processes
from steelyard.dialects.haproxy.live.statistics import snapshot
from steelyard.dialects.runtime import LiveError
from tests.harness.haproxy_answers import info, pool, proc, server, stat, states

GOOD = stat(server("web", "a", 5), pool("web", 5))
STATE = states("3 web 1 a 127.0.0.1 2 0 1 1")
WRONG = {
    "nothing": "",
    "line ends": "\n\n",
    "garbage": "\x00\xff\udcff\x1b[2J",
    "another program": "HTTP/1.1 400 Bad Request\r\n\r\n",
    "an error": "Permission denied\n\n",
    "unknown": "Unknown command, but maybe one of the following ones is a better match:\n",
    "zeros": "\0" * 100_000,
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_what_is_no_answer_is_told(text: str):
    for arguments in [(text, [GOOD], [STATE]), (info(), [text], [STATE]), (info(), [GOOD], [text])]:
        with pytest.raises(LiveError, match=r"the answer to 'show .*' is none: "):
            snapshot(*arguments, 1.0)
    with pytest.raises(LiveError, match="the answer to 'show proc' is none: "):
        processes(text)


def test_what_the_program_says_is_passed_on():
    with pytest.raises(LiveError, match="is none: Permission denied"):
        snapshot(info(), ["Permission denied\n\n"], [], 1.0)


@pytest.mark.parametrize("count", range(1, 400, 7))
def test_a_cut_off_answer_is_no_shorter_one(count: int):
    for text, arguments in [
        (GOOD, lambda t: (info(), [t], [])),
        (STATE, lambda t: (info(), [], [t])),
    ]:
        if count < len(text):
            with pytest.raises(LiveError):
                snapshot(*arguments(text[:-count]), 1.0)
    whole = proc("1 [failed: 0]", [7])
    if count < len(whole):
        with pytest.raises(LiveError):
            processes(whole[:-count])


@pytest.mark.parametrize("value", ["abc", "-1", "1e3", "1.5", "9" * 5000, "٣", "0x10", " 1"])
def test_what_is_no_number_is_told(value: str):
    with pytest.raises(LiveError, match="stot in the answer to 'show stat' is"):
        snapshot(info(), [stat(server("web", "a", 5, stot=value))], [], 1.0)


def test_an_open_quote_is_told():
    with pytest.raises(LiveError, match="is no CSV"):
        snapshot(info(), [stat(server("web", "a", 5, last_chk='"x'))], [], 1.0)


def test_a_row_that_ends_too_soon_is_told():
    with pytest.raises(LiveError, match="is cut off: web,a,0"):
        snapshot(info(), [GOOD.replace("\nweb,a,", "\nweb,a,0\nweb,a,", 1)], [], 1.0)


def test_an_answer_without_its_number_is_told():
    with pytest.raises(LiveError, match="lacks Uptime_sec"):
        snapshot(info().replace("Uptime_sec: 5\n", ""), [], [], 1.0)
    with pytest.raises(LiveError, match="Pid is no number: x"):
        snapshot(info().replace("Pid: 7", "Pid: x"), [], [], 1.0)


def test_fifty_megabytes_end_soon():
    start = time.process_time()
    for text in ("x" * 50_000_000, "# pxname," + "," * 50_000_000):
        with pytest.raises(LiveError) as found:
            snapshot(info(), [text], [], 1.0)
        assert len(str(found.value)) < 300
    assert time.process_time() - start < 8


def test_no_mutation_ends_in_anything_else():
    chance = random.Random(5)
    texts = [info(), GOOD, STATE, proc("3 [failed: 1]", [7], [6])]
    for _ in range(1200):
        text = list(chance.choice(texts))
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(text))
            text[place : place + chance.choice((0, 1, 9))] = chance.choice(',\n "\0#-9x\udc80')
        broken = "".join(text)
        for call in (
            lambda t: snapshot(t, [GOOD], [STATE], 1.0),
            lambda t: snapshot(info(), [t], [STATE], 1.0),
            lambda t: snapshot(info(), [GOOD], [t], 1.0),
            processes,
        ):
            try:
                call(broken)
            except LiveError as error:
                assert str(error).isprintable()


def test_a_long_text_is_shown_in_part():
    assert shown("a\nb" + "c" * 100) == "a?b" + "c" * 57 + "..."
