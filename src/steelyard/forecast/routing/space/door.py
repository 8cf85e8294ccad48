"""One socket of a gateway: what is the same for all requests to it, and how they are asked."""

import ipaddress
from collections.abc import Collection, Mapping

from steelyard.core.record import frozen
from steelyard.forecast.balancing.family import serving
from steelyard.forecast.health import ALL_UP
from steelyard.forecast.routing.fields import clean_path, path_of
from steelyard.forecast.routing.functions import apply
from steelyard.forecast.routing.request import DEFAULT_SOURCE, Request
from steelyard.forecast.routing.space.environment import Environment
from steelyard.forecast.routing.space.variables import Variable
from steelyard.forecast.routing.state import State
from steelyard.model.gateway import Bind, Gateway, Listener
from steelyard.model.values import Literal, Opaque, Value

HOST = "host.example"
"""The host of a witness when no condition asks for another (RFC 2606)."""

Assignment = Mapping[Variable, tuple[str, ...]]
"""Texts of variables; one that is missing has its usual text, () means none."""


@frozen
class Door:
    """A listener's socket."""

    gateway: Gateway
    listener: Listener
    bind: Bind

    @property
    def entry(self) -> str:
        """The chain that requests start in."""
        return self.bind.entry or self.listener.entry

    @property
    def scheme(self) -> str:
        """What the listener itself sees."""
        return "https" if self.bind.tls else "http"

    def constants(self, asked: Collection[tuple[str, str]]) -> Environment:
        """The fields that are the same for every request here, as far as anybody asks."""
        fixed: dict[tuple[str, str], Value] = {("listener", ""): Literal(self.listener.name)}
        if self.listener.protocol == "http":
            fixed["scheme", ""] = Literal(self.scheme)
        moved = "proxy-destination" in self.bind.settings
        if self.bind.port is not None and not moved:
            fixed["destination-port", ""] = Literal(str(self.bind.port))
        if _is_address(self.bind.address) and not moved:
            fixed["destination", ""] = Literal(self.bind.address)
        else:
            reason = "the socket takes connections to several addresses"
            fixed["destination", ""] = Opaque("destination", reason)
        for name, argument in asked:
            if name == "usable-servers" and argument in self.gateway.pools:
                usable = len(serving(self.gateway.pools[argument], ALL_UP))
                fixed[name, argument] = Literal(str(usable))
        return Environment({key: value for key, value in fixed.items() if key in asked})

    def request(self, chosen: Assignment) -> Request:
        """The request with these texts."""

        def one(kind: str, usual: str) -> str:
            texts = chosen.get(Variable(kind), (usual,))
            return texts[0] if texts else ""

        hosts = chosen.get(Variable("header", "host"), (HOST,))
        headers = [("Host", host) for host in hosts]
        cookies = []
        settled = {}
        for variable, texts in chosen.items():
            if variable.kind == "header" and variable.name != "host":
                headers += [(variable.name, text) for text in texts]
            elif variable.kind == "cookie":
                cookies += [f"{variable.name}={text}" for text in texts]
            elif variable.kind in ("free", "truth") and texts:
                settled[variable.name] = texts[0]
        if cookies:
            headers.append(("Cookie", "; ".join(cookies)))
        usual = hosts[0].lower().partition(":")[0] if hosts and self.bind.tls else ""
        name = one("server-name", usual)
        passed_on = "https" if name and self.listener.protocol != "http" else self.scheme
        return Request(
            method=one("method", "GET"),
            target=_target(chosen),
            headers=tuple(headers),
            source=one("source", DEFAULT_SOURCE),
            scheme=one("scheme", passed_on),
            port=self.bind.port,
            address=self.bind.address if _is_address(self.bind.address) else "",
            server_name=name,
            version=one("version", "1.1" if hosts else "1.0"),
            settled=settled,
        )

    def state(self, request: Request) -> State:
        """The request as it enters the first chain."""
        return State(
            self.gateway,
            ALL_UP,
            request,
            method=request.method,
            target=request.target,
            headers=list(request.headers),
            source=request.source,
            listener=self.listener.name,
            destination=request.address or self.bind.address,
            port=self.bind.port,
            stack=[(self.entry, 0)],
        )


def _target(chosen: Assignment) -> str:
    """The request target: as chosen, or one that is normalised to the chosen path."""
    targets = chosen.get(Variable("target"), ("/",))
    target = targets[0] if targets else "/"
    paths = chosen.get(Variable("clean-path"))
    if not paths or clean_path(path_of(target)) == paths[0]:
        return target
    encoded = apply("encode-path", [paths[0]], ()) or ["/"]
    return encoded[0] + "".join(target.partition("?")[1:])


def _is_address(text: str) -> bool:
    """Whether a socket is bound to one address."""
    try:
        return not ipaddress.ip_address(text).is_unspecified
    except ValueError:
        return False
