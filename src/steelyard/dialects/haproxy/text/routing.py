"""Rules -> chains: the routing part of reading an HAProxy configuration.

Configuration manual 4.2 and 7.2; the order of the phases as measured with
2.6.12: ``tcp-request``, ``monitor-uri``, ``http-request``, ``redirect``,
``stats uri``, ``use_backend`` (whatever the file's order), ``default_backend``.
Every frontend has a chain ``frontend NAME``, every backend a chain ``backend
NAME``, a ``listen`` section one chain for both and a second one only when other
frontends use it as a backend.
"""

from steelyard.core.source import SourceTree
from steelyard.dialects.haproxy.text import conditions_remarks as remarks
from steelyard.dialects.haproxy.text.conditions import Acls
from steelyard.dialects.haproxy.text.maps import Maps
from steelyard.dialects.haproxy.text.routing_chain import ChainWriter
from steelyard.dialects.haproxy.text.routing_http import add_http_phases, ignore_http_rules
from steelyard.dialects.haproxy.text.routing_persistence import (
    add_persistence_rules,
    mark_conditional,
)
from steelyard.dialects.haproxy.text.routing_pools import Pools, add_pool
from steelyard.dialects.haproxy.text.routing_rules import Rules, read_rules, sorted_lines
from steelyard.dialects.haproxy.text.samples import Context
from steelyard.dialects.haproxy.text.syntax import Section
from steelyard.dialects.haproxy.text.tree import Configuration
from steelyard.model.gateway import ClientAddress, Gateway, Listener
from steelyard.model.notice import Notice
from steelyard.model.values import Field


def build_routing(configuration: Configuration, gateway: Gateway, tree: SourceTree) -> None:
    """Fills ``gateway.chains`` and what belongs to it.

    ``gateway.listeners`` and ``gateway.pools`` must be there; it sets
    ``entry``, ``chain`` and ``client_addresses`` of those, and adds to
    ``named`` (ACLs, maps) and ``notices``.
    """
    maps = Maps(tree, configuration.path, configuration.sections)
    builder = _Builder(configuration, gateway, maps)
    for section in configuration.named("frontend", "listen"):
        builder.frontend(section)
    for section in configuration.named("backend"):
        builder.backend(section)
    for section in configuration.named("listen"):
        if builder.pools.is_used(section.name):
            builder.backend(section)
    builder.defaults()
    maps.settle()
    gateway.named += maps.named.values()
    gateway.notices += maps.notices


class _Builder:
    """Builds chain after chain."""

    def __init__(self, configuration: Configuration, gateway: Gateway, maps: Maps) -> None:
        self.configuration = configuration
        self.gateway = gateway
        self.maps = maps
        self.listeners: dict[str, Listener] = {}
        for listener in gateway.listeners:
            self.listeners.setdefault(listener.name, listener)
        self.pools = Pools(configuration, gateway)
        self.rules: dict[int, Rules] = {}

    def frontend(self, section: Section) -> None:
        """The chain that requests enter at a frontend or listen section."""
        listener = self.listeners.get(section.name)
        protocol = self._protocol(section, listener)
        rules = self._rules(section, protocol)
        chain = ChainWriter(self.gateway.chains, f"frontend {section.name}", section.head.place())
        for which in ("connection", "session", "content"):
            chain.phase(rules.phase("tcp-request", which), f"tcp-request {which}")
        if protocol == "http":
            add_http_phases(chain, rules, accepting=True)
            self.gateway.notices += _out_of_order(rules)
        else:
            ignore_http_rules(rules, self.gateway.notices)
        self.pools.add_switching(chain, rules, protocol)
        if section.keyword == "listen" and not self.pools.default_of(section):
            add_persistence_rules(chain, rules)
            self._servers(chain, rules)
        else:
            self.pools.add_default(chain, rules, protocol)
        if listener is not None:
            listener.entry = f"frontend {section.name}"
            listener.client_addresses += rules.addresses
            listener.client_addresses += _proxied(listener)
        if section.keyword == "frontend":
            self._finish(rules)
        else:
            pool = self.gateway.pools.get(section.name)
            if pool is not None:
                mark_conditional(pool, rules)
            self._finish(rules)

    def backend(self, section: Section) -> None:
        """The chain that requests enter at a backend."""
        pool = self.gateway.pools.get(section.name)
        protocol = self._protocol(section, None)
        listen = section.keyword == "listen"
        rules = self._rules(section, protocol)
        chain = ChainWriter(self.gateway.chains, f"backend {section.name}", section.head.place())
        add_persistence_rules(chain, rules)
        chain.phase(rules.phase("tcp-request", "content"), "tcp-request content")
        if protocol == "http":
            add_http_phases(chain, rules, accepting=False)
        elif not listen:
            ignore_http_rules(rules, self.gateway.notices)
        self._servers(chain, rules)
        if pool is not None:
            pool.chain = chain.name
            mark_conditional(pool, rules)
        if not listen:
            self._finish(rules)

    def defaults(self) -> None:
        """The ACLs of the defaults sections; their notices are given once, here."""
        for section in self.configuration.named("defaults"):
            if not section.all("acl"):
                continue
            context = Context(self.configuration.environment, self.maps, section.name)
            acls = Acls(context, section.name or "defaults", self.gateway.notices)
            lines = sorted_lines(section, acls)
            rules = Rules(section, context, [lines])
            for keyword, which in (
                ("tcp-request", "connection"),
                ("tcp-request", "session"),
                ("tcp-request", "content"),
                ("http-request", ""),
            ):
                rules.phase(keyword, which)
            self._finish(rules)

    def _servers(self, chain: ChainWriter, rules: Rules) -> None:
        pool = self.gateway.pools.get(rules.section.name)
        if pool is not None:
            add_pool(chain, rules, pool, self.gateway)

    def _rules(self, section: Section, protocol: str) -> Rules:
        context = Context(
            self.configuration.environment, self.maps, section.name, protocol == "http"
        )
        # The second chain of a listen section says nothing about it again.
        again = id(section) in self.rules
        notices = [] if again else self.gateway.notices
        rules = read_rules(section, context, notices)
        self.rules[id(section)] = rules
        return rules

    def _finish(self, rules: Rules) -> None:
        rules.ask_the_rest()
        self.gateway.named += rules.finish()

    def _protocol(self, section: Section, listener: Listener | None) -> str:
        if listener is not None:
            return listener.protocol
        pool = self.gateway.pools.get(section.name)
        if pool is not None:
            return pool.protocol
        line = section.find("mode")
        return line.words[1] if line is not None and len(line.words) > 1 else "tcp"


def _proxied(listener: Listener) -> list[ClientAddress]:
    """Binds that take the client's address from a PROXY header."""
    return [
        ClientAddress(Field("source"), (), bind.place)
        for bind in listener.binds
        if bind.reads_proxy
    ]


def _out_of_order(rules: Rules) -> list[Notice]:
    """The first ``http-request`` line below a ``use_backend`` line."""
    own = rules.own()
    used, asked = own.of("use_backend"), own.of("http-request")
    if not used:
        return []
    index, use = used[0]
    late = next((line for number, line in asked if number > index), None)
    return [] if late is None else [remarks.out_of_order(rules.section.name, late, use)]
