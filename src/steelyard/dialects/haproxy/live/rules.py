"""Rules and filters: connection rules move behind the PROXY header, foreign code is refused."""

import re

from steelyard.dialects.haproxy.live.statement import Statement
from steelyard.dialects.haproxy.live.work import Work
from steelyard.dialects.haproxy.text import addresses
from steelyard.dialects.haproxy.text.sections import ACCEPTING
from steelyard.dialects.haproxy.text.tree import Configuration

_FOREIGN = frozenset({"spoe", "opentracing", "opentelemetry", "ot", "otel"})
_ADDRESSES = frozenset({"src", "dst"})
_TELLING = re.compile(r"\b(?:fc_rcvd_proxy|src_is_local|dst_is_local|so_id|ssl_c_[a-z_]+)\b")


def rewrite_tcp_request(work: Work, statement: Statement) -> None:
    """``tcp-request connection`` sees whom the kernel accepted, ``session`` whom PROXY names.

    Measured on 2.6: with ``accept-proxy`` the former run ahead of the header.
    """
    if statement.text(1) == "connection":
        if statement.text(2) in ("expect-proxy", "expect-netscaler-cip"):
            work.leave_out(statement, "client-address")
            work.doubt(
                statement,
                f"{statement.text(2)} is left out: every client of the sandbox states its address.",
            )
            return
        statement.set(1, "session")
        work.tell(statement, "client-address", "tcp-request connection", "tcp-request session")
    rewrite_rule(work, statement)


def rewrite_rule(work: Work, statement: Statement) -> None:
    """A rule whose action is code of somebody else's, or asks the outside world."""
    index = 2 if statement.text(0) in ("tcp-request", "tcp-response") else 1
    name = statement.text(index)
    if name == "use-service":
        name = statement.text(index + 1)
    if name.startswith("lua."):
        work.refuse(statement, "It is done by a Lua script.")
    elif name in ("send-spoe-group", "ot-group", "otel-group"):
        work.refuse(statement, "It asks an agent outside.")
    elif name.startswith("do-resolve("):
        work.doubt(statement, "Nobody resolves names here: the variable stays unset.")


def rewrite_filter(work: Work, statement: Statement) -> None:
    """``filter``: what hands the traffic to others is refused (9)."""
    name = statement.text(1)
    if name in _FOREIGN or name.startswith("lua."):
        work.refuse(statement, f"The filter {name} hands requests to a program outside.")
    elif name == "fcgi-app":
        work.leave_out(statement, "protocol")


def refuse_names(work: Work, statement: Statement) -> None:
    """Names among the addresses of a condition: HAProxy looks them up when it starts (7.1)."""
    texts = statement.texts
    starts = [index + 1 for index, text in enumerate(texts) if text in ("{", "!{")]
    if texts[0] == "acl":
        starts.append(2)
    for start in starts:
        if statement.text(start) not in _ADDRESSES:
            continue
        index = start + 1
        while index < len(texts) and texts[index] != "}":
            text = texts[index]
            if text in ("-f", "-m", "-u"):
                index += 2
                continue
            if not text.startswith("-") and addresses.is_name(text.partition("/")[0]):
                work.refuse(statement, f"{text} is a name that must be looked up to start.")
            index += 1


def note_fetches(work: Work, statement: Statement) -> None:
    """Fetches that tell the sandbox from the original (7.3.3, 7.3.4)."""
    found = _TELLING.search(" ".join(statement.texts))
    if found:
        work.doubt(statement, f"{found[0]} may tell the sandbox from the original.")


def note_orders(work: Work, configuration: Configuration) -> None:
    """Where moving connection rules behind the header may make a difference."""
    for section in configuration.named(*ACCEPTING):
        rules = [line for each in section.chain() for line in each.all("tcp-request")]
        first = [line for line in rules if line.words[1:2] == ["connection"]]
        if not first:
            continue
        if any(line.words[1:2] == ["session"] for line in rules):
            work.doubt(
                first[0],
                "Connection rules run among the session rules here, not ahead of all of them.",
            )
        if any("accept-proxy" in line.words for line in section.all("bind")):
            work.doubt(
                first[0],
                "Connection rules see the address that the PROXY header names here, in the "
                "original that of whoever sends the header.",
            )
