"""Hostile configurations made by hand: what a mutation would hardly hit upon."""

# ruff: noqa: E501 - a table: one configuration a line

import os
from collections.abc import Callable
from pathlib import Path

HAPROXY = """\
defaults
    mode http
    timeout connect 1s
    timeout client 1s
    timeout server 1s
frontend f
    bind :80
    default_backend b
backend b
    server s1 10.0.0.1:80
    server s2 10.0.0.2:80
"""
NGINX_HEAD = "events {}\nhttp {\n    upstream b { server 10.0.0.1:80; server 10.0.0.2:80; }\n"


def nginx(server: str = "", http: str = "") -> str:
    """A small NGINX configuration with something in its server and http blocks."""
    body = "    server {\n        listen 80;\n        location / { proxy_pass http://b; }\n"
    return f"{NGINX_HEAD}{http}\n{body}        {server}\n    }}\n}}\n"


def haproxy(backend: str = "", frontend: str = "", top: str = "") -> str:
    """A small HAProxy configuration with something in its sections."""
    text = HAPROXY.replace("    default_backend b\n", f"    {frontend}\n    default_backend b\n")
    return f"{top}\n{text}    {backend}\n"


DEEP = 20_000

TEXTS: dict[str, str | bytes] = {
    # Nothing at all, or not text.
    "empty.cfg": "",
    "newlines.cfg": "\n" * DEEP,
    "spaces.conf": " " * DEEP,
    "nul.cfg": HAPROXY.encode() + b"\0",
    "random.conf": bytes(range(256)) * 400,
    "latin.cfg": HAPROXY.encode() + b"# \xe9\xff\xfe\n    server s\xff 10.0.0.3:80\n",
    "surrogates.conf": nginx().encode() + b"# \xed\xa0\x80\n",
    "utf16.cfg": HAPROXY.encode("utf-16"),
    "bom.cfg": b"\xef\xbb\xbf" + HAPROXY.encode(),
    "bom.conf": b"\xef\xbb\xbf" + nginx().encode(),
    "crlf.cfg": HAPROXY.replace("\n", "\r\n"),
    "crlf.conf": nginx().replace("\n", "\r\n"),
    "carriage-returns.cfg": HAPROXY.replace("\n", "\r"),
    # Nesting.
    "braces.conf": "{" * DEEP,
    "braces-closed.conf": "{" * DEEP + "}" * DEEP,
    "brackets.conf": "http {" * DEEP,
    "locations.conf": nginx("location /a {" * 3000 + "}" * 3000),
    "locations-deep.conf": nginx("location /a {" * DEEP + "}" * DEEP),
    "ifs.conf": nginx("if ($a) { " * 5000 + "}" * 5000),
    "closing.conf": "}" * DEEP,
    "if-tower.cfg": ".if true\n" * 10_000 + HAPROXY + ".endif\n" * 10_000,
    "if-tower-open.cfg": ".if true\n" * DEEP,
    "if-condition.cfg": f".if {'!' * DEEP}true\n.endif\n" + HAPROXY,
    "if-parentheses.cfg": f".if {'(' * DEEP}\n.endif\n" + HAPROXY,
    "elifs.cfg": ".if false\n" + ".elif true\n" * DEEP + ".endif\n" + HAPROXY,
    "conditions.cfg": haproxy(frontend="use_backend b if " + "{ path /a } " * 20_000),
    "negations.cfg": haproxy(frontend="use_backend b if " + "!" * 5_000 + "{ path /a }"),
    "alternatives.cfg": haproxy(frontend="use_backend b if " + "{ path /a } or " * 20_000),
    "converters.cfg": haproxy(frontend="use_backend b if { path" + ",lower" * 5_000 + " /a }"),
    "arguments.cfg": haproxy(frontend="use_backend b if { hdr" + "(" * 5_000 + " /a }"),
    "formats.cfg": haproxy(frontend="use_backend " + "%[" * 20_000),
    "format-parts.cfg": haproxy(frontend="use_backend " + "%[path]" * 20_000),
    "environment.cfg": haproxy(frontend='use_backend "' + "${A" * 5_000 + '"'),
    # Quotes.
    "quote.cfg": HAPROXY + '    server "s3 10.0.0.3:80\n' + "x y\n" * DEEP,
    "quote.conf": nginx('set $a "') + "x y\n" * DEEP,
    "single-quote.conf": nginx("set $a '"),
    "backslash.cfg": HAPROXY + "    server s3 10.0.0.3:80 \\",
    "backslashes.cfg": HAPROXY + "\\\n" * DEEP,
    "backslash.conf": nginx() + "\\",
    "heredoc.cfg": HAPROXY + "    stats auth <<EOF\n" * 100,
    # Sizes.
    "long-line.cfg": HAPROXY + "# " + "x" * 3_000_000,
    "long-word.conf": nginx(f"set $a {'x' * 900_000};"),
    "many-words.cfg": HAPROXY + "    http-request deny if " + "a " * 40_000,
    "many-words.conf": nginx(f"server_name {'a.b ' * 40_000};"),
    "many-lines.cfg": HAPROXY + "    option redispatch\n" * DEEP,
    "many-lines.conf": nginx("proxy_set_header A b;\n" * DEEP),
    "many-routes.cfg": haproxy(
        frontend="\n    ".join(f"use_backend b if {{ path_beg /{n} }}" for n in range(5_000))
    ),
    "many-acls.cfg": haproxy(
        frontend="\n    ".join(f"acl a path_beg /{n}" for n in range(5_000))
        + "\n    use_backend b if a !a"
    ),
    "acl-tower.cfg": haproxy(
        frontend="\n    ".join(["acl a0 path /"] + [f"use_backend b if {'a0 ' * 2000}"] * 20)
    ),
    "many-servers.cfg": HAPROXY
    + "".join(f"    server x{n} 10.{n >> 16}.{n >> 8 & 255}.{n & 255}:80\n" for n in range(5_000)),
    "many-locations.conf": nginx("\n".join(f"location /{n} {{ return 200; }}" for n in range(2000))),
    "many-regexes.conf": nginx("\n".join(f"location ~ ^/{n} {{ return 200; }}" for n in range(2000))),
    "many-servers.conf": nginx(
        http="upstream many {" + "".join(f"server 10.1.{n >> 8}.{n & 255};" for n in range(3000)) + "}"
    ),
    "many-includes.conf": nginx("include x;" * 10_000),
    # Numbers.
    "slots.cfg": haproxy("server-template s 1-1000000000 h:80"),
    "slots-twice.cfg": haproxy("server-template s 50000 h:80\n    " * 20),
    "slots-huge.cfg": haproxy("server-template s 99999999999999999999999 h:80"),
    "slots-negative.cfg": haproxy("server-template s -5--1 h:80"),
    "weights.cfg": haproxy("server s3 10.0.0.3:80 weight 99999999999999999999"),
    "weights-ring.cfg": haproxy("balance source\n    hash-type consistent\n    server-template s 50000 h:80 weight 256"),
    "weights.conf": nginx(http="upstream w { hash $uri consistent; server 1.1.1.1 weight=99999999; server 1.1.1.2; }").replace("http://b;", "http://w;"),
    "weights-ring.conf": nginx(http="upstream w { hash $uri consistent; server 1.1.1.1 weight=65535; server 1.1.1.2 weight=65535; }").replace("http://b;", "http://w;"),
    "weights-hash.conf": nginx(http="upstream w { hash $uri; server 1.1.1.1 weight=2147483647; server 1.1.1.2 weight=2147483647; }").replace("http://b;", "http://w;"),
    "weights-overflow.conf": nginx(http="upstream w { server 1.1.1.1 weight=999999999999999999999999; }").replace("http://b;", "http://w;"),
    "digits.cfg": haproxy(f"server s3 10.0.0.3:80 weight {'9' * 10_000}"),
    "digits.conf": nginx(f"keepalive_timeout {'9' * 10_000}s;"),
    "unicode-digits.cfg": haproxy("server s3 10.0.0.3:80 weight ١٢\n    timeout server ２s"),
    "unicode-digits.conf": nginx(http="upstream w { server 1.1.1.1 weight=²; server 1.1.1.2:８０; }"),
    "times.cfg": haproxy("timeout server 99999999999999999999d\n    timeout queue -1\n    timeout check 1e9"),
    "port-range.cfg": haproxy(frontend="bind :1-65535\n    bind :0-99999999999"),
    "port-range.conf": nginx("listen 1-65535; listen 99999999999; listen [::]:80-90;"),
    "bind-process.cfg": haproxy(frontend="bind-process 1-64/\n    bind :81 process 1/99999999999"),
    "threads.cfg": "global\n    nbthread 99999999999\n    cpu-map auto:1/1-4096 0-99999999\n" + HAPROXY,
    "uri-depth.cfg": haproxy("balance uri depth 99999999999 len -1"),
    "field.cfg": haproxy(frontend="use_backend b if { path,field(99999999999999999999,/) a }"),
    "field-minus.cfg": haproxy(frontend="use_backend b if { path,field(-9223372036854775808,/,0) a }"),
    "mask.cfg": haproxy(frontend="use_backend b if { src,ipmask(99,-1) 1.2.3.4 }"),
    "split.conf": nginx(http="split_clients $uri $x { 99999999% a; -1% b; 0.001% c; * d; }"),
    # Addresses.
    "addresses.cfg": haproxy("\n    ".join(f"server x{n} {a}" for n, a in enumerate(
        ["::", ":::", "[::1", "[::1]:", "::1:80", "[::1]:80:90", "fe80::1%eth0:80", "ipv6@[::]:-1",
         "0x7f.1:80", "1.2.3.4.5:80", "999.1.1.1:80", ":", "/", "unix@", "abns@", "fd@x", "sockpair@",
         "quic4@:443", "1.2.3.4:+0", "a" * 5000 + ":80", "*:80", "[v1.x]:80", "::ffff:1.2.3.4:80"]))),
    "addresses.conf": nginx(http="upstream w {" + "".join(f"server {a};" for a in (
        "::", "[::1", "[::1]:", "[fe80::1%eth0]:80", "unix:", "unix:/a:b", "1.2.3.4:", ":80", "1.2.3.4:99999",
        "[::ffff:1.2.3.4]:80", "1:2:3", "[]", "[]:80", "http://a")) + "}"),
    "networks.cfg": haproxy(frontend="use_backend b if { src ::/0 1.2.3.4/33 ::/129 10/8 0/0 fe80::1%eth0/64 }"),
    "networks.conf": nginx("allow 1.2.3.4/33; deny ::/129; allow unix:; deny fe80::1%1; set_real_ip_from 1/99;"),
    "geo.conf": nginx(http="geo $g { ranges; 1.1.1.1-0.0.0.0 a; 0.0.0.0-255.255.255.255 b; ::-:: c; }"),
    # Regular expressions.
    "regex-backtrack.cfg": haproxy(frontend=r"use_backend b if { path_reg ^/(c+h*e?c?k?o*u*t*)+(.*)*\1$ }"),
    "regex-backtrack.conf": nginx(r"location ~ ^/(.*)*(.*)*(.*)*\1x$ { return 200; }"),
    "regex-rewrite.conf": nginx(r"rewrite (.*)*(.*)*(.*)*(.*)*y$ /$1$1$1$1$1$1$1$1 last;"),
    "regex-recursion.conf": nginx(r"location ~ ^(?R)*$ { return 200; }"),
    "regex-nested.conf": nginx(f"location ~ {'(' * 5000}{')' * 5000} {{ return 200; }}"),
    "regex-quantifiers.cfg": haproxy(frontend=r"use_backend b if { path_reg ((a{1,9999}){1,9999}){1,9999} }"),
    "regex-broken.conf": nginx("location ~ [ { return 200; } location ~ (?<n>a)(?<n>b) { return 200; }"),
    "regex-verbs.cfg": haproxy(frontend="use_backend b if { path_reg (*NO_START_OPT)(*LIMIT_MATCH=9)(*UTF)a }"),
    "regex-names.conf": nginx(http='map $uri $m { "~^(?<x>.*)*(.*)*$" $x; }', server="set $y $m$m$m;"),
    # Circles.
    "use-backend-self.cfg": haproxy(frontend="use_backend f if TRUE\n    use_backend %[hdr(host)]"),
    "track.cfg": haproxy("server s3 10.0.0.3:80 track b/s4\n    server s4 10.0.0.4:80 track b/s3"),
    "defaults.cfg": "defaults a from b\ndefaults b from a\n" + HAPROXY,
    "names.cfg": HAPROXY + "backend b from nobody\n" * 1000,
    "rewrite-circle.conf": nginx("rewrite ^ /x last; location /x { rewrite ^ /y last; } location /y { rewrite ^ /x last; }"),
    "error-page.conf": nginx("error_page 404 =200 @a; location @a { try_files /n @a; }"),
    "try-files.conf": nginx(f"try_files {'/x ' * 10_000} @b; location @b {{ try_files /y @b; }}"),
    "map-circle.conf": nginx(http="map $a $b { default $a; } map $b $a { default $b; }", server="set $c $a; if ($a) { return 200; }"),
    "map-volatile.conf": nginx(http="map $m $m { default $m; }", server="return 200 $m;"),
    "variables.conf": nginx("set $a $a$a; " * 60 + "if ($a) { return 200 $a; }"),
    "variable-tower.conf": nginx(
        "set $a0 xxxxxxxxxx; " + "".join(f"set $a{n + 1} $a{n}$a{n}; " for n in range(60)) + "if ($a60) { return 200; }"
    ),
    "map-tower.conf": nginx(
        http="".join(f'map "$m{n}$m{n}" $m{n + 1} {{ default "$m{n}$m{n}"; }}\n' for n in range(60)) + "map $uri $m0 { default xxxxxxxx; }",
        server="if ($m60) { return 200; }",
    ),
    "headers-tower.cfg": haproxy(frontend="\n    ".join(["http-request set-header X aaaaaaaaaa"] + ["http-request set-header X %[req.hdr(X)]%[req.hdr(X)]"] * 60 + ["use_backend b if { req.hdr(X) -m len 5 }"])),
    "variables-tower.cfg": haproxy(frontend="\n    ".join(["http-request set-var(txn.x) path"] + ["http-request set-var-fmt(txn.x) %[var(txn.x)]%[var(txn.x)]"] * 60 + ["use_backend b if { var(txn.x) a }"])),
    "rewrite-tower.conf": nginx("rewrite ^(.*)$ $1$1; " * 60),
    "regsub-tower.cfg": haproxy(frontend="\n    ".join([r"http-request replace-path (.*) \1\1"] * 60)),
    "calls.conf": nginx("auth_request /a; location /a { auth_request /a; mirror /a; proxy_pass http://b; }"),
    # What is named and cannot be read as a file.
    "include-self.conf": nginx("include include-self.conf;"),
    "include-directory.conf": nginx("include .;"),
    "include-null.conf": nginx("include /dev/null;"),
    "include-zero.conf": nginx("include /dev/zero;"),
    "include-random.conf": nginx("include /dev/random;"),
    "include-stdin.conf": nginx("include /dev/stdin;"),
    "include-fifo.conf": nginx("include fifo;"),
    "include-binary.conf": nginx("include /bin/sh;"),
    "include-glob.conf": nginx("include /dev/*;"),
    "include-proc.conf": nginx("include /proc/self/*;"),
    "include-missing.conf": nginx("include nowhere.conf;"),
    "include-nul.conf": nginx('include "a\\0b";'),
    "include-long.conf": nginx(f"include {'a/' * 5000};"),
    "include-bomb.conf": nginx("include bomb-0.inc;" * 10),
    "include-pattern.conf": nginx(f"include {'[' * 2000}*;"),
    "include-stars.conf": nginx(f"include {'*a' * 200}*;"),
    "map-zero.cfg": haproxy(frontend="use_backend %[path,map(/dev/zero)]"),
    "map-fifo.cfg": haproxy(frontend="use_backend %[path,map(fifo)]"),
    "map-directory.cfg": haproxy(frontend="use_backend %[path,map_beg(.)]"),
    "map-binary.cfg": haproxy(frontend="use_backend %[path,map_reg(/bin/sh)]"),
    "map-self.cfg": haproxy(frontend="use_backend %[path,map_sub(map-self.cfg)]"),
    "list-zero.cfg": haproxy(frontend="use_backend b if { path -f /dev/zero }"),
    "list-missing.cfg": haproxy(frontend="use_backend b if { path -f nowhere.lst }"),
    "list-regexes.cfg": haproxy(frontend="use_backend b if { path_reg -f regexes.lst }"),
    "certificate.cfg": haproxy(frontend="bind :443 ssl crt /dev/zero ca-file fifo crt-list /dev/zero"),
    "error-file.cfg": haproxy(frontend="errorfile 503 /dev/zero\n    errorfiles fifo"),
    "lua.cfg": "global\n    lua-load /dev/zero\n    setenv A ${A}${A}\n" + HAPROXY,
    "state-file.cfg": "global\n    server-state-file /dev/zero\n    server-state-base fifo\n" + HAPROXY,
}  # fmt: skip
"""The text of each hostile configuration by file name."""

SLOW = {"slots.cfg", "slots-twice.cfg", "weights-ring.cfg"}
"""Those that make 50,000 servers."""


def write(folder: Path, name: str) -> Path:
    """Writes one of them, and what it names."""
    text = TEXTS[name]
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape"))
    return path


def surroundings(folder: Path) -> None:
    """What the configurations name: a FIFO, includes that multiply, a list of expressions."""
    os.mkfifo(folder / "fifo")
    for level in range(8):
        (folder / f"bomb-{level}.inc").write_text(f"include bomb-{level + 1}.inc;\n" * 10)
    (folder / "bomb-8.inc").write_text("set $a b;\n" * 10)
    (folder / "regexes.lst").write_text("".join(f"^/(x*)*{n}$\n" for n in range(3000)))


def _self(folder: Path) -> Path:
    (folder / "loop").mkdir()
    (folder / "loop" / "again").symlink_to(folder / "loop")
    (folder / "loop" / "nginx.conf").write_text(nginx("include again/nginx.conf;"))
    return folder / "loop"


def _no_configuration(folder: Path) -> Path:
    (folder / "photos").mkdir()
    (folder / "photos" / "cat.jpg").write_bytes(b"\xff\xd8")
    return folder / "photos"


def _dangling(folder: Path) -> Path:
    (folder / "dangling.cfg").symlink_to(folder / "nobody.cfg")
    return folder / "dangling.cfg"


def _circle(folder: Path) -> Path:
    (folder / "circle.cfg").symlink_to(folder / "circle.cfg")
    return folder / "circle.cfg"


def _huge_line(folder: Path) -> Path:
    path = folder / "huge-line.cfg"
    with path.open("wb") as file:
        file.write(HAPROXY.encode())
        for _ in range(100):
            file.write(b"x" * (1 << 20))
    return path


def _sparse(folder: Path) -> Path:
    path = folder / "sparse.conf"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    return path


PLACES: dict[str, Callable[[Path], Path]] = {
    "a directory that contains itself": _self,
    "a directory without configuration": _no_configuration,
    "a link to nothing": _dangling,
    "a link to itself": _circle,
    "a line of 100 MB": _huge_line,
    "a file of one terabyte": _sparse,
    "a FIFO": lambda folder: folder / "fifo",
    "an endless device": lambda folder: Path("/dev/zero"),
    "an empty device": lambda folder: Path("/dev/null"),
    "no file": lambda folder: folder / "nowhere.cfg",
    "a name of 5000 letters": lambda folder: folder / ("a" * 5000),
}
"""Hostile paths: each makes what it needs and returns what to ask about."""
