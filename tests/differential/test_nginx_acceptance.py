"""What `nginx -t` refuses is refused or reported here, and nothing else is."""

import random
import re
from pathlib import Path

import pytest

from steelyard.core.errors import InputError
from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.nginx import dialect
from steelyard.dialects.nginx.text.parse import parse
from tests.harness.binaries import require_nginx
from tests.harness.nginx_process import check_config, with_frame

pytestmark = pytest.mark.differential

LEXICAL = re.compile(r"\[emerg\].*(unexpected|too long parameter)")
PIECES = [*" \t\n;{}\"'\\$#()", "a", "b", "\\n", '\\"', "${", "é", "  ", "\n#c\n", '"x"', "'y'"]
STORM = 160
"""Hostile pieces of text that the binary is asked about."""


def ours(path: Path) -> tuple[bool, list[str]]:
    """Say whether the reader takes a file, and what it says about it."""
    version = require_nginx().version
    try:
        gateway = dialect.read(SourceTree(str(path)), ReadOptions(version=version))
    except InputError as error:
        return False, [str(error)]
    said = [notice.message for notice in gateway.notices if notice.rule == "syntax/rejected"]
    return not said, said


def difference(config: str, folder: Path) -> list[str]:
    """Compare the two verdicts about a configuration; nothing when they are the same."""
    theirs, output = check_config(config, folder)
    accepted, said = ours(folder / "nginx.conf")
    if accepted == theirs:
        return []
    emergency = [line for line in output.splitlines() if "[emerg]" in line]
    return [f"NGINX: {emergency or 'accepts'}, we: {said or 'accept'}"]


def test_hostile_tokens(tmp_path: Path):
    chance = random.Random(7)
    compared = 0
    for _ in range(STORM):
        middle = "".join(chance.choices(PIECES, k=chance.randint(1, 9)))
        config = "events {}\nhttp {\n types {\n t/t " + middle + ";\n }\n}\n"
        accepted, output = check_config(config, tmp_path)
        refused_for_its_tokens = LEXICAL.search(output) is not None
        if not accepted and not refused_for_its_tokens:
            continue
        compared += 1
        try:
            parsed = parse(config, "nginx.conf")
        except InputError as error:
            assert refused_for_its_tokens, f"we alone refuse {config!r}: {error}"
            said = re.search(r'(unexpected "[^"]+").*nginx\.conf:(\d+)', output)
            if said is not None and said[1] in str(error):
                assert error.place is not None
                assert error.place.line == int(said[2]), output
        else:
            # "types" itself refuses blocks inside, with the words of the tokenizer.
            types = (parsed.body[1].body or [])[0].body or []
            blocks = any(line.body is not None for line in types)
            assert accepted or blocks, f"NGINX refuses {config!r}: {output}"
    assert compared > STORM / 2


@pytest.mark.parametrize("form", ["{0}", '"{0}"', "#{0}\n b", "é{0}"])
@pytest.mark.parametrize("ending", [";", " b;", "{}"])
def test_long_words(form: str, ending: str, tmp_path: Path):
    for size in (4092, 4093, 4094, 4095, 4096):
        middle = form.format("a" * size) + ending
        config = "events {}\nhttp {\n types {\n t/t " + middle + "\n }\n}\n" + "# end\n" * 900
        output = check_config(config, tmp_path)[1]
        too_long = "too long parameter" in output
        try:
            parse(config, "nginx.conf")
            found = False
        except InputError as error:
            found = "too long parameter" in str(error)
        assert found == too_long, f"{size}: {output}"


def lines_of(text: str) -> list[str]:
    """One case per line."""
    return [line.strip() for line in text.strip().splitlines()]


SERVERS = lines_of(
    """
    weight={n}
    weight=0
    weight=-1
    weight=1.5
    weight=
    weight
    max_fails={n}
    max_fails=x
    fail_timeout=10
    fail_timeout=10s
    fail_timeout=1m30s
    fail_timeout=30s1m
    fail_timeout=500ms
    fail_timeout=1M
    fail_timeout=1y2M
    max_conns={n}
    max_conns=-1
    backup
    down
    resolve
    slow_start=10s
    route=a
    drain
    service=x
    bogus
    weight={n} backup
    weight={n} down
    fail_timeout=
    fail_timeout=1h 1m
    backup=1
    """
)
ADDRESSES = lines_of(
    """
    127.0.0.1:80{d}
    127.0.0.1
    127.0.0.1:0
    127.0.0.1:65535
    127.0.0.1:65536
    127.0.0.1:
    [::1]:80{d}
    [::1]
    [::1
    unix:/tmp/s{d}.sock
    unix:
    :80
    127.0.0.1:8x
    localhost
    127.0.0.1:80:80
    [1]:80
    127.0.0.1:080
    *:80
    UNIX:/tmp/a
    """
)
METHODS = lines_of(
    """
    ip_hash;
    least_conn;
    hash $uri;
    hash $uri consistent;
    hash $uri bogus;
    random;
    random two;
    random two least_conn;
    random two bogus;
    random three;
    hash;
    ip_hash x;
    zone z{d} 64k;
    keepalive 8;
    keepalive 8; keepalive 9;
    keepalive x;
    keepalive;
    least_conn; ip_hash;
    least_time header;
    sticky cookie a;
    keepalive_timeout 1m;
    keepalive_timeout x;
    keepalive_requests 10;
    listen 80;
    proxy_pass a;
    """
)
LISTENS = lines_of(
    """
    127.0.0.1:2{d}{d}{d}{d}
    2{d}{d}{d}{d}
    127.0.0.1:2{d}{d}{d}{d} default_server
    unix:u{d}.sock
    127.0.0.1:2{d}{d}{d}{d} bogus
    127.0.0.1:99999
    127.0.0.1:0
    127.0.0.1:21{d}00-21{d}03
    127.0.0.1:2{d}{d}{d}{d} proxy_protocol
    [::1]:2{d}{d}{d}{d}
    *:2{d}{d}{d}{d}
    [::1
    127.0.0.1:2{d}{d}{d}{d} backlog=5
    127.0.0.1:21103-21100
    localhost:2{d}{d}{d}{d}
    unix:
    127.0.0.1:2{d}{d}{d}{d} reuseport
    127.0.0.1:2{d}{d}{d}{d} reuseport=1
    127.0.0.1:2{d}{d}{d}{d} backlog=x
    127.0.0.1:2{d}{d}{d}{d} ssl_bogus
    """
)
SETTINGS = lines_of(
    """
    proxy_read_timeout 10s;
    proxy_read_timeout 1x;
    proxy_read_timeout;
    proxy_connect_timeout 5;
    proxy_read_timeout 1s; proxy_read_timeout 2s;
    proxy_next_upstream error timeout http_502;
    proxy_next_upstream bogus;
    proxy_next_upstream off;
    proxy_next_upstream_tries 3;
    proxy_next_upstream_tries x;
    client_body_timeout 5s;
    keepalive_timeout 10s 20s;
    upstream x {{ server 127.0.0.1; }}
    worker_processes 2;
    set $a b;
    proxy_buffering on;
    proxy_buffering maybe;
    set_real_ip_from 10.0.0.0/8;
    real_ip_header X-Forwarded-For;
    tcp_nodelay on
    }}
    location /x {{ }}
    location /x {{ return 200; }}
    proxy_set_header A;
    proxy_pas http://127.0.0.1;
    root /a; root /b;
    send_timeout 1d;
    client_header_timeout 1h 30m;
    error_page 500 /e;
    events {{ }}
    """
)


def filled(text: str, chance: random.Random) -> str:
    """Put digits and numbers into the holes of a line."""
    while "{d}" in text:
        text = text.replace("{d}", str(chance.randint(1, 9)), 1)
    return (
        text.replace("{n}", str(chance.choice([1, 1, 2, 3, 10, 100])))
        .replace("{{", "{")
        .replace("}}", "}")
    )


def config_of(parts: dict[str, str], folder: Path) -> str:
    http = (
        f"upstream web {{ {parts['before']}\n server {parts['server']};\n"
        f" server 127.0.0.1:81;\n {parts['after']} }}\n"
        f"server {{ listen {parts['listen']};\n {parts['setting']}\n"
        " location / { proxy_pass http://web; } }\n"
    )
    return with_frame(http, folder)


DEFAULTS = {
    "before": "", "server": "127.0.0.1:80", "after": "", "listen": "127.0.0.1:20080", "setting": "",
}  # fmt: skip


@pytest.mark.parametrize("part", ["server", "address", "before", "after", "listen", "setting"])
def test_each_line_by_itself(part: str, tmp_path: Path):
    chance = random.Random(3)
    lines = {
        "server": [f"127.0.0.1:80 {line}" for line in SERVERS],
        "address": ADDRESSES,
        "before": METHODS,
        "after": METHODS,
        "listen": LISTENS,
        "setting": SETTINGS,
    }[part]
    name = "server" if part == "address" else part
    different = [
        f"{line!r}: {found}"
        for line in lines
        for found in difference(
            config_of(DEFAULTS | {name: filled(line, chance)}, tmp_path), tmp_path
        )
    ]
    assert different == []


def test_lines_together(tmp_path: Path):
    chance = random.Random(11)
    different = []
    for _ in range(80):
        parts = {
            "before": chance.choice(["", *METHODS[:13]]),
            "server": chance.choice(ADDRESSES[:3]) + " " + chance.choice(SERVERS),
            "after": chance.choice(["", "", *METHODS[:5], "keepalive 4;"]),
            "listen": chance.choice(LISTENS[:4]),
            "setting": chance.choice(["", SETTINGS[0], SETTINGS[5]]),
        }
        filled_parts = {name: filled(text, chance) for name, text in parts.items()}
        for found in difference(config_of(filled_parts, tmp_path), tmp_path):
            different.append(f"{filled_parts}: {found}")
    assert different == []
