"""Reading ``steelyard.toml``: every value checked, every error with its line."""

import tomllib
from collections.abc import Callable
from datetime import date, datetime

from steelyard.core.errors import PolicyError
from steelyard.core.place import Place
from steelyard.lint.expectfile import read_expectation
from steelyard.lint.policy import (
    Allowance,
    Declaration,
    GatewayEntry,
    Policy,
    PoolPolicy,
)

Table = dict[str, object]

TOP = ("gateway", "pool", "expect", "allow", "drain", "canary", "standby", "facts", "change")
"""The tables a policy file may have."""

MOST = 1e15
"""Numbers are below this; nan and infinity are not."""


def read_policy(path: str, text: str) -> Policy:
    """The policy in ``text``; raises `PolicyError` with file and line."""
    try:
        data = tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, and numbers of more digits than Python reads
        message, line = _toml_line(str(error), text)
        raise PolicyError(message, Place(path, line)) from None
    except RecursionError:
        raise PolicyError(
            "not TOML that a person wrote: nested too deeply", Place(path, 1)
        ) from None
    reader = _Reader(path, text)
    for key in data:
        if key not in TOP:
            raise reader.error(f"unknown table [{key}]; there are: {', '.join(TOP)}", key, 0)
    policy = Policy(path=path, place=Place(path, 1))
    reader.pools(data, policy)
    for kind in ("drain", "canary", "standby"):
        for index, (entry, place) in enumerate(reader.entries(data, kind)):
            reader.known(entry, ("subject", "reason", "until"), kind, index)
            policy.declarations.append(
                Declaration(
                    kind,
                    reader.text(entry, "subject", kind, index),
                    reader.text(entry, "reason", kind, index),
                    reader.day(entry, "until", kind, index),
                    place,
                )
            )
    for index, (entry, place) in enumerate(reader.entries(data, "allow")):
        reader.known(entry, ("rule", "subject", "reason", "until"), "allow", index)
        policy.allowances.append(
            Allowance(
                reader.text(entry, "rule", "allow", index),
                reader.text(entry, "subject", "allow", index) if "subject" in entry else "*",
                reader.text(entry, "reason", "allow", index),
                reader.day(entry, "until", "allow", index),
                place,
            )
        )
    for index, (entry, place) in enumerate(reader.entries(data, "expect")):
        policy.expectations.append(
            read_expectation(entry, place, reader.errors_of("expect", index))
        )
    policy.gateways = [
        GatewayEntry(str(e.get("name", "")), e, p) for e, p in reader.entries(data, "gateway")
    ]
    reader.facts(data, policy)
    return policy


def _toml_line(message: str, text: str) -> tuple[str, int]:
    """The message and line of tomllib's ``... (at line 3, column 5)``, ``(at end of document)``."""
    head, _, tail = message.partition(" (at line ")
    number = tail.partition(",")[0]
    head, end, _ = head.partition(" (at end of document)")
    words = " ".join(head.split())
    return f"not TOML: {words[:1].lower()}{words[1:]}", _line(
        number, text.count("\n") + 1 if end else 1
    )


def _line(number: str, otherwise: int) -> int:
    return int(number) if number.isdigit() else otherwise


def _bare(line: str) -> str:
    """A line, or the name of a table, without blanks and quotes, to compare them."""
    return line.translate(_BLANKS)


_BLANKS = str.maketrans("", "", " \t\"'")


class _Reader:
    """One file being read; knows the lines of its tables."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()

    def place(self, table: str, index: int = 0) -> Place:
        """The line of the table's head; of the ``index``-th for ``[[table]]``."""
        name = _bare(table)
        lines = list(enumerate(map(_bare, self.lines), 1))
        heads = [number for number, line in lines if line.startswith(f"[[{name}]]")] or [
            number for number, line in lines if line.startswith((f"[{name}]", f"[{name}."))
        ]
        line = heads[index] if index < len(heads) else (heads[0] if heads else 1)
        return Place(self.path, line)

    def error(self, message: str, table: str, index: int, key: str = "") -> PolicyError:
        """An error at the key's line in the table, else at the table's head."""
        head = self.place(table, index)
        if key:
            start = head.line if _bare(self.lines[head.line - 1]).startswith("[") else 0
            for number in range(start, len(self.lines)):
                line = _bare(self.lines[number])
                if line.startswith("[") and not line.startswith(f"[{_bare(table)}."):
                    break
                if line.partition("=")[0].split(".")[-1] == _bare(key):
                    return PolicyError(message, Place(self.path, number + 1))
        return PolicyError(message, head)

    def errors_of(self, table: str, index: int) -> Callable[[str, str], PolicyError]:
        """What makes the errors of one entry, from a message and a key."""
        return lambda message, key: self.error(message, table, index, key)

    def entries(self, data: Table, name: str) -> list[tuple[Table, Place]]:
        """The entries of ``[[name]]`` with their places."""
        entries = data.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
            raise self.error(f"write [[{name}]], with two brackets", name, 0)
        return [(entry, self.place(name, index)) for index, entry in enumerate(entries)]

    def known(self, entry: Table, keys: tuple[str, ...], table: str, index: int) -> None:
        """Refuses misspelt keys: a typing error must not switch a rule off."""
        for key in entry:
            if key not in keys:
                known = ", ".join(keys)
                raise self.error(f"unknown key {key!r}; there are: {known}", table, index, key)

    def text(self, entry: Table, key: str, table: str, index: int) -> str:
        """A text that must be there."""
        value = entry.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"{key} is missing or not a text", table, index, key)
        return value

    def day(self, entry: Table, key: str, table: str, index: int) -> date | None:
        """A date, as TOML writes it: 2027-01-31."""
        value = entry.get(key)
        if isinstance(value, datetime):
            return value.date()
        if value is None or isinstance(value, date):
            return value
        message = f"{key} should be a date such as 2027-01-31, without quotes"
        raise self.error(message, table, index, key)

    def number(
        self, entry: Table, key: str, table: str, allowed: Callable[[float], bool], what: str
    ) -> float | None:
        """A number within bounds, None when it is not there."""
        value = entry.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            value = float("nan")  # refused like any other that is out of bounds
        if not abs(value) < MOST or not allowed(value):
            raise self.error(f"{key} should be {what}", table, 0, key)
        return float(value)

    def pools(self, data: Table, policy: Policy) -> None:
        """The ``[pool.NAME]`` tables."""
        tables = data.get("pool", {})
        if not isinstance(tables, dict):
            raise self.error("write [pool.NAME]", "pool", 0)
        for name, entry in tables.items():
            table = f"pool.{name}"
            if not isinstance(entry, dict):
                raise self.error("write [pool.NAME]", "pool", 0)
            self.known(
                entry,
                (
                    "peak",
                    "capacity",
                    "servers",
                    "survive",
                    "max_share",
                    "fleet",
                    "response_time",
                ),
                table,
                0,
            )
            policy.pools[name] = self._pool(name, entry, table)

    def _pool(self, name: str, entry: Table, table: str) -> PoolPolicy:
        """One ``[pool.NAME]`` table."""

        def positive(key: str) -> float | None:
            return self.number(entry, key, table, lambda n: n > 0, "a number above 0")

        def whole(key: str) -> int | None:
            value = self.number(
                entry, key, table, lambda n: n >= 0 and n == int(n), "a whole number from 0"
            )
            return None if value is None else int(value)

        return PoolPolicy(
            name,
            self.place(table),
            peak=positive("peak"),
            capacity=positive("capacity"),
            servers=self._capacities(entry, table),
            survive=whole("survive"),
            max_share=self.number(
                entry, "max_share", table, lambda n: 0 < n <= 1, "above 0 and at most 1"
            ),
            fleet=whole("fleet"),
            response_time=positive("response_time"),
        )

    def _capacities(self, entry: Table, table: str) -> dict[str, float]:
        """``servers.NAME.capacity``."""
        servers = entry.get("servers", {})
        if not isinstance(servers, dict):
            raise self.error("write servers.NAME.capacity = 500", table, 0)
        found = {}
        for server, values in servers.items():
            if not isinstance(values, dict):
                raise self.error("write servers.NAME.capacity = 500", table, 0)
            value = self.number(values, "capacity", table, lambda n: n > 0, "a number above 0")
            if value is not None:
                found[server] = value
        return found

    def facts(self, data: Table, policy: Policy) -> None:
        """The ``[facts]`` and ``[change]`` tables."""
        facts = data.get("facts", {})
        change = data.get("change", {})
        if not isinstance(facts, dict) or not isinstance(change, dict):
            raise self.error("write [facts] and [change]", "facts", 0)
        self.known(facts, ("behind_proxy",), "facts", 0)
        self.known(change, ("max_share_moved",), "change", 0)
        behind = facts.get("behind_proxy")
        if behind is not None and not isinstance(behind, bool):
            raise self.error("behind_proxy should be true or false", "facts", 0)
        policy.behind_proxy = behind
        moved = self.number(
            change, "max_share_moved", "change", lambda n: 0 < n <= 1, "above 0 and at most 1"
        )
        if moved is not None:
            policy.max_share_moved = moved
