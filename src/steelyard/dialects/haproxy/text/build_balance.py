"""``balance``, ``hash-type``, ``hash-balance-factor`` -> how a server is chosen (manual 4.2)."""

import re

from steelyard.core.place import Place
from steelyard.dialects.haproxy.text import quantities, remarks
from steelyard.dialects.haproxy.text.hash_keys import hash_key
from steelyard.dialects.haproxy.text.profile import Profile
from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.dialects.haproxy.text.syntax import Line
from steelyard.model.pool import Balance, Pool

FUNCTIONS = frozenset({"sdbm", "djb2", "wt6", "crc32", "none"})
"""4.2, hash-type: the hash functions."""

LAYER_7 = frozenset({"uri", "url_param", "hdr"})
"""Keys that only an HTTP proxy has."""

_DRAWS = re.compile(r"random(?:\((.*))?$", re.S)


def read_balance(reading: Reading, profile: Profile, pool: Pool) -> Balance:
    """How the servers of a pool are chosen."""
    consistent, function, avalanche = _hash_type(reading, profile, pool)
    factor = _factor(reading, profile, pool)
    line = profile.last.get("balance")
    if line is None:
        # 4.2, balance: roundrobin without it; random since 3.3.
        if reading.version >= (3, 3):
            return _draws(reading, "random", pool.place, implicit=True)
        return Balance("fair-rotation", "", pool.place, implicit=True)
    words = line.words[1:] or ["roundrobin"]
    name = re.split(r"[( ]", words[0])[0]
    if words[0] in ("source", "uri", "url_param", "hash") or name in ("hdr", "rdp-cookie"):
        balance = _hashed(reading, pool, line, name)
        if balance.key is None:
            return balance
        balance.options.update(function=function, avalanche=avalanche)
        if consistent:
            balance.algorithm = "avalanche-ring"
            balance.options["node-keys"] = _node_keys(reading)
            balance.options["load-factor"] = factor
        else:
            _note_factor(reading, profile, pool, "hash-type is map-based")
        return balance
    _note_unused_hash(reading, profile, pool, words[0])
    return _keyless(reading, pool, line, words, name)


def _keyless(reading: Reading, pool: Pool, line: Line, words: list[str], name: str) -> Balance:
    """The algorithms that look at no key."""
    written, place = " ".join(words), line.place()
    if words[0] == "roundrobin":
        return Balance("fair-rotation", written, place)
    if words[0] == "static-rr":
        return Balance("slot-map", written, place)
    if words[0] == "first":
        return Balance("first-available", written, place)
    if words[0] == "leastconn":
        ties = "random" if reading.version >= (3, 2) else "queue"
        return Balance("least-connections", written, place, options={"ties": ties})
    if words[0].startswith("random"):
        return _draws_of(reading, pool, line, words)
    reading.reject(
        line,
        pool.name,
        f"balance has no method {words[0]!r}.",
        "Write roundrobin, leastconn, source, uri, hash, random or another of section 4.2.",
        1,
    )
    pool.unknown.append(f"balance {written} is not known")
    return Balance("unknown", written, place)


def _draws_of(reading: Reading, pool: Pool, line: Line, words: list[str]) -> Balance:
    """``random``, ``random(N)``."""
    match = _DRAWS.match(words[0])
    text = match[1] if match is not None else None
    draws = 2
    if text is not None and text != ")":
        digits = text.removesuffix(")")
        draws = quantities.leading_integer(digits)
        if not text.endswith(")") or draws < 1 or not quantities.is_integer(digits):
            reading.reject(
                line,
                pool.name,
                f"{words[0]!r} does not state a number of draws above 0.",
                "Write random or random(N).",
                1,
            )
            draws = max(draws, 1)
    balance = _draws(reading, " ".join(words), line.place(), implicit=False)
    balance.options["draws"] = draws
    return balance


def _draws(reading: Reading, written: str, place: Place, *, implicit: bool) -> Balance:
    """Draws on the ring; since 3.4 ties go by request rate, so weights hold exactly."""
    options: dict[str, int | str | bool] = {"draws": 2, "node-keys": _node_keys(reading)}
    if reading.version >= (3, 4):
        options["tie-break"] = "rate"
    return Balance("ring-draws", written, place, options=options, implicit=implicit)


def _node_keys(reading: Reading) -> str:
    """How ring nodes get their keys: hashed twice in 3.0 to 3.2."""
    return "double" if (3, 0) <= reading.version[:2] <= (3, 2) else "single"


def _hashed(reading: Reading, pool: Pool, line: Line, name: str) -> Balance:
    """A key on a map of slots; no key when HAProxy falls back."""
    written, place = " ".join(line.words[1:]), line.place()
    if pool.protocol != "http" and name in LAYER_7:
        reading.gateway.notices.append(
            remarks.ignored(
                place,
                pool.name,
                f"balance {written} looks at HTTP, but {pool.name} is in tcp mode.",
                "HAProxy warns and balances by roundrobin.",
                "Set 'mode http', or balance by source.",
            )
        )
        return Balance("fair-rotation", written, place)
    return Balance("slot-map", written, place, hash_key(reading, pool, line))


def _hash_type(reading: Reading, profile: Profile, pool: Pool) -> tuple[bool, str, bool]:
    """Whether the hash is consistent, its function, and whether avalanche follows.

    4.2, hash-type: consistent without a function implies avalanche.
    """
    line = profile.last.get("hash-type")
    if line is None:
        return False, "sdbm", False
    words = [*line.words[1:4], "", "", ""]
    method, function, modifier = words[:3]
    problem = ""
    if method not in ("consistent", "map-based"):
        problem = f"hash-type has no method {method!r}; there are map-based and consistent."
    elif function and function not in FUNCTIONS:
        problem = f"hash-type has no function {function!r}; there are sdbm, djb2, wt6, crc32."
    elif modifier not in ("", "avalanche"):
        problem = f"hash-type has no modifier {modifier!r}; there is only avalanche."
    if problem:
        reading.reject(line, pool.name, problem, "Correct it.")
        return method == "consistent", "sdbm", False
    if not function:
        return method == "consistent", "sdbm", method == "consistent"
    return method == "consistent", function, modifier == "avalanche"


def _factor(reading: Reading, profile: Profile, pool: Pool) -> int:
    """``hash-balance-factor``: 0 for none, else above 100 per cent."""
    line = profile.last.get("hash-balance-factor")
    if line is None:
        return 0
    found = reading.number(line, 1, pool.name)
    value = 0 if found is None else int(found.value)
    if value and value <= 100:
        reading.reject(
            line,
            pool.name,
            f"hash-balance-factor {value} is neither 0 nor above 100.",
            "Write a percentage such as 150.",
            1,
        )
        return 0
    return value


def _note_unused_hash(reading: Reading, profile: Profile, pool: Pool, method: str) -> None:
    """``hash-type`` and ``hash-balance-factor`` beside a method that does not hash."""
    for line in profile.lines("hash-type")[-1:]:
        reading.gateway.notices.append(
            remarks.ignored(
                line.place(),
                pool.name,
                f"hash-type has no effect: {pool.name} balances by {method}, which hashes nothing.",
                f"Requests of one client or URL do not stay on one server; {method} decides.",
                "Write 'balance source', 'balance uri' or another hash, or delete hash-type.",
            )
        )
    if not method.startswith("random"):
        _note_factor(reading, profile, pool, f"{method} hashes nothing")


def _note_factor(reading: Reading, profile: Profile, pool: Pool, why: str) -> None:
    for line in profile.lines("hash-balance-factor")[-1:]:
        reading.gateway.notices.append(
            remarks.ignored(
                line.place(),
                pool.name,
                f"hash-balance-factor has no effect in {pool.name}: {why}.",
                "No server is protected from a hot key.",
                "Write 'hash-type consistent' and a hashing balance, or delete the factor.",
            )
        )
