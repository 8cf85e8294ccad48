"""What is asked of a candidate: pure, made before anything is started.

Requests to one pool form a lane: they are asked one after the other, so that the
turn of a rotation is known.  Lanes run side by side.
"""

from collections.abc import Callable, Iterable, Sequence

from steelyard.core.exactness import Exactness
from steelyard.core.record import field, frozen, record
from steelyard.expect.result import Line
from steelyard.expect.space import Space
from steelyard.model.gateway import Bind, Gateway
from steelyard.prove.edges import edge_questions
from steelyard.prove.question import Question, from_here
from steelyard.prove.routes import route_questions
from steelyard.prove.shares import PoolPlan, pool_plan


@frozen
class PlannedLane:
    """Questions one after the other; ``gently``: each when the one before is quite over."""

    questions: Sequence[Question]
    gently: bool = False


@record
class Plan:
    """``pools`` by name; ``others`` are questions that reach no pool.

    ``edges`` likewise, close to some witness (`steelyard.prove.edges`).
    ``missing``: lines that no request was found for; ``elsewhere``: questions that
    only a client elsewhere can ask; ``unreached``: pools that no request was found
    for; ``why`` says why the search ended early.
    """

    gateway: Gateway
    pools: dict[str, PoolPlan] = field(default_factory=dict)
    others: list[Question] = field(default_factory=list)
    edges: list[Question] = field(default_factory=list)
    missing: list[Line] = field(default_factory=list)
    elsewhere: list[Question] = field(default_factory=list)
    unreached: list[str] = field(default_factory=list)
    why: str = ""

    def routed(self) -> list[Question]:
        """The witnesses of the routes."""
        found = [one for plan in self.pools.values() for one in plan.questions[: plan.routed]]
        return found + self.others

    def lanes(self) -> list[PlannedLane]:
        """Questions that must be asked one after the other."""
        found = [
            PlannedLane(plan.questions, plan.promise.exactness is Exactness.LOAD)
            for plan in self.pools.values()
        ]
        return found + [PlannedLane([one]) for one in (*self.others, *self.edges)]


def make_plan(
    gateway: Gateway,
    anywhere: Callable[[Bind], bool] = lambda _: True,
    texts: Iterable[str] = (),
) -> Plan:
    """The plan for a gateway whose servers are all up.

    ``anywhere``: whether a request to a socket may state its client's address; to
    others all come from this machine.  ``texts`` are the files of the configuration.
    """
    routes = route_questions(Space(gateway))
    plan = Plan(gateway, missing=routes.missing, why=routes.why)
    by_pool: dict[str, list[Question]] = {}
    for question in routes.questions:
        if not anywhere(question.door.bind):
            asked, question = question, from_here(question)
            if question.line is None and asked.line is not None:
                plan.elsewhere.append(asked)
        if question.pool:
            by_pool.setdefault(question.pool, []).append(question)
        else:
            plan.others.append(question)
    close = _close(plan, by_pool, anywhere, texts)
    for name, pool in gateway.pools.items():
        if name in by_pool:
            plan.pools[name] = pool_plan(pool, by_pool[name], anywhere)
        elif name in close:
            plan.pools[name] = pool_plan(pool, close[name][:1], anywhere)
        elif pool.servers:
            plan.unreached.append(name)
        if name in plan.pools:
            plan.pools[name].questions += close.get(name, ())
    return plan


def _close(
    plan: Plan,
    by_pool: dict[str, list[Question]],
    anywhere: Callable[[Bind], bool],
    texts: Iterable[str],
) -> dict[str, list[Question]]:
    """Questions close to the witnesses, by pool; those that reach none are the plan's."""
    witnesses = [*plan.others, *(one for found in by_pool.values() for one in found)]
    close: dict[str, list[Question]] = {}
    for question in edge_questions(plan.gateway, witnesses, texts):
        if not anywhere(question.door.bind):
            question = from_here(question)
        if question.pool:
            close.setdefault(question.pool, []).append(question)
        else:
            plan.edges.append(question)
    return close
