"""share/hot-key: one popular key can overload the server that it belongs to.

HAProxy configuration manual 4.2 (``hash-balance-factor``); bounded loads:
Mirrokni, Thorup, Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2016.
"""

import re
from collections.abc import Iterator

from steelyard.core.finding import Finding, Severity
from steelyard.lint.keys import ADDRESS_HEADERS, fields
from steelyard.lint.members import actives
from steelyard.lint.rule import Reporter, Subject
from steelyard.model.pool import HashKey
from steelyard.model.values import Field

report = Reporter(__name__, Severity.WARNING)

BOUNDABLE = frozenset({"avalanche-ring", "slot-map"})
"""Hashes of gateways that know a bound for a server's load."""

OTHERS = frozenset({"ketama-ring", "key-walk"})
"""Hashes of gateways that know none."""

NAMED = frozenset({"header", "header-item", "parameter", "parameter-any-case"})
"""Fields that an application names."""

FINE = re.compile(r"sess|sid$|token|auth|cookie|user-?agent|request-?id|trace|uuid|cache-?key")
"""Names of fields that have very many values, none of them popular."""


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each pool hashed by an application's key without a bound."""
    for pool, _ in subject.pools():
        key, algorithm = pool.balance.key, pool.balance.algorithm
        if key is None or algorithm not in BOUNDABLE | OTHERS or len(actives(subject, pool)) < 2:
            continue
        name = _popular(key)
        if not name or pool.balance.options.get("load-factor"):
            continue
        known = algorithm in BOUNDABLE
        yield report(
            pool.balance.place,
            pool.name,
            f"pool {pool.name} hashes {name} with no bound for the load of one server",
            f"all requests of one value meet one of {len(actives(subject, pool))} servers: a value "
            "with 80 % of the requests gives that server at least 80 %",
            "bound the load: hash-type consistent and hash-balance-factor 150"
            if known
            else "hash what has no popular values, or add the client's address to the key",
            severity=Severity.WARNING if known else Severity.NOTE,
        )


def _popular(key: HashKey) -> str:
    """The field of an application that alone makes the key, as words; "" for other keys."""
    found = fields(key.value)
    if found == [Field("host")]:
        return "the host"
    if not found or not all(field.name in NAMED for field in found):
        return ""
    names = [field.argument.lower() for field in found]
    if any(name in ADDRESS_HEADERS or FINE.search(name) for name in names):
        return ""
    kind = "the header" if found[0].name.startswith("header") else "the parameter"
    return f"{kind} {found[0].argument}"
