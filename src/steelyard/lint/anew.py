"""What is not understood, told apart where it may differ from one line to the next."""

from steelyard.core.record import frozen, replace
from steelyard.model.conditions import All, Any, Condition, InTable, Match, Not, OpaqueCondition
from steelyard.model.values import Apply, Field, Join, Lookup, Opaque, Several, Split, Value

MOMENTARY = (
    "it is drawn at random",
    "it depends on the load of the moment",
    "it depends on the counters of a stick table",
    "it is computed by a Lua script",
)
"""The reasons that readers give for what may differ each time it is asked for."""


@frozen
class Anew:
    """Renames, for one line, values and tests that are not understood.

    A counter, or what is drawn at random, is another each time; any other is the
    same where the same test stands (a named one), until something is changed:
    ``epoch`` counts the changes.  With ``tables`` False a table may give anything:
    one that gives the same for all is a switch that somebody may turn.
    """

    index: int
    epoch: int
    tables: bool = True

    def condition(self, one: Condition) -> Condition:
        """The condition; the same object when nothing in it had to be renamed."""
        match one:
            case All() | Any():
                parts = tuple(self.condition(part) for part in one.parts)
                same = all(new is old for new, old in zip(parts, one.parts, strict=True))
                return one if same else replace(one, parts=parts)
            case Not():
                part = self.condition(one.part)
                return one if part is one.part else Not(part)
            case Match() | InTable():
                value = self.value(one.value)
                return one if value is one.value else replace(one, value=value)
            case OpaqueCondition():
                return replace(one, text=self._name(one))
        return one

    def value(self, one: Value) -> Value:
        """The value, likewise."""
        match one:
            case Field(name="client-counter"):
                return Opaque(f"{one.argument} for route {self.index}", "it is counted meanwhile")
            case Opaque():
                return replace(one, text=self._name(one))
            case Apply():
                inner = self.value(one.value)
                return one if inner is one.value else replace(one, value=inner)
            case Join() | Several():
                parts = tuple(self.value(part) for part in one.parts)
                same = all(new is old for new, old in zip(parts, one.parts, strict=True))
                return one if same else replace(one, parts=parts)
            case Lookup() if not self.tables:
                return Opaque(f"what {one.table.name} gives", "tables change")
            case Lookup():
                key = self.value(one.key)
                return one if key is one.key else replace(one, key=key)
            case Split():
                key = self.value(one.key)
                return one if key is one.key else replace(one, key=key)
        return one

    def _name(self, one: "Opaque | OpaqueCondition") -> str:
        if one.reason in MOMENTARY or not one.place.line:
            return f"{one.text} for route {self.index}"
        where = f"{one.place.file}:{one.place.line}:{one.place.column}"
        return f"{one.text} at {where} after {self.epoch} changes"
