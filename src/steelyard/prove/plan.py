"""What is asked of a candidate: pure, made before anything is started.

Requests to one pool form a lane: they are asked one after the other, so that the
turn of a rotation is known.  Lanes run side by side.
"""

from steelyard.core.record import field, record
from steelyard.expect.result import Line
from steelyard.expect.space import Space
from steelyard.model.gateway import Gateway
from steelyard.prove.question import Question
from steelyard.prove.routes import route_questions
from steelyard.prove.shares import PoolPlan, pool_plan


@record
class Plan:
    """``pools`` by name; ``others`` are questions that reach no pool.

    ``missing``: lines that no request was found for; ``unreached``: pools
    likewise; ``why`` says why the search ended early.
    """

    gateway: Gateway
    pools: dict[str, PoolPlan] = field(default_factory=dict)
    others: list[Question] = field(default_factory=list)
    missing: list[Line] = field(default_factory=list)
    unreached: list[str] = field(default_factory=list)
    why: str = ""

    def lanes(self) -> list[list[Question]]:
        """Questions that must be asked one after the other."""
        return [plan.questions for plan in self.pools.values()] + [[one] for one in self.others]


def make_plan(gateway: Gateway) -> Plan:
    """The plan for a gateway whose servers are all up."""
    routes = route_questions(Space(gateway))
    plan = Plan(gateway, missing=routes.missing, why=routes.why)
    by_pool: dict[str, list[Question]] = {}
    for question in routes.questions:
        if question.pool:
            by_pool.setdefault(question.pool, []).append(question)
        else:
            plan.others.append(question)
    for name, pool in gateway.pools.items():
        if name in by_pool:
            plan.pools[name] = pool_plan(pool, by_pool[name])
        elif pool.servers:
            plan.unreached.append(name)
    return plan
