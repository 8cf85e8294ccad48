"""Which backend: ``use_backend``, ``default_backend``, ``use-server``.

Configuration manual 4.2.  A dynamic name that no backend has stops the search:
the default backend gets the request, later ``use_backend`` lines are not asked
(measured, 2.6.12).  From 3.4 on a static rule skips a disabled backend.
"""

from collections.abc import Mapping

from steelyard.core.place import NOWHERE
from steelyard.dialects.haproxy.text import conditions_remarks as remarks
from steelyard.dialects.haproxy.text.routing_chain import ChainWriter
from steelyard.dialects.haproxy.text.routing_rules import Rules, condition_start, shown
from steelyard.dialects.haproxy.text.samples_format import is_dynamic, read_format
from steelyard.dialects.haproxy.text.syntax import Line, Section
from steelyard.dialects.haproxy.text.tree import Configuration
from steelyard.model.conditions import ALWAYS, Condition
from steelyard.model.gateway import Gateway
from steelyard.model.pool import Pool
from steelyard.model.routing import (
    Action,
    Chain,
    Goto,
    Reject,
    Remark,
    Respond,
    Route,
    Switch,
    ToPool,
    ToServer,
)

SKIPS_DISABLED = (3, 4)
"""Since when a static rule passes over a disabled backend."""


class Pools:
    """The backends that rules name."""

    def __init__(self, configuration: Configuration, gateway: Gateway) -> None:
        """Nothing is used yet."""
        self.gateway = gateway
        self.protocols = {name: pool.protocol for name, pool in gateway.pools.items()}
        self._used: set[str] = set()
        self._cases: Mapping[str, str] | None = None

    def is_used(self, name: str) -> bool:
        """Whether a rule of another section leads to that ``listen`` section."""
        return self._cases is not None or name in self._used

    def add_switching(self, chain: ChainWriter, rules: Rules, protocol: str) -> None:
        """The ``use_backend`` lines."""
        for line, read in rules.lines("use_backend"):
            if len(line.words) < 2:
                continue
            condition = read(condition_start(line.words, 2))
            action = self._action(line, chain, rules, protocol)
            chain.add(Route(condition, (action,), line.place(), shown(line), "use_backend"))

    def default_of(self, section: Section) -> Line | None:
        """The ``default_backend`` that holds for a section."""
        line = section.find("default_backend")
        return line if line is not None and len(line.words) > 1 else None

    def add_default(self, chain: ChainWriter, rules: Rules, protocol: str) -> None:
        """``default_backend``, or what happens without one."""
        line = self.default_of(rules.section)
        if line is None:
            chain.add(_nothing(protocol))
            return
        action = self._to(line.words[1], line, rules, protocol)
        chain.add(Route(ALWAYS, (action,), line.place(), shown(line), "default_backend"))

    def _action(self, line: Line, chain: ChainWriter, rules: Rules, protocol: str) -> Action:
        name = line.words[1]
        if not is_dynamic(name):
            return self._to(name, line, rules, protocol)
        value = read_format(name, line.place(), rules.context)
        return Switch(value, self._all(), self._otherwise(chain, rules, protocol))

    def _to(self, name: str, line: Line, rules: Rules, protocol: str) -> Action:
        """On to a backend that a rule names."""
        subject = rules.section.name
        pool = self.gateway.pools.get(name)
        if pool is None:
            self.gateway.notices.append(remarks.missing_pool(subject, line.place(1), name))
            return _nothing(protocol).actions[0]
        if protocol == "http" and pool.protocol == "tcp":
            self.gateway.notices.append(remarks.wrong_mode(subject, line.place(1), name))
        static = line.words[0] == "use_backend"
        if static and pool.disabled and self.gateway.version >= SKIPS_DISABLED:
            return Remark(f"skips the disabled backend {name}")
        self._used.add(name)
        return Goto(f"backend {name}")

    def _all(self) -> Mapping[str, str]:
        """Every backend by name: the cases of a dynamic rule."""
        if self._cases is None:
            self._cases = {name: f"backend {name}" for name in self.gateway.pools}
        return self._cases

    def _otherwise(self, chain: ChainWriter, rules: Rules, protocol: str) -> str:
        """The chain for a dynamic name that no backend has."""
        name = f"{chain.name}, no such backend"
        if name not in self.gateway.chains:
            self.gateway.chains[name] = Chain(name, place=rules.section.head.place())
            line = self.default_of(rules.section)
            if line is not None and line.words[1] in self.gateway.pools:
                self._used.add(line.words[1])
                route = Route(
                    ALWAYS,
                    (Goto(f"backend {line.words[1]}"),),
                    line.place(),
                    shown(line),
                    "default_backend",
                    implicit=True,
                )
            elif line is None and rules.section.keyword == "listen":
                self._used.add(rules.section.name)
                route = Route(ALWAYS, (Goto(f"backend {rules.section.name}"),), implicit=True)
            else:
                route = _nothing(protocol)
            self.gateway.chains[name].routes.append(route)
        return name


def _nothing(protocol: str) -> Route:
    """No backend is named: 503, or the connection is closed."""
    action: Action = Reject(None, "no backend") if protocol == "tcp" else Respond(503, "no backend")
    text = "no use_backend line applies, and there is no default_backend"
    return Route(ALWAYS, (action,), NOWHERE, text, "default_backend", implicit=True)


def add_pool(chain: ChainWriter, rules: Rules, pool: Pool, gateway: Gateway) -> None:
    """``use-server`` lines, then balancing."""
    if pool.disabled:
        action: Action = (
            Reject(None, "disabled backend")
            if pool.protocol == "tcp"
            else Respond(503, "disabled backend")
        )
        chain.add(Route(ALWAYS, (action,), pool.place, f"backend {pool.name}", "disabled"))
        return
    names: set[str] | None = None
    for line, read in rules.lines("use-server"):
        if len(line.words) < 2:
            continue
        condition = read(condition_start(line.words, 2))
        name = line.words[1]
        if is_dynamic(name):
            _dynamic_server(chain, line, condition, rules, pool, gateway)
            continue
        if names is None:
            names = {server.name for server in pool.servers}
        if name not in names:
            gateway.notices.append(remarks.missing_server(pool.name, line.place(1), name))
        to = ToServer(pool.name, name)
        chain.add(Route(condition, (to,), line.place(), shown(line), "use-server"))
    chain.add(_balanced(pool))


def _balanced(pool: Pool) -> Route:
    text = f"{pool.balance.written or 'balance'} in {pool.name}"
    return Route(ALWAYS, (ToPool(pool.name),), pool.place, text, "balance", implicit=True)


def _dynamic_server(
    chain: ChainWriter,
    line: Line,
    condition: Condition,
    rules: Rules,
    pool: Pool,
    gateway: Gateway,
) -> None:
    """``use-server %[...]``: an unknown name ends the search (measured)."""
    value = read_format(line.words[1], line.place(), rules.context)
    cases: dict[str, str] = {}
    otherwise = f"balance {pool.name}"
    if otherwise not in gateway.chains:
        gateway.chains[otherwise] = Chain(otherwise, [_balanced(pool)], pool.place)
    for server in pool.servers:
        name = f"server {pool.name}/{server.name}"
        cases[server.name] = name
        if name not in gateway.chains:
            routes = [
                Route(ALWAYS, (ToServer(pool.name, server.name),), server.place, implicit=True),
                _balanced(pool),
            ]
            gateway.chains[name] = Chain(name, routes, server.place)
    action = Switch(value, cases, otherwise)
    chain.add(Route(condition, (action,), line.place(), shown(line), "use-server"))
