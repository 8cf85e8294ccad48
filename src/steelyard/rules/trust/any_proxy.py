"""trust/any-proxy: anybody may say what his address is.

NGINX manual, ngx_http_realip_module, set_real_ip_from.
"""

from collections.abc import Iterator
from ipaddress import ip_address

from steelyard.core.finding import Finding, Severity
from steelyard.core.place import Place
from steelyard.lint.rule import Reporter, Subject
from steelyard.model.gateway import Bind, Listener
from steelyard.model.values import Opaque

report = Reporter(__name__, Severity.ERROR)

EVERYBODY = ("0.0.0.0/0", "::/0")
"""Networks that hold every address."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each line that trusts all networks.

    A warning where only private addresses are listened on, where the policy
    says that a proxy stands in front, and for the PROXY protocol.
    """
    said: set[Place] = set()
    for listener in subject.gateway.listeners:
        for believed in listener.client_addresses:
            wide = [network for network in believed.trusted if network in EVERYBODY]
            if not wide or believed.place in said or _only_local(listener):
                continue
            said.add(believed.place)
            unsure = (
                isinstance(believed.value, Opaque)
                or subject.policy.behind_proxy is True
                or all(_private(bind) for bind in listener.binds)
            )
            yield report(
                believed.place,
                listener.name,
                f"{listener.kind} {listener.name} believes anybody ({wide[0]}) about the "
                "client's address",
                "a client that sends the header itself passes address lists and rate limits, "
                "and chooses its server where the address is hashed",
                "trust only the networks of the proxies in front",
                severity=Severity.WARNING if unsure else None,
                identity=wide[0],
            )


def _only_local(listener: Listener) -> bool:
    """Whether only this machine can connect."""
    return bool(listener.binds) and all(
        bind.transport == "unix" or bind.address in ("127.0.0.1", "::1", "localhost")
        for bind in listener.binds
    )


def _private(bind: Bind) -> bool:
    """Whether the address is of a private network."""
    try:
        return bind.transport == "unix" or ip_address(bind.address).is_private
    except ValueError:
        return False
