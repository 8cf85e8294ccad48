"""Rules about persistence (manual 4.2: ``stick``, ``ignore-persist``, ``force-persist``).

The first ``ignore-persist`` or ``force-persist`` line that holds counts.  They
are asked as soon as the backend is known, before its own rules
(``src/stream.c``, ``process_switching_rules``).
"""

from steelyard.dialects.haproxy.text.routing_chain import ChainWriter
from steelyard.dialects.haproxy.text.routing_rules import Rules, condition_start, shown
from steelyard.model.pool import PERSISTENCE, Pool
from steelyard.model.routing import Route, SetVariable
from steelyard.model.values import Literal


def mark_conditional(pool: Pool, rules: Rules) -> None:
    """Sets ``conditional`` on what ``if``, ``ignore-persist`` or ``force-persist`` limit."""
    if not pool.persistence:
        return
    limited = {
        (line.file, line.number)
        for line, _ in rules.lines("stick")
        if condition_start(line.words, 1) < len(line.words)
    }
    cookies = any(True for word in ("ignore-persist", "force-persist") for _ in rules.lines(word))
    for persistence in pool.persistence:
        place = persistence.place
        if (place.file, place.line) in limited or (cookies and persistence.kind == "cookie"):
            persistence.conditional = True


def add_persistence_rules(chain: ChainWriter, rules: Rules) -> None:
    """What the rules say is set last line first, so that the first one has the last word."""
    found = [
        (index, line)
        for word in ("ignore-persist", "force-persist")
        for index, line in rules.own().of(word)
    ]
    acls = rules.own().acls
    for index, line in sorted(found, key=lambda pair: pair[0], reverse=True):
        word = line.words[0].partition("-")[0]
        condition = acls.condition(line, condition_start(line.words, 1), index)
        action = SetVariable(PERSISTENCE, Literal(word))
        chain.add(Route(condition, (action,), line.place(), shown(line), line.words[0]))
