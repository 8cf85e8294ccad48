"""Classes that are mostly fields: what `dataclasses` offers, at a third of its cost.

A run of ``check`` makes a hundred such classes before it reads a line, and tens
of thousands of objects after that.  `dataclasses` took half of the start: it
imports `inspect` and compiles up to six methods for each class.  Here one is
compiled, ``__init__``; the others are shared.  That a `frozen` object never changes is
held by mypy, not while running, where it would double the cost of making one.

    @frozen
    class Literal:
        text: str

All get ``__slots__``; none inherits fields.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform, overload

T = TypeVar("T")

_UNSET: Any = object()


class _Field:
    """What the definition of a field says besides its type."""

    __slots__ = ("compare", "default", "factory")

    def __init__(self, default: object, factory: object, compare: bool) -> None:
        self.default = default
        self.factory = factory
        self.compare = compare


@overload
def field(*, default: T, compare: bool = True) -> T: ...
@overload
def field(*, default_factory: Callable[[], T], compare: bool = True) -> T: ...
def field(*, default: Any = _UNSET, default_factory: Any = None, compare: bool = True) -> Any:
    """A field whose default is made for each object anew, or that comparing passes over."""
    return _Field(default, default_factory, compare)


@dataclass_transform(field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Fields that may change; equal when they are."""
    equal, _ = _comparing(cls)
    return _build(cls, {"__eq__": equal, "__hash__": None})


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """Fields that never change; equal when they are, and hashable."""
    equal, hashed = _comparing(cls)
    return _build(cls, {"__eq__": equal, "__hash__": hashed})


@dataclass_transform(eq_default=False, field_specifiers=(field,))
def identity(cls: type[T]) -> type[T]:
    """Fields that may change; equal to nothing but itself."""
    return _build(cls, {})


def names_of(thing: object) -> tuple[str, ...]:
    """The names of the fields of an object made here; () for texts, numbers and the like."""
    names: tuple[str, ...] = getattr(type(thing), "__match_args__", ())
    return names


def replace(thing: T, **changes: object) -> T:
    """A copy with some fields changed."""
    fields = {name: getattr(thing, name) for name in names_of(thing)}
    return type(thing)(**(fields | changes))


def _build(cls: type[T], methods: dict[str, object]) -> type[T]:
    """The class anew, with slots for its fields, and with these methods."""
    names = tuple(cls.__annotations__)
    body = {k: v for k, v in cls.__dict__.items() if k not in ("__dict__", "__weakref__")}
    given: dict[str, Any] = {"_UNSET": _UNSET}
    parameters, lines = ["self"], []
    for name in names:
        parameter = source = name
        if name in body:
            default = body.pop(name)
            if isinstance(default, _Field) and default.factory:
                parameter = f"{name}=_UNSET"
                source = f"_default_{name}() if {name} is _UNSET else {name}"
                given[f"_default_{name}"] = default.factory
            else:
                parameter = f"{name}=_default_{name}"
                plain = default.default if isinstance(default, _Field) else default
                given[f"_default_{name}"] = plain
        parameters.append(parameter)
        lines.append(f" self.{name} = {source}\n")
    # The text holds nothing but the names of our own fields.
    exec(f"def __init__({', '.join(parameters)}):\n{''.join(lines) or ' pass'}", given)
    body |= {"__slots__": names, "__match_args__": names, "__init__": given["__init__"]}
    made: Any = type(cls.__name__, cls.__bases__, {"__repr__": _shown} | body | methods)
    made.__qualname__ = cls.__qualname__
    return made  # type: ignore[no-any-return]


def _comparing(cls: type) -> tuple[object, object]:
    """``__eq__`` and ``__hash__`` by what the fields hold."""
    found = {name: cls.__dict__.get(name) for name in cls.__annotations__}
    names = [name for name, one in found.items() if not isinstance(one, _Field) or one.compare]
    held: Callable[[object], object] = attrgetter(*names) if names else lambda _: ()

    def equal(self: object, other: object) -> bool:
        return held(self) == held(other) if self.__class__ is other.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(held(self))

    return equal, hashed


def _shown(self: object) -> str:
    """``__repr__``: the class and its fields."""
    fields = (f"{name}={getattr(self, name)!r}" for name in names_of(self))
    return f"{type(self).__qualname__}({', '.join(fields)})"
