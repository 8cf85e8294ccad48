"""What a walk carries along: the request as it stands, and what was learnt."""

from steelyard.core.place import Place
from steelyard.core.record import field, frozen, record
from steelyard.forecast.health import Health
from steelyard.forecast.routing.regex import Groups
from steelyard.forecast.routing.request import Request
from steelyard.model.gateway import Gateway


@frozen
class Step:
    """One step of the way: where it is written and what it does."""

    place: Place
    what: str


@record
class State:
    """The request as changed so far.

    ``clean_path`` is None until the configuration or a condition asks for it.
    ``numbered`` and ``named`` are the groups of the last matching expression.
    ``stack`` are the chains being walked, innermost last, each with the index
    of its next route.
    """

    gateway: Gateway
    health: Health
    request: Request
    method: str
    target: str
    headers: list[tuple[str, str]]
    source: str
    listener: str = ""
    destination: str = ""
    port: int | None = None
    clean_path: str | None = None
    numbered: tuple[str, ...] = ()
    named: dict[str, str] = field(default_factory=dict)
    variables: dict[str, list[str] | None] = field(default_factory=dict)
    unknown_fields: set[tuple[str, str]] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    stack: list[tuple[str, int]] = field(default_factory=list)
    restarts: int = 0

    def copy(self) -> "State":
        """A state that can go another way."""
        return State(
            self.gateway,
            self.health,
            self.request,
            self.method,
            self.target,
            list(self.headers),
            self.source,
            self.listener,
            self.destination,
            self.port,
            self.clean_path,
            self.numbered,
            dict(self.named),
            dict(self.variables),
            set(self.unknown_fields),
            list(self.steps),
            list(self.assumptions),
            list(self.stack),
            self.restarts,
        )

    def forget(self, name: str, argument: str = "") -> None:
        """Marks a field as unknown; argument ``*`` means every argument."""
        self.unknown_fields.add(_folded(name, argument))

    def learn(self, name: str, argument: str = "") -> None:
        """The field is known from now on."""
        self.unknown_fields.discard(_folded(name, argument))

    def is_unknown(self, name: str, argument: str = "") -> bool:
        """Whether the field is marked as unknown."""
        if not self.unknown_fields:
            return False
        marked = self.unknown_fields
        return _folded(name, argument) in marked or (name, "*") in marked

    def remember(self, groups: Groups) -> None:
        """Keeps the groups of an expression that matched; those with names last longer."""
        self.learn("capture", "*")
        self.numbered = groups.numbered
        self.named |= groups.named

    def forget_groups(self, unknown: bool) -> None:
        """Drops the groups with numbers; ``unknown``: whether there are new ones is unknown."""
        if unknown:
            self.forget("capture", "*")
            return
        self.learn("capture", "*")
        self.numbered = ()

    def assume(self, sentence: str) -> None:
        """Remembers what the answer rests on, once."""
        if sentence not in self.assumptions:
            self.assumptions.append(sentence)

    def header(self, name: str) -> list[str]:
        """The values of a header as it stands now."""
        wanted = name.lower()
        return [value for key, value in self.headers if key.lower() == wanted]


def _folded(name: str, argument: str) -> tuple[str, str]:
    """Field and argument; the names of headers in lower case (RFC 9110 section 5.1)."""
    return (name, argument.lower() if name in ("header", "header-item") else argument)
