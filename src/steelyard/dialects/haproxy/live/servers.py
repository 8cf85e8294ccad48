"""Servers become stand-ins that speak plain HTTP/1.1 or TCP (manual 4.2, 5.2)."""

from steelyard.dialects.haproxy.live.statement import Statement, Word, word_of, words_of
from steelyard.dialects.haproxy.live.work import Work
from steelyard.dialects.haproxy.text import addresses
from steelyard.dialects.haproxy.text.keywords import SERVER_OPTIONS

OPTIONS_START = {"server": 3, "server-template": 4, "default-server": 1}
"""The index of the first option on each kind of line."""

_OWN = frozenset({"id", "guid"})

_KINDS: dict[str, tuple[str, ...]] = {
    # 5.2: options that a stand-in on loopback cannot serve, by kind of rewrite
    "protocol": (
        "ssl", "no-ssl", "verify", "verifyhost", "no-verifyhost", "ca-file", "crl-file", "crt",
        "sni", "sni-auto", "no-sni-auto", "alpn", "npn", "proto", "ciphers", "ciphersuites",
        "curves", "sigalgs", "client-sigalgs", "ssl-min-ver", "ssl-max-ver", "force-sslv3",
        "force-tlsv10", "force-tlsv11", "force-tlsv12", "force-tlsv13", "no-sslv3",
        "no-tlsv10", "no-tlsv11", "no-tlsv12", "no-tlsv13", "ssl-reuse", "no-ssl-reuse",
        "tls-tickets", "no-tls-tickets", "renegotiate", "no-renegotiate", "allow-0rtt",
        "ktls", "ws", "log-proto", "log-bufsize", "cc", "tcp-md5sig", "tcp-ut", "tfo",
        "no-tfo", "socks4", "namespace", "pool-conn-name", "usesrc", "source",
    ),
    "name": ("resolvers", "resolve-net", "resolve-opts", "resolve-prefer", "init-addr"),
    "check": (
        "check-ssl", "no-check-ssl", "check-sni", "check-sni-auto", "no-check-sni-auto",
        "check-alpn", "check-proto", "check-via-socks4", "check-pool-conn-name", "port",
        "addr", "agent-check", "no-agent-check", "agent-addr", "agent-inter", "agent-port",
        "agent-send", "healthcheck",
    ),
}  # fmt: skip

DROPPED = {keyword: kind for kind, keywords in _KINDS.items() for keyword in keywords}
"""Options that are left out, with the kind of rewrite."""


def rewrite_server(work: Work, statement: Statement) -> None:
    """A ``server``, ``server-template`` or ``default-server`` line."""
    keyword = statement.text(0)
    start = OPTIONS_START[keyword]
    if len(statement.words) < start:
        return
    options = _options(work, statement, start)
    if keyword == "default-server":
        if options:
            if len(options) + 1 < len(statement.words):
                statement.keep([*statement.words[:1], *options])
        else:
            statement.leave_out()
        return
    written = statement.text(start - 1)
    sockets = [str(socket) for socket in work.stand_in(statement)]
    kind = "name" if addresses.parse(written).named else "server"
    for socket in dict.fromkeys(sockets):
        work.tell(statement, kind, written, socket)
    if keyword == "server-template" and statement.key in work.servers:
        _expand(work, statement, sockets, options)
    else:
        statement.keep([*statement.words[: start - 1], word_of(sockets[0]), *options])


def rewrite_dispatch(work: Work, statement: Statement) -> None:
    """``dispatch ADDRESS``: the one stand-in of a pool without server lines (4.2)."""
    if len(statement.words) > 1:
        socket = str(work.stand_in(statement)[0])
        work.tell(statement, "server", statement.text(1), socket)
        statement.set(1, socket)


def _expand(work: Work, statement: Statement, sockets: list[str], options: list[Word]) -> None:
    """A line for each server of a template, with the name that the model gives it."""
    lines = []
    for (pool, index), socket in zip(work.servers[statement.key], sockets, strict=True):
        name = work.gateway.pools[pool].servers[index].name
        lines.append(statement.rendered(words_of("server", name, socket) + options))
        if len(lines) == 1:
            # What belongs to one server belongs to the first of a template (measured).
            options = _without_own(options)
    statement.lines = lines


def _without_own(options: list[Word]) -> list[Word]:
    kept: list[Word] = []
    index = 0
    while index < len(options):
        end = _end(options, index)
        if options[index].text not in _OWN:
            kept += options[index:end]
        index = end
    return kept


def _options(work: Work, statement: Statement, start: int) -> list[Word]:
    """The options that stay; the others are told by name, since values may be secret."""
    kept: list[Word] = []
    index = start
    while index < len(statement.words):
        keyword = statement.text(index)
        end = _end(statement.words, index)
        kind = DROPPED.get(keyword)
        if kind is None:
            kept += statement.words[index:end]
        else:
            work.tell(statement, kind, keyword)
        if keyword == "hash-key" and statement.text(index + 1) != "id":
            work.doubt(statement, "Places on the ring follow the address, which is another here.")
        index = end
    return kept


def _end(words: list[Word], index: int) -> int:
    """Where the option at that index ends (5.2; ``source`` has a tail)."""
    keyword = words[index].text
    if keyword.startswith("set-proxy-v2-tlv-fmt("):
        return index + 2
    end = index + 1 + SERVER_OPTIONS.get(keyword, 0)
    if keyword == "source":
        end += 1
        while end < len(words) and words[end].text in ("usesrc", "interface"):
            end += 2
    return end
