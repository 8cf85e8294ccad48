"""What ``[[expect]]`` entries say (docs/policy.md), as values."""

from steelyard.core.place import NOWHERE, Place
from steelyard.core.record import frozen
from steelyard.forecast.routing.request import Request
from steelyard.model.conditions import ALWAYS, Condition


@frozen
class Goal:
    """Where requests should end; one of these is stated.

    ``redirect``: True, any redirect; a text, one to exactly this address;
    ``redirect_prefix``: one to an address that starts so.
    """

    pools: tuple[str, ...] = ()
    not_pools: tuple[str, ...] = ()
    status: tuple[int, ...] = ()
    redirect: bool | str = False
    redirect_prefix: str = ""
    server: str = ""


@frozen
class Where:
    """Which requests are meant.

    ``condition`` is over the request as sent; its ``path`` stands for the path
    as the gateway compares it.  ``schemes``, ``ports``, ``listeners``: () for
    all.  ``plainly``: only requests written plainly.  ``http``: it asks for
    something that only HTTP has.
    """

    condition: Condition = ALWAYS
    schemes: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    listeners: tuple[str, ...] = ()
    plainly: bool = False
    http: bool = False


@frozen
class OneRequest:
    """This request ends so."""

    request: Request
    goal: Goal


@frozen
class AllRequests:
    """All requests that are meant end so."""

    where: Where
    goal: Goal


@frozen
class OnlyFrom:
    """Requests from outside these networks never reach the pool; () means that none at all does."""

    pool: str
    networks: tuple[str, ...] = ()


@frozen
class EveryPool:
    """Some request reaches every pool but these."""

    spared: tuple[str, ...] = ()


@frozen
class Shares:
    """How a pool's requests are shared out, with all servers up and with ``down`` down.

    ``down`` holds (pool, server) names.
    """

    pool: str
    max_share: float | None = None
    min_servers: int | None = None
    down: tuple[tuple[str, str], ...] = ()


@frozen
class OfTraffic:
    """A pool's part of the requests of an access log."""

    pool: str
    most: float | None = None
    least: float | None = None


Statement = OneRequest | AllRequests | OnlyFrom | EveryPool | Shares | OfTraffic


@frozen
class Expectation:
    """One ``[[expect]]`` entry; ``name`` is "" when it has none."""

    statement: Statement
    name: str = ""
    place: Place = NOWHERE
