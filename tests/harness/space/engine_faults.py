"""Faults to be put into the engine that compares: each must make the brute force disagree.

    for fault in FAULTS:
        with planted(fault): ...

Each replaces one function, or one entry of a table, by one that is subtly wrong.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest

from steelyard.compare import align, regions, telling
from steelyard.forecast.routing import space
from steelyard.forecast.routing.language.automaton import EVERYTHING
from steelyard.forecast.routing.space import (
    choose,
    digest,
    environment,
    example,
    formula,
    leaf,
    lookups,
    normal,
    order,
    parts,
    perform,
    solver,
    trie,
)
from steelyard.model import routing
from steelyard.model.conditions import Not
from steelyard.model.values import Join

Anything = Any


class Fault(NamedTuple):
    """What is replaced by what, and the dialect and number of a pair that shows it."""

    name: str
    dialect: str
    seed: int
    where: object  # a module, a class, or a table
    what: str
    faulty: object


def _formula_without_negation(self: Anything, condition: Anything, wanted: bool) -> Anything:
    inner = condition.part if isinstance(condition, Not) else condition
    return _build(self, inner, wanted)


def _first_alternative(
    self: Anything, tested: Anything, clause: Anything, rest: Anything
) -> Anything:
    formula_ = clause.formula
    first = getattr(formula_, "parts", ())[:1]
    if not isinstance(formula_, normal.Some) or not first:
        return _split(self, tested, clause, rest)
    return self.run(tested, [*rest, solver.Clause(None, True, first[0])])


def _contrary(one: Anything) -> Anything:
    """De Morgan's other half is missing."""
    if isinstance(one, normal.Literally):
        return normal.Literally(one.leaf, not one.wanted)
    return type(one)(tuple(_contrary(part) for part in one.parts))


def _solve_without_before(
    self: Anything, wanted: Anything, before: Anything = (), *more: Anything
) -> Anything:
    answer = _solve(self, wanted, (), *more)
    answer.used = [[] for _ in before]
    return answer


def _solve_surely(self: Anything, *arguments: Anything) -> Anything:
    """What is not known is said not to be."""
    answer = _solve(self, *arguments)
    answer.none = answer.request is None
    return answer


def _before(self: Anything, index: int) -> Anything:
    return regions.Before(self.guards, self.order, index - 1)


def _before_after(self: Anything, index: int) -> Anything:
    return regions.Before(self.guards, self.order, index + 1)


def _exact_only(self: Anything, text: str) -> Iterator[list[int]]:
    lengths, self.lengths = self.lengths, set()
    yield from _found(self, text)
    self.lengths = lengths


def _may_meet(self: Anything, guard: Anything) -> list[int]:
    return [index for index in _met(self, guard) if index not in self._others]


def _action(self: Anything, action: Anything) -> bytes:
    return type(action).__name__.encode()


def _digest(self: Anything, name: str) -> bytes:
    """A chain is known by its conditions."""
    chain = self._gateway.chains.get(name)
    return repr([route.condition for route in chain.routes]).encode() if chain else b""


def _unchanged_path(action: Anything, at: Anything, asked: Anything) -> Anything:
    path = isinstance(action, routing.SetField) and action.field in ("path", "target", "clean-path")
    return at if path else _change(action, at, asked)


def _unchanged_header(action: Anything, at: Anything, asked: Anything) -> Anything:
    header = isinstance(action, routing.SetField) and action.field == "header"
    return at if header else _change(action, at, asked)


def _replacing(action: Anything, at: Anything, asked: Anything) -> Anything:
    """A header that is added takes the place of those that are there."""
    if isinstance(action, routing.AddHeader):
        return at.changed("header", action.name.lower(), Join((at.value(action.value),)))
    return _change(action, at, asked)


def _unset_variable(action: Anything, at: Anything, asked: Anything) -> Anything:
    return at if isinstance(action, routing.SetVariable) else _change(action, at, asked)


def _sets_of(variable: Anything, tests: Anything) -> Anything:
    return _sets(variable, [(one, True) for one, _ in tests])


def _no_default(condition: Anything, lookup: Anything, _: Anything) -> Anything:
    return _by_entries(condition, lookup, lookups.Never())


def _table_without_default(value: Anything) -> Anything:
    found = _by_table(value)
    return found and (found[0], None)


def _first_of_all(parts: Anything) -> Anything:
    return _all(parts[:1])


def _trie_in_case(texts: Anything, _: bool) -> Anything:
    return _trie(texts, False)


def _trie_of_wholes(texts: Anything, any_case: bool) -> Anything:
    return _trie([(text, False) for text, _ in texts], any_case)


def _no_doubt(self: Anything, tested: Anything, state: Anything) -> bool:
    found = _faithful(self, tested, state)
    self.doubts.clear()
    return bool(found)


def _never_apart(self: Anything, old: Anything, new: Anything, witness: Anything) -> Anything:
    return witness if old.location != new.location and new.location is None else None


def _rising(found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return list(found)


_build = formula.Formulas._build
_split = solver._Search._split
_found = order._Keyed.find
_solve = solver.Solver.solve
_met = order.Order.may_meet
_change = perform._change
_sets = example.sets_of
_by_entries = lookups._by_entries
_by_table = perform._by_table
_all = environment._all
_trie = trie._trie
_faithful = solver._Search._faithful

FAULTS = (
    Fault(
        "negation is dropped",
        "haproxy",
        3000,
        formula.Formulas,
        "_build",
        _formula_without_negation,
    ),
    Fault(
        "one alternative is tried", "haproxy", 3007, solver._Search, "_split", _first_alternative
    ),
    Fault("a contrary keeps its and", "haproxy", 3009, solver, "contrary", _contrary),
    Fault(
        "guards before are ignored", "haproxy", 3000, solver.Solver, "solve", _solve_without_before
    ),
    Fault("one guard before is forgotten", "haproxy", 3000, regions._List, "before", _before),
    Fault("a guard stands before itself", "haproxy", 3000, regions._List, "before", _before_after),
    Fault("unknown is none", "haproxy", 3005, solver.Solver, "solve", _solve_surely),
    Fault("what cannot be made is none", "haproxy", 3022, solver._Search, "_faithful", _no_doubt),
    Fault("steps that cross are twins", "haproxy", 3012, align, "_rising", _rising),
    Fault("prefixes are not found", "nginx", 3001, order._Keyed, "find", _exact_only),
    Fault("what has no key never meets", "haproxy", 3007, order.Order, "may_meet", _may_meet),
    Fault("actions are alike", "haproxy", 3000, digest.Digests, "_action", _action),
    Fault("chains are their conditions", "haproxy", 3000, digest.Digests, "chain", _digest),
    Fault("a path set is not", "haproxy", 3000, perform, "_change", _unchanged_path),
    Fault("a header set is not", "haproxy", 3005, perform, "_change", _unchanged_header),
    Fault("a header added replaces", "haproxy", 3022, perform, "_change", _replacing),
    Fault("a variable set is not", "nginx", 3003, perform, "_change", _unset_variable),
    Fault("a switch has no default", "haproxy", 3003, perform, "_by_table", _table_without_default),
    Fault("a table has no default", "nginx", 3009, lookups, "_by_entries", _no_default),
    Fault("and is the first", "haproxy", 3000, environment, "_all", _first_of_all),
    Fault("a set for its contrary", "nginx", 3009, choose, "sets_of", _sets_of),
    Fault("case always counts", "nginx", 3009, trie, "_trie", _trie_in_case),
    Fault("a prefix is the whole", "nginx", 3002, trie, "_trie", _trie_of_wholes),
    Fault("locations never differ", "haproxy", 3030, telling.Telling, "apart", _never_apart),
    Fault("parts lead anywhere", "nginx", 3004, parts, "_reachable", lambda _, state: [state]),
    Fault("all texts are in", "nginx", 3009, leaf, "_matched", lambda _: EVERYTHING),
)


@contextmanager
def planted(fault: Fault) -> Iterator[None]:
    """Put a fault into the engine, and what it remembers aside."""
    with pytest.MonkeyPatch.context() as patch:
        if isinstance(fault.where, MutableMapping):
            patch.setitem(fault.where, fault.what, fault.faulty)
        else:
            patch.setattr(fault.where, fault.what, fault.faulty)
        _forget()
        yield
    _forget()


def _forget() -> None:
    """Empty every cache of the engine."""
    for module in _modules():
        for found in vars(module).values():
            clear: Callable[[], None] | None = getattr(found, "cache_clear", None)
            if clear is not None:
                clear()


def _modules() -> Iterator[object]:
    for one in pkgutil.iter_modules(space.__path__, f"{space.__name__}."):
        yield importlib.import_module(one.name)
