"""Lines cut by the format that wrote them."""

import random
import time

import pytest

from steelyard.dialects.nginx.live.logformat import LONGEST, compiled

PLAIN = compiled("p", "$remote_addr [$upstream_addr] $status ${request_time}s $upstream_status")
QUOTED = compiled("q", '"$http_user_agent" "$upstream_addr" $status')
JSON = compiled("j", '{"t":$msec,"u":"$upstream_addr","a":"$http_user_agent"}')


@pytest.mark.parametrize(
    ("form", "line", "found"),
    [
        (PLAIN, "1.2.3.4 [a:1] 200 0.1s 200", ["1.2.3.4", "a:1", "200", "0.1", "200"]),
        (PLAIN, "u [[::1]:8] 200 1s 200", ["u", "[::1]:8", "200", "1", "200"]),
        (
            PLAIN,
            "::1 [a:1, b:2 : c:3] 200 0.1s 502, 502 : 200",
            ["::1", "a:1, b:2 : c:3", "200", "0.1", "502, 502 : 200"],
        ),
        (QUOTED, r'"a\x22 \"b" "unix:/s" 200', [r"a\x22 \"b", "unix:/s", "200"]),
        (QUOTED, '"" "-" 204', ["", "-", "204"]),
        (JSON, '{"t":1.5,"u":"","a":""}', ["1.5", "", ""]),
        (JSON, r'{"t":1.5,"u":"a:1","a":"x\"} \\"}', ["1.5", "a:1", r"x\"} \\"]),
    ],
)
def test_a_line_is_cut(form, line: str, found: list[str]):
    assert form.cut(line) == dict(zip(form.variables, found, strict=True))


@pytest.mark.parametrize(
    ("form", "line"),
    [
        (PLAIN, ""),
        (PLAIN, "1.2.3.4"),
        (PLAIN, "1.2.3.4 [a:1] 200 0.1s"),
        (PLAIN, "1.2.3.4 [a:1,b:1] 200 0.1s 200 rest"),
        (QUOTED, 'x "a" "b:1" 200'),
        (QUOTED, '"a" "b:1"'),
        (JSON, '{"t":1.5,"u":"a:1","a":"x"},'),
        (PLAIN, "x" * (LONGEST + 1)),
    ],
)
def test_another_line_is_told(form, line: str):
    assert form.cut(line) is None


def test_a_hostile_line_takes_no_longer_than_another():
    start = time.process_time()
    for line in ('"' * LONGEST, "\\" * LONGEST, "a, " * (LONGEST // 3), '" "' * (LONGEST // 3)):
        for form in (PLAIN, QUOTED, JSON):
            form.cut(line[:LONGEST])
            form.cut(('"a" "' + line)[:LONGEST])
    assert time.process_time() - start < 2


def test_no_mutation_raises():
    chance = random.Random(3)
    for _ in range(2000):
        text = list(r'"a\x22 \"b" "unix:/s, a:1 : b:2" 200')
        for _ in range(3):
            text[chance.randrange(len(text))] = chance.choice('" \\,:-\0\udcff9')
        QUOTED.cut("".join(text))


def test_which_variables_a_format_has():
    assert PLAIN.has("request_time")
    assert not PLAIN.has("proxy_host")
