"""Where a request goes: chains of routes, the first match decides.

A dialect lowers its own precedence (server names, nested locations, phases) to
this: a **chain** is an ordered list of **routes**; a request walks down the
chain, and at each route whose condition holds its actions run in order.  An
action either ends the walk, moves it to another chain, or changes what later
conditions see.  After a route without an ending action the walk goes on with
the next route.  A chain that ends without a decision returns to its caller
(`Call`); at the top its outcome would be unknown, so a dialect closes every top
chain with a route of its own (``implicit``) that says what the binary does then.
"""

from collections.abc import Mapping

from steelyard.core.place import NOWHERE, Place
from steelyard.core.record import field, frozen, record
from steelyard.model.conditions import Condition
from steelyard.model.values import Value

# Endings


@frozen
class ToPool:
    """The request goes to a server of this pool: balancing decides which."""

    pool: str


@frozen
class ToServer:
    """The request goes to this very server unless it is stopped; if so the walk goes on.

    With the pool's setting ``persist-to-dead``, or when `PERSISTENCE` says
    ``force``, it goes to a stopped server too.
    """

    pool: str
    server: str


@frozen
class Redirect:
    """The client is sent elsewhere: status 30x and the location's text."""

    status: int
    location: Value


@frozen
class Respond:
    """The gateway answers by itself.

    ``status`` None when it depends on what the gateway's disk holds.  ``what``
    says in words what answers: ``return``, ``files below /srv``, ``statistics``.
    """

    status: int | None
    what: str


@frozen
class Reject:
    """The request is refused; ``status`` None when the connection is just closed."""

    status: int | None
    why: str = ""


# Moves


@frozen
class Goto:
    """The walk goes on in this chain and does not come back."""

    chain: str


@frozen
class Call:
    """The walk goes through this chain and comes back if it decided nothing."""

    chain: str


@frozen
class Restart:
    """Like `Goto`, for internal redirects: at most ``limit`` times, then `Reject` 500."""

    chain: str
    limit: int = 10


@frozen
class Switch:
    """The text of ``value`` names the chain to go on in.

    ``cases`` maps texts to chains; a text that is none of them, or no text,
    goes to chain ``otherwise``; with ``otherwise`` None the walk goes on with
    the next route.
    """

    value: Value
    cases: Mapping[str, str]
    otherwise: str | None


# Changes


@frozen
class SetField:
    """Later conditions and the chosen server see ``field`` as ``value``.

    Fields as in `steelyard.model.values`; ``query``/``path`` change ``target``
    too, but not ``clean-path``, which is what location-like conditions see.  ``value``
    None removes it (a header that is deleted).
    """

    field: str
    argument: str
    value: Value | None


@frozen
class AddHeader:
    """One more line of this header."""

    name: str
    value: Value


@frozen
class SetVariable:
    """A variable of the configuration gets a value."""

    name: str
    value: Value


@frozen
class OpaqueAction:
    """An action that is kept but not understood.

    ``may_end``: it might answer or reject by itself, so that everything after
    it is unknown; otherwise it may only have changed what ``touches`` names.
    """

    text: str
    reason: str
    may_end: bool = False
    touches: tuple[str, ...] = ()


@frozen
class Remark:
    """An action without influence on where the request goes.

    A log setting, a header of the response: kept so that a walk can name it.
    """

    text: str


Action = (
    ToPool
    | ToServer
    | Redirect
    | Respond
    | Reject
    | Goto
    | Call
    | Restart
    | Switch
    | SetField
    | AddHeader
    | SetVariable
    | OpaqueAction
    | Remark
)

ENDINGS = (ToPool, ToServer, Redirect, Respond, Reject, Goto, Restart)
"""Actions after which the walk does not go on in the same chain (`ToServer`
unless the server is stopped)."""


@record
class Route:
    """One step of a chain: when ``condition`` holds, ``actions`` run in order.

    ``text`` is the configuration's own line, shortened, for people.  ``kind``
    names the construct in the dialect's own word (``use_backend``,
    ``location``) for messages about its files.  ``implicit`` is True for what
    no line states, such as the answer when nothing matched.
    """

    condition: Condition
    actions: tuple[Action, ...]
    place: Place = NOWHERE
    text: str = ""
    kind: str = ""
    implicit: bool = False


@record
class Chain:
    """An ordered list of routes with a name unique in the gateway.

    ``by_precedence``: the dialect's own precedence made the order (longest
    prefix, server names), not the order of the text; what stands last is then
    a fallback, and nothing stands in another's way by its position.
    """

    name: str
    routes: list[Route] = field(default_factory=list)
    place: Place = NOWHERE
    by_precedence: bool = False
