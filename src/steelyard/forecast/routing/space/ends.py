"""How a walk ends, for a whole region of requests."""

from steelyard.core.place import NOWHERE, Place
from steelyard.core.record import field, frozen
from steelyard.model.values import Value


@frozen
class End:
    """The end of a way.

    ``kind``, ``pool``, ``server``, ``status`` as in
    `steelyard.forecast.routing.outcome.Outcome`.  ``location`` of a redirect,
    and ``path`` and ``mark`` (the ``?`` and the query) that a pool is sent when
    they were changed, are values over the request as it was sent.  ``what``
    says what answers, or why it is unknown; ``persistence`` what a rule says about
    it (`steelyard.model.pool.PERSISTENCE`).  ``place`` is the line that decides.
    """

    kind: str
    pool: str = ""
    server: str = ""
    status: int | None = None
    location: Value | None = None
    what: str = ""
    path: Value | None = None
    mark: Value | None = None
    persistence: str = ""
    place: Place = field(default=NOWHERE, compare=False)
    text: str = field(default="", compare=False)


def unknown(why: str, place: Place = NOWHERE, text: str = "") -> End:
    """An end that is not known."""
    return End("unknown", what=why, place=place, text=text)
