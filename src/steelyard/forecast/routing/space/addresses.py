"""A client address that meets tests: of networks it lies in, and of its text."""

import ipaddress
from functools import lru_cache

from steelyard.forecast.routing.language import combine
from steelyard.forecast.routing.language.automaton import NOTHING, Automaton
from steelyard.forecast.routing.language.expression import expression
from steelyard.forecast.routing.language.refused import Inexpressible, TooLarge
from steelyard.forecast.routing.space.example import Undecidable
from steelyard.forecast.routing.space.leaf import Leaf, compared
from steelyard.forecast.routing.space.tests import Holds, Tests, Texts, fits
from steelyard.forecast.routing.space.variables import Variable
from steelyard.model.conditions import InTable, Match

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_OCTET = rb"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"


def choose_address(variable: Variable, tests: Tests, holds: Holds) -> Texts | None:
    """An address that meets all tests; None when there is none.  Raises `Undecidable`.

    Between the edges of networks nothing changes, so the edges are tried.  When
    the text of the address is tested too, IPv4 addresses are settled by automata.
    """
    points: dict[str, None] = {"0.0.0.0": None, "::": None}
    by_text = False
    for leaf, _ in tests:
        for pattern in leaf.patterns:
            network = _network(pattern.text) if pattern.kind in ("network", "exact") else None
            if network is None:
                by_text = True
                continue
            points[str(network[0])] = None
            following = int(network[-1]) + 1
            if following < 1 << network.max_prefixlen:
                points[str(type(network[0])(following))] = None
    for point in points:
        if fits(variable, (point,), tests, holds):
            return (point,)
    return _by_text(tests) if by_text else None


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _by_text(tests: Tests) -> Texts | None:
    """An IPv4 address by the automata of all tests."""
    try:
        sets = [_texts(leaf) if wanted else _texts(leaf).complement() for leaf, wanted in tests]
        found = combine.witness(*sets, _all_v4())
        if found is not None:
            return (found.decode(),)
        longer = expression(rb"\A[0-9a-f:.]*:[0-9a-f:.]*\z")
        if combine.disjoint(*sets, longer):
            return None
    except (Inexpressible, TooLarge):
        pass
    raise Undecidable("a test of the address as a text")


def _texts(leaf: Leaf) -> Automaton:
    """The texts of IPv4 addresses for which a leaf holds; of others, roughly."""
    assert isinstance(leaf.condition, Match | InTable)
    networks = [p.text for p in leaf.patterns if p.kind == "network"]
    if not networks:
        return compared(leaf.condition)
    if len(networks) < len(leaf.patterns):
        raise Inexpressible("networks and texts in one test")
    return combine.union(*(_of_network(text) for text in networks))


@lru_cache(maxsize=1024)
def _of_network(text: str) -> Automaton:
    """The texts of the IPv4 addresses of a network."""
    network = _network(text)
    if network is None or network.version == 6:
        return NOTHING
    octets = []
    length = network.prefixlen
    for number in network.network_address.packed:
        kept = min(8, max(0, length))
        length -= 8
        if kept == 0:
            octets.append(_OCTET)
        else:
            values = range(number, number + (1 << (8 - kept)))
            octets.append(b"(?:" + b"|".join(str(value).encode() for value in values) + b")")
    return expression(rb"\A" + rb"\.".join(octets) + rb"\z")


@lru_cache(maxsize=1)
def _all_v4() -> Automaton:
    return expression(rb"\A" + rb"\.".join([_OCTET] * 4) + rb"\z")
