"""Conditions in negation normal form, over leaves that each speak of one variable."""

from steelyard.forecast.routing.evaluate import settled_name
from steelyard.forecast.routing.language.refused import Inexpressible
from steelyard.forecast.routing.space.carry import source_variable
from steelyard.forecast.routing.space.leaf import NUMBERS, Leaf, compared
from steelyard.forecast.routing.space.lookups import spelt_out
from steelyard.forecast.routing.space.normal import FALSE, TRUE, Formula, Literally, every, some
from steelyard.forecast.routing.space.parts import Parts, several_parts
from steelyard.forecast.routing.space.variables import Variable
from steelyard.model.conditions import (
    All,
    Always,
    Any,
    Condition,
    InTable,
    Match,
    Never,
    Not,
    OpaqueCondition,
)
from steelyard.model.essence import essence
from steelyard.model.values import Apply, Field, Join, Opaque, Value


class Formulas:
    """Turns conditions into formulas; equal tests, of whatever gateway, become one leaf."""

    def __init__(self) -> None:
        self._leaves: dict[object, Leaf] = {}
        self._made: dict[tuple[int, bool], tuple[Condition, Formula]] = {}
        self._variables: dict[object, tuple[Variable, str]] = {}

    def formula(self, condition: Condition, wanted: bool = True) -> Formula:
        """The condition, or with ``wanted`` False its contrary."""
        key = (id(condition), wanted)
        found = self._made.get(key)
        if found is None:
            # The condition is kept, so that its id stays its own.
            found = self._made[key] = (condition, self._build(condition, wanted))
        return found[1]

    def _build(self, condition: Condition, wanted: bool) -> Formula:
        match condition:
            case Always():
                return TRUE if wanted else FALSE
            case Never():
                return FALSE if wanted else TRUE
            case All():
                parts = [self.formula(part, wanted) for part in condition.parts]
                return every(parts) if wanted else some(parts)
            case Any():
                parts = [self.formula(part, wanted) for part in condition.parts]
                return some(parts) if wanted else every(parts)
            case Not():
                return self.formula(condition.part, not wanted)
            case Match():
                expanded = spelt_out(condition)
                if expanded is not None:
                    return self.formula(expanded, wanted)
        found = (
            None if isinstance(condition, OpaqueCondition) else self._by_parts(condition, wanted)
        )
        return found or Literally(self._leaf(condition), wanted)

    def _by_parts(self, condition: "Match | InTable", wanted: bool) -> Formula | None:
        """A test of a text put together of several variables, as tests of each."""
        if not several_parts(condition.value):
            return None
        try:
            parts = Parts(condition, self.variable)
            return parts.formula(condition.value, compared(condition), wanted)
        except Inexpressible:
            return None

    def _leaf(self, condition: "Match | InTable | OpaqueCondition") -> Leaf:
        key = essence(condition, True)
        if isinstance(condition, OpaqueCondition):
            key = ("opaque", condition.text)
        found = self._leaves.get(key)
        if found is None:
            if isinstance(condition, OpaqueCondition):
                found = Leaf(condition, Variable("truth", condition.text))
            else:
                found = Leaf(condition, *self.variable(condition.value))
            self._leaves[key] = found
        return found

    def variable(self, value: Value) -> tuple[Variable, str]:
        """The variable that a value is made of, and what of its texts is tested."""
        key = essence(value, True)
        found = self._variables.get(key)
        if found is None:
            found = self._variables[key] = _variable(value, key)
        return found


def _variable(value: Value, key: object) -> tuple[Variable, str]:
    if value in (Field("source"), Apply("address", Field("source")), Join((Field("source"),))):
        return Variable("source"), ""
    if isinstance(value, Apply) and value.function in ("first", "last", "count"):
        inner = source_variable(value.value)
        if inner is not None and inner.several:
            return inner, value.function
        if inner is not None and value.function != "count":
            return inner, ""
    if isinstance(value, Apply) and value.function in NUMBERS:
        return _variable(value.value, key)
    found = source_variable(value)
    if found is not None:
        return found, ""
    if isinstance(value, Field | Opaque):
        return Variable("free", settled_name(value)), ""
    return Variable("free", repr(key)), ""
