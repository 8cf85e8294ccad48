"""The fast reader is held against the plain one; files of every kind."""

import gzip
import importlib.util
import json
import random
import subprocess

import pytest

from steelyard.app.workload import read_workload
from steelyard.core.errors import InputError, UsageError
from steelyard.forecast.workload.lines import MAX_LINE

COMBINED = '{source} - - [10/Oct/2025:13:55:36 +0200] "{request}" 200 5 "-" "{agent}"'
HTTPLOG = (
    "<134>Feb  6 12:14:14 lb haproxy[14]: {source}:33317 [06/Feb/2009:12:14:14.655] "
    '{listener} b/s 1/0/3/6/9 200 27 - - ---- 1/1/1/1/0 0/0 {captured}"{request}"'
)
STATED = '{host}|{source} -> "{request}" [{agent}]'
STATED_FORMAT = '$host|$remote_addr -> "$request" [$http_user_agent]'

REQUESTS = [
    *(f"GET /a/{number}?q={number % 7} HTTP/1.1" for number in range(20)),
    "POST https://s.example/x?y HTTP/2.0",
    "GET /\\x22quoted\\x22 HTTP/1.1",
    "GET /#22 HTTP/1.1",
    "OPTIONS * HTTP/1.1",
    "CONNECT h:443 HTTP/1.1",
    "GET / with blanks HTTP/1.1",
    "GET  /two HTTP/1.1",
    "GET ?q HTTP/1.1",
    "GET /no-version",
    "GET /é HTTP/1.1",
    "get /lower HTTP/1.1",
    "-",
    "",
    "<BADREQ>",
    "\\x16\\x03\\x01",
]
SOURCES = ["10.0.0.1", "2001:db8::7", "::1", "-", "unix:", "shop.example"]
JUNK = [
    b"",
    b" ",
    b"\t x",
    b'"',
    b'""""""',
    b'a "b" c "d" e',
    b"\x00\x00\x00",
    b"\xff\xfe\x16\x03",
    b"\x01\x02\x1f,;|'",
    b'\xc3\x28 "GET / HTTP/1.1" 200',
    b'1.2.3.4 - - [x] "GET /cut',
    b"\xef\xbb\xbf",
    b"{}",
    b'{"request_uri": "/a", "host": null, "host": "b"}',
    b'{"request_uri": "\\ud800"}',
    b'{"request_uri": 5}',
    b"[1]",
    b"NULL",
    b"\\N",
    b"'x'",
    b"#c",
    b"y" * (MAX_LINE + 5),
    b'1.2.3.4 - - [x] "GET /long' + b"z" * 70_000 + b' HTTP/1.1" 200 5 "-" "-"',
]


def line(kind, chance):
    facts = {
        "source": chance.choice(SOURCES),
        "request": chance.choice(REQUESTS),
        "agent": chance.choice(["curl/8", "-", "Mozilla \\x22x\\x22 [a] -> b"]),
        "host": chance.choice(["a.example", "-", "", "[::1]:80"]),
        "listener": chance.choice(["www", "www~", "other"]),
        "captured": chance.choice(["", "{s.example|x} ", "{s.example} {y} ", "{} {} ", "{|} "]),
    }
    if kind == "json":
        names = {"source": "remote_addr", "agent": "http_user_agent"}
        found = {names.get(key, key): value for key, value in facts.items()}
        return json.dumps(found, ensure_ascii=chance.random() < 0.5)
    return {"combined": COMBINED, "httplog": HTTPLOG, "stated": STATED}[kind].format(**facts)


def log(kind, chance, count):
    ends = [b"\n", b"\n", b"\r\n"]
    lines = [line(kind, chance).encode() + b"\n" for _ in range(30)]
    for _ in range(count):
        text = chance.choice(JUNK) if chance.random() < 0.1 else line(kind, chance).encode()
        lines.append(text + chance.choice(ends))
    return b"".join(lines)[: -1 if chance.random() < 0.5 else None]


def both(path, **how):
    fast = read_workload([str(path)], **how)
    slow = read_workload([str(path)], plain=True, **how)
    return fast, slow


needs_duckdb = pytest.mark.skipif(
    importlib.util.find_spec("duckdb") is None, reason="duckdb is not installed"
)


@needs_duckdb
@pytest.mark.parametrize("kind", ["combined", "httplog", "json", "stated"])
@pytest.mark.parametrize("seed", range(4))
def test_both_readers_count_alike(tmp_path, kind, seed):
    path = tmp_path / "access [1]*.log"
    path.write_bytes(log(kind, random.Random(seed), 2000))
    how = {"log_format": STATED_FORMAT} if kind == "stated" else {}
    fast, slow = both(path, **how)
    assert fast.counts == slow.counts
    assert (fast.unread, fast.bad, fast.lacks) == (slow.unread, slow.bad, slow.lacks)
    assert slow.unread > 100
    assert slow.total > 500


@needs_duckdb
def test_both_readers_count_alike_over_many_blocks(tmp_path):
    path = tmp_path / "access.log"
    path.write_bytes(log("combined", random.Random(9), 3000) * 30)
    fast, slow = both(path)
    assert (fast.counts, fast.unread, fast.bad) == (slow.counts, slow.unread, slow.bad)


GOOD = COMBINED.format(source="10.0.0.1", request="GET /a HTTP/1.1", agent="-") + "\n"


@pytest.mark.parametrize("plain", [False, True])
def test_compressed_files(tmp_path, plain):
    (tmp_path / "a.gz").write_bytes(gzip.compress(GOOD.encode()) + gzip.compress(GOOD.encode()))
    (tmp_path / "plain.log").write_text(GOOD)
    assert read_workload([str(tmp_path / "a.gz")], plain=plain).total == 2
    zstandard = pytest.importorskip("zstandard")
    packed = zstandard.ZstdCompressor().compress(GOOD.encode())
    (tmp_path / "a.zst").write_bytes(packed + packed)
    names = [str(tmp_path / name) for name in ("a.gz", "plain.log", "a.zst")]
    found = read_workload(names, plain=plain)
    assert [number for _, number in found.requests] == [5]


@pytest.mark.parametrize("plain", [False, True])
def test_a_file_that_breaks_off(tmp_path, plain):
    text = "".join(GOOD.replace("/a", f"/{random.Random(n).random()}") for n in range(3000))
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(text.encode())[:-2000])
    with pytest.raises(InputError):
        read_workload([str(path)], plain=plain)
    with pytest.raises(InputError):
        read_workload([str(tmp_path / "none")], plain=plain)
    with pytest.raises(InputError):
        read_workload([str(tmp_path)], plain=plain)


@pytest.mark.parametrize("plain", [False, True])
def test_more_distinct_requests_than_are_kept(tmp_path, plain):
    path = tmp_path / "a.log"
    path.write_text("".join(GOOD.replace("/a", f"/{n % 10}") for n in range(100)))
    found = read_workload([str(path)], plain=plain, most=4)
    assert (len(found.counts), found.beyond, found.total) == (4, 60, 100)


def test_an_unknown_format_and_an_empty_file(tmp_path):
    (tmp_path / "a.log").write_text("what?\n")
    with pytest.raises(UsageError, match="not recognised"):
        read_workload([str(tmp_path / "a.log")])
    (tmp_path / "b.log").write_text("\n\n")
    assert read_workload([str(tmp_path / "b.log")]).total == 0


def test_without_duckdb_it_is_said_and_done_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "a.log").write_text(GOOD)
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "duckdb" else find(name)
    )
    said = []
    found = read_workload([str(tmp_path / "a.log")], warn=said.append)
    assert found.total == 1
    assert len(said) == 1
    assert "steelyard[logs]" in said[0]


def test_a_pipe_is_read_once(tmp_path):
    (tmp_path / "a.log").write_text(GOOD * 3)
    with subprocess.Popen(["cat", tmp_path / "a.log"], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert read_workload([f"/dev/fd/{process.stdout.fileno()}"]).total == 3


def test_progress_is_told(tmp_path):
    (tmp_path / "a.log").write_text(GOOD * 3)
    told = []
    read_workload([str(tmp_path / "a.log")], progress=told.append)
    assert all(0 <= part <= 1 for part in told)
