"""Formats that a user or a configuration states."""

import pytest

from steelyard.core.errors import UsageError
from steelyard.forecast.workload.formats import COMBINED
from steelyard.forecast.workload.logformat import stated
from steelyard.forecast.workload.recognise import formats_stated, recognise

MAIN = """http {
    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for" $host';
    log_format tabs escape=none "$request_uri\\t$host";
    log_format useless '$status';
}"""


def cut(text, line):
    return {(c.name, c.argument): c.cut.text(line) for c in stated(text).columns}


def test_a_string_like_combined():
    (main, _) = formats_stated([MAIN])
    line = '10.0.0.1 - al [10/Oct/2025:13:00:00 +0200] "GET /a HTTP/1.1" 200 5 "-" "UA" "1.1.1.1" h'
    found = {(c.name, c.argument): c.cut.text(line) for c in main.columns}
    assert found == {
        ("request", ""): "GET /a HTTP/1.1",
        ("source", ""): "10.0.0.1",
        ("header", "referer"): "-",
        ("header", "user-agent"): "UA",
        ("header", "x-forwarded-for"): "1.1.1.1",
        ("header", "host"): "h",
    }


def test_other_separators_and_a_tail():
    assert cut("$host|$request_uri|$status", "h|/a|200") == {
        ("header", "host"): "h",
        ("target", ""): "/a",
    }
    assert cut("[$time_local] $request_uri -> $host", "[x y] /a -> h") == {
        ("header", "host"): "h",
        ("target", ""): "/a",
    }
    assert cut("<${request_uri}>", "</a>") == {("target", ""): "/a"}


def test_objects():
    text = '{"t": "$time_iso8601", "s": $status, "u": "$request_uri", "c": {"h": "$host"}}'
    line = '{"t": "x", "s": 200, "u": "/a\\"b", "c": {"h": "shop.example"}}'
    assert cut(text, line) == {("target", ""): '/a"b', ("header", "host"): "shop.example"}
    assert cut("json:target=a.b,host=h", '{"a":{"b":"/x"},"h":7}') == {
        ("target", ""): "/x",
        ("header", "host"): "7",
    }


@pytest.mark.parametrize(
    "text",
    ["plain", "$status", "$request$host", "json:", "json:verb=v", "json:what=a", '{"a":$request'],
)
def test_what_cannot_be_a_format(text):
    with pytest.raises(UsageError):
        stated(text)


def test_a_log_is_recognised_by_what_its_lines_tell():
    plain = '10.0.0.1 - - [x] "GET /a HTTP/1.1" 200 5 "-" "UA"'
    known = formats_stated([MAIN])
    assert recognise([plain], known) is COMBINED
    assert recognise([plain + ' "-" h'], known) is known[0]
    assert recognise(["what?"], known) is None
    found = recognise(['{"method": "GET", "request": {"uri": "/a", "host": "h"}}'])
    assert found is not None
    assert {column.name for column in found.columns} == {"method", "target", "header"}
