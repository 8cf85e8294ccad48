"""What a change does: the result of comparing two revisions."""

from collections.abc import Sequence

from steelyard.compare.merge import Told
from steelyard.core.place import NOWHERE, Place
from steelyard.core.record import field, identity, record
from steelyard.forecast.result import PoolForecast
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.space.door import Door
from steelyard.forecast.routing.space.ends import End
from steelyard.forecast.routing.space.program import Step
from steelyard.forecast.workload.classify import Traffic


@identity
class RegionChange:
    """Requests that are treated differently.

    ``sockets`` are where they come in, for people; ``condition`` what they have in
    common, in words.  ``old`` and ``new`` are the outcomes of the witness, ``old_end``
    and ``new_end`` those of the whole region.  ``witness`` None: whether there is
    such a request is unknown, ``why`` says what is missing.  ``weight`` is the part
    of the traffic, None when it is not known.  ``region`` tells whether a request to
    ``door`` lies in it.
    """

    sockets: Sequence[str]
    condition: str
    witness: Request | None
    old_end: End
    new_end: End
    old: Outcome | None = None
    new: Outcome | None = None
    why: str = ""
    region: Told | None = None
    door: Door | None = None
    weight: float | None = None
    requests: int | None = None


@record
class PoolShift:
    """A pool whose servers' shares changed, or that appeared or vanished.

    ``old`` or ``new`` None: the pool is not there.  ``moved``: the part of its
    traffic that goes to another server than before, None when not known.
    ``witness`` is a request that the pool gets and ``route`` the line that sends it
    there; ``unreached``: it is proved that none does.
    """

    name: str
    old: PoolForecast | None
    new: PoolForecast | None
    moved: float | None
    witness: Request | None = None
    route: Step | None = None
    unreached: bool = False


@record
class OtherChange:
    """A setting that changed and is no route and no share: in words, before and after."""

    what: str
    old: str
    new: str
    place: Place = NOWHERE


@record
class Mix:
    """What the requests of access logs do under the change.

    ``total`` requests were walked, ``moved`` of them end elsewhere; ``beyond`` more
    were too different to be walked, ``unread`` lines could not be read.  ``old``
    and ``new`` are where they go.
    """

    total: int
    moved: int
    beyond: int
    unread: int
    old: Traffic
    new: Traffic


@record
class Difference:
    """Everything a change does.

    ``verdict``: ``same`` (proved: no request is treated differently; and no
    setting that is compared changed), ``changed``, ``unknown``.
    ``routes_same``: no request goes elsewhere.
    ``complete``: the list of regions is; ``why`` says why not.
    ``strangers``: the two are of different dialects, so that settings do not compare.
    ``emptied``: pools that requests reached before and, proved, none reaches now.
    ``twins``: for pools of the new gateway the old one's pool they stand for.
    ``mix``: what a log says, if there was one.
    """

    regions: list[RegionChange] = field(default_factory=list)
    pools: list[PoolShift] = field(default_factory=list)
    other: list[OtherChange] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    complete: bool = True
    why: str = ""
    strangers: bool = False
    emptied: list[str] = field(default_factory=list)
    twins: dict[str, str] = field(default_factory=dict)
    mix: Mix | None = None

    @property
    def verdict(self) -> str:
        """``same``, ``changed`` or ``unknown``."""
        certain = [region for region in self.regions if region.witness is not None]
        if certain or self.pools or self.other:
            return "changed"
        return "same" if self.complete and not self.regions else "unknown"

    @property
    def routes_same(self) -> bool:
        """Whether it is proved that every request goes where it went."""
        return self.complete and not self.regions
