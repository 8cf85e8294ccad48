"""Lines and files for `tests/differential/test_haproxy_acceptance.py`, right and wrong ones."""

import random


def cases(text: str) -> list[str]:
    """The parts between bars, blanks around them cut off."""
    return [" ".join(part.split()) for part in text.split("|")]


NUMBERS = cases("0|1|10|256|257|-1|abc|1O||4294967297|99999999999|+5")
TIMES = cases(
    "30|30s|5m|1h|25d|24d|100us|0|5sec|s|-1|1.5s|2147483647|2147483648|1w|1us|5ss|5msx|5 ms"
)
ADDRESSES = cases("""
    127.0.0.1:80|127.0.0.1|127.0.0.1:|:80|*:80|[::1]:80|::1:80|::1|/tmp/s|unix@/tmp/s|
    ipv4@127.0.0.1:80|ipv6@::1:80|127.0.0.1:+1|127.0.0.1:-1|127.0.0.1:80-90|127.0.0.1:x|
    127.0.0.1:65536|127.0.0.1:0|abns@x|127.0.0.1:8080x
""")
SERVER_OPTIONS = cases("""
    check|backup|disabled|no-check|no-backup|enabled|ssl verify none|send-proxy|observe layer7|
    check observe layer4|on-error mark-down|cookie a|cookie|check-ssl|bogus|weight|redir http://x|
    init-addr none|non-stick|stick|agent-check agent-port 9|agent-check|proto h2|alpn h2|
    source 127.0.0.1|source 127.0.0.1 usesrc clientip|on-marked-down shutdown-sessions|tfo|
    port 80|port x|port|addr 127.0.0.1
""")
NUMERIC_OPTIONS = cases("weight|maxconn|minconn|maxqueue|id|rise|fall|error-limit")
TIMED_OPTIONS = cases("inter|fastinter|downinter|slowstart|agent-inter")
BALANCES = cases("""
    |roundrobin|static-rr|leastconn|first|random|random(1)|random(0)|random(|random()|random(x)|
    source|uri|uri len 3|uri len 0|uri len|uri depth 2 whole|uri path-only x|url_param|
    url_param p|url_param p check_post|url_param p x|hdr|hdr()|hdr(host)|
    hdr(host) use_domain_only|hdr(host) x|rdp-cookie|rdp-cookie(x)|rdp-cookie()|hash|hash src|
    hash path,lower|hash a b|bogus|RoundRobin
""")
HASH_TYPES = cases("""
    consistent|map-based|consistent sdbm|consistent djb2 avalanche|map-based crc32|
    map-based wt6|map-based foo|avalanche||consistent sdbm x
""")
RETRY_EVENTS = cases("none|conn-failure 503|bogus||none 503|all-retryable-errors")
COOKIES = cases(
    "SRV insert indirect|SRV||SRV bogus|SRV insert maxidle 30m|SRV insert maxidle x|SRV domain a"
)
POOL_LINES = [
    *(f"balance {text}" for text in BALANCES),
    *(f"hash-type {text}" for text in HASH_TYPES),
    *(f"hash-balance-factor {text}" for text in cases("0|100|101|150|x|")),
    *(f"timeout {name} {text}" for name in cases("connect|server|queue|check") for text in TIMES),
    *(f"retries {text}" for text in cases("0|3|x||3 4")),
    *(f"retry-on {text}" for text in RETRY_EVENTS),
    *(f"cookie {text}" for text in COOKIES),
    *(f"mode {text}" for text in cases("http|tcp|health|x|")),
    *(f"fullconn {text}" for text in cases("10|x|")),
    *(f"server-template s {text}" for text in cases("3|0|5-3|2-4|-1|x|3x|0-2|2-")),
    *(f"server-template s {text} 127.0.0.1:80" for text in cases("3|0|5-3|2-4|-1|x|3x|0-2|2-")),
    *cases("""
        timeout connect|timeout bogus 5s|timeout|timeout server 5s x|bogus|option bogus|
        no option redispatch|no option httpchk|option redispatch 2|no balance|
        option httpchk GET / HTTP/1.1|option allbackups|no option allbackups|stick on src|
        stick-table type ip size 10k expire 30m|stick-table type ip size x|stick|appsession x|
        dispatch 127.0.0.1:80|http-check expect status 200|option tcp-check|server|server a|
        server a$ 127.0.0.1:80|server a,b 127.0.0.1:80|default-server check inter 2s|
        default-server id 3|default-server bogus|default-server weight 300
    """),
]
BIND_OPTIONS = cases("""
    accept-proxy|bogus|name x|maxconn 10|process 1|thread 1|alpn h2|tfo|v4v6|id 5|interface lo|
    mode 600
""")
LISTENER_LINES = [
    *(f"bind {address}" for address in ADDRESSES),
    *(f"bind :80 {text}" for text in BIND_OPTIONS),
    *(f"timeout {name} {text}" for name in cases("client|http-request") for text in TIMES),
    *cases("""
        bind|bind :80,:81|bind :80-90|bind :90-80|bind 127.0.0.1:80,127.0.0.1|maxconn 10|
        maxconn x|maxconn|backlog 10|monitor-uri /x|monitor-uri|rate-limit sessions 5|
        option forwardfor|option httplog|stats enable|stats uri /x
    """),
]


def server_lines(chance: random.Random) -> list[str]:
    """Server lines with one option each, and some with several."""
    here = "server s 127.0.0.1:80"
    lines = [f"server s {address}" for address in ADDRESSES]
    lines += [f"{here} {name} {text}" for name in NUMERIC_OPTIONS for text in NUMBERS]
    lines += [f"{here} {name} {text}" for name in TIMED_OPTIONS for text in TIMES]
    for _ in range(60):
        lines.append(f"{here} " + " ".join(chance.sample(SERVER_OPTIONS, chance.randint(1, 3))))
    return [*lines, f'{here} weight "" check', 'server s "" check', f'{here} "" bogus']


FRONT = "frontend f\n bind :1\n default_backend b\n"
POOL = "backend b\n server s 127.0.0.1:1\n"
BASE = FRONT + POOL
CHECKED = BASE + " server t 127.0.0.1:2 check\n"

FILES = {
    "plain": BASE,
    "no section": "mode http\n",
    "statement first": "mode http\n" + BASE,
    "comment first": "# c\n\n" + BASE,
    "missing line end": BASE.rstrip("\n"),
    "comment without line end": BASE + "# end",
    "blank without line end": BASE + "  ",
    "nameless frontend": BASE + "frontend\n",
    "bad name": BASE + "backend a,b\n",
    "name with dots": BASE + "backend a.b:c-d_e\n",
    "same name twice": BASE + POOL,
    "listen then backend": "listen b\n bind :1\n" + POOL,
    "backend then listen": POOL + "listen b\n bind :1\n",
    "frontend and backend": "frontend b\n bind :1\n default_backend b\n" + POOL,
    "two frontends": FRONT + BASE,
    "server twice": BASE + " server s 127.0.0.1:2\n",
    "server twice, one id": BASE + " server s 127.0.0.1:2 id 7\n",
    "server twice, both ids": BASE + " server t 127.0.0.1:1 id 8\n server t 127.0.0.1:1 id 9\n",
    "id twice": FRONT + "backend b\n server s 127.0.0.1:1 id 1\n server t 127.0.0.1:1 id 1\n",
    "id taken by number": FRONT + "backend b\n server s 127.0.0.1:1\n server t 127.0.0.1:1 id 1\n",
    "template meets server": BASE + " server s1 127.0.0.1:1\n server-template s 2 127.0.0.1:1\n",
    "track": CHECKED + " server u 127.0.0.1:3 track t\n",
    "track without check": BASE + " server u 127.0.0.1:3 track s\n",
    "track of nothing": BASE + " server u 127.0.0.1:3 track x\n",
    "track elsewhere": "backend c\n server u 127.0.0.1:3 track b/t\n" + CHECKED,
    "track of itself": BASE + " server u 127.0.0.1:3 track u\n",
    "track and check": CHECKED + " server u 127.0.0.1:3 check track t\n",
    "track of a track": CHECKED + " server u 127.0.0.1:3 track t\n server v 127.0.0.1:4 track u\n",
    "from": "defaults a\n mode http\n" + BASE + "backend c from a\n",
    "from nothing": BASE + "backend c from a\n",
    "from later": BASE + "backend c from a\ndefaults a\n",
    "from twice defined": "defaults a\ndefaults a\n" + BASE + "backend c from a\n",
    "defaults from": "defaults a\n mode http\ndefaults d from a\n timeout server 5s\n" + BASE,
    "defaults only from": "defaults a\n mode http\ndefaults from a\n timeout server 5s\n" + BASE,
    "if": ".if 1\n" + FRONT + ".endif\n" + POOL,
    "if false": BASE + ".if 0\n bogus\n.else\n retries 2\n.endif\n",
    "if without endif": BASE + ".if 1\n",
    "endif alone": BASE + ".endif\n",
    "else alone": BASE + ".else\n",
    "else twice": BASE + ".if 1\n.else\n.else\n.endif\n",
    "elif after else": BASE + ".if 1\n.else\n.elif 1\n.endif\n",
    "elif chain": BASE + ".if 0\n bogus\n.elif 1\n retries 1\n.elif 1\n x\n.else\n x\n.endif\n",
    "nested": BASE + ".if 0\n.if bogus\n x\n.else\n x\n.endif\n.else\n retries 1\n.endif\n",
    "unknown predicate": BASE + ".if bogus(1)\n.endif\n",
    "empty condition": BASE + ".if\n bogus\n.endif\n",
    "and or": BASE + ".if 0 && 1 || 1 && !0\n retries 1\n.else\n bogus\n.endif\n",
    "parentheses": BASE + ".if !(0 || (1 && 0))\n retries 1\n.else\n bogus\n.endif\n",
    "open parenthesis": BASE + ".if (1\n.endif\n",
    "streq": BASE + ".if streq(a,a)\n retries 1\n.else\n bogus\n.endif\n",
    "streq blank": BASE + ".if streq(a, a)\n bogus\n.endif\n",
    "streq one": BASE + ".if streq(a)\n bogus\n.endif\n",
    "defined": BASE + ".if defined(V) && !defined(NONE)\n retries 1\n.else\n bogus\n.endif\n",
    "version": BASE + ".if version_atleast(2.4) && version_before(9)\n id 9\n.else\n x\n.endif\n",
    "alert": BASE + '.if 1\n.alert "no"\n.endif\n',
    "alert not reached": BASE + '.if 0\n.alert "no"\n.endif\n',
    "notice": BASE + ".notice x\n",
    "unknown directive": BASE + ".bogus x\n",
    "quote in a false branch": BASE + ".if 0\n bogus 'x\n.endif\n",
    "scope": "[x]\n" + BASE,
    "crlf": BASE.replace("\n", "\r\n"),
    "carriage return inside": BASE + " retries 1 \r x\n",
    "no-break space": BASE + " retries\xa01\n",
    "vertical tab": BASE + " retries\v1\n",
    "unit separator": BASE + " retries\x1f1\n",
    "no before section": "no " + BASE,
    "empty first word": BASE + '"" bogus\n',
    "empty later word": BASE + ' retries 1 "" bogus\n',
    "global twice": "global\n maxconn 10\nglobal\n nbthread 1\n" + BASE,
    "indented heads": FRONT.replace("frontend", "\t frontend") + POOL,
    "upper case": BASE + "BACKEND c\n",
    "disabled": BASE + "backend c\n disabled\n enabled\n disabled x\n",
}  # fmt: skip
