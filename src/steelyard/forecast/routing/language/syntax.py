"""The syntax tree of a regular expression, reduced to what matters for its language."""

from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Bytes:
    """One byte of a set (`bytesets`)."""

    mask: int


@dataclass(slots=True, frozen=True)
class Sequence:
    """The parts one after the other."""

    parts: "tuple[Node, ...]" = ()


@dataclass(slots=True, frozen=True)
class Choice:
    """One of the parts."""

    parts: "tuple[Node, ...]"


@dataclass(slots=True, frozen=True)
class Repeat:
    """The part ``least`` to ``most`` times (None: without bound).

    ``possessive``: as often as possible, without giving back.
    """

    part: "Node"
    least: int
    most: int | None
    possessive: bool = False


@dataclass(slots=True, frozen=True)
class Assertion:
    """A simple assertion by its name in `assertions`; it takes no byte."""

    name: str


@dataclass(slots=True, frozen=True)
class Ahead:
    """What follows starts with ``part``, or with ``wanted`` False does not."""

    part: "Node"
    wanted: bool


Node = Bytes | Sequence | Choice | Repeat | Assertion | Ahead
