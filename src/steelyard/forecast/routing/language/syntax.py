"""The syntax tree of a regular expression, reduced to what matters for its language."""

from steelyard.core.record import frozen


@frozen
class Bytes:
    """One byte of a set (`bytesets`)."""

    mask: int


@frozen
class Sequence:
    """The parts one after the other."""

    parts: "tuple[Node, ...]" = ()


@frozen
class Choice:
    """One of the parts."""

    parts: "tuple[Node, ...]"


@frozen
class Repeat:
    """The part ``least`` to ``most`` times (None: without bound).

    ``possessive``: as often as possible, without giving back.
    """

    part: "Node"
    least: int
    most: int | None
    possessive: bool = False


@frozen
class Assertion:
    """A simple assertion by its name in `assertions`; it takes no byte."""

    name: str


@frozen
class Ahead:
    """What follows starts with ``part``, or with ``wanted`` False does not."""

    part: "Node"
    wanted: bool


Node = Bytes | Sequence | Choice | Repeat | Assertion | Ahead
