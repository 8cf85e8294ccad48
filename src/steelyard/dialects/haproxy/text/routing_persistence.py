"""Which persistence holds only under a condition (manual 4.2: stick, ignore-persist)."""

from steelyard.dialects.haproxy.text.routing_rules import Rules, condition_start
from steelyard.model.pool import Pool


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
