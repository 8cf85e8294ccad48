"""Gateways from HAProxy text with no more than routing needs, and walks through them.

    gateway = routed("frontend f\n bind :80\n ...")
    end(gateway, "GET http://h/x").pool

Pools and listeners are made by hand here, so that the routing part of the
reader is tested on its own.
"""

from pathlib import Path

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.haproxy.text.routing import build_routing
from steelyard.dialects.haproxy.text.tree import read_configuration
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import Request, parse_request
from steelyard.forecast.routing.walk import walk
from steelyard.model.gateway import Bind, Gateway, Listener
from steelyard.model.pool import Balance, Pool, Server

HEAD = "defaults\n mode http\n timeout connect 5s\n timeout client 5s\n timeout server 5s\n"


def routed(
    text: str,
    folder: Path,
    *,
    version: tuple[int, ...] | None = None,
    environment: dict[str, str] | None = None,
    head: str = HEAD,
) -> Gateway:
    """The gateway that `text` (without defaults) describes; files lie in `folder`."""
    path = folder / "haproxy.cfg"
    path.write_text(head + text, encoding="utf-8", errors="surrogateescape")
    return routed_file(path, version=version, environment=environment)


def routed_file(
    path: Path,
    *,
    version: tuple[int, ...] | None = None,
    environment: dict[str, str] | None = None,
) -> Gateway:
    """The gateway that a file describes."""
    tree = SourceTree(str(path))
    configuration = read_configuration(tree, ReadOptions(version, environment or {}))
    gateway = Gateway(str(path), "haproxy", configuration.version)
    for section in configuration.named("frontend", "backend", "listen"):
        mode = section.find("mode")
        protocol = mode.words[1] if mode else "tcp"
        place = section.head.place()
        disabled = bool(section.all("disabled"))
        if section.keyword != "backend":
            binds = []
            for line in section.all("bind"):
                address, _, port = line.words[1].rpartition(":")
                proxied = "accept-proxy" in line.words
                binds.append(Bind(address, int(port), line.place(), reads_proxy=proxied))
            gateway.listeners.append(
                Listener(section.name, place, binds, "", section.keyword, protocol)
            )
        if section.keyword != "frontend":
            servers = [
                Server(line.words[1], "127.0.0.1", 80, line.place())
                for line in section.all("server")
            ]
            balance = Balance("fair-rotation", "roundrobin", place)
            gateway.pools[section.name] = Pool(
                section.name, place, servers, balance, protocol, disabled=disabled
            )
    build_routing(configuration, gateway, tree)
    return gateway


def end(gateway: Gateway, question: str | Request, *headers: str, source: str = "") -> Outcome:
    """The outcome of one request, such as `GET http://host/path`."""
    if isinstance(question, Request):
        return walk(gateway, question)
    asked = parse_request(question, headers, source or "192.0.2.1")
    return walk(gateway, asked)


def rules_of(gateway: Gateway) -> list[str]:
    """The rule names of all notices, sorted."""
    return sorted(notice.rule for notice in gateway.notices)
