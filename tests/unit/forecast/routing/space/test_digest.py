"""Digests are equal exactly for chains that do the same."""

from steelyard.forecast.routing.space.digest import Digests
from steelyard.model.conditions import ALWAYS, Condition, Match
from steelyard.model.gateway import Gateway
from steelyard.model.routing import Action, Chain, Goto, Restart, Route, ToPool
from steelyard.model.values import Field, Pattern

AT_A: Condition = Match(Field("path"), (Pattern("prefix", "/a"),))


def gateway(**chains: list[tuple[Condition, Action]]) -> Gateway:
    found = Gateway("x", "nginx", (1,))
    for name, routes in chains.items():
        made = [Route(condition, (action,)) for condition, action in routes]
        found.chains[name] = Chain(name, made)
    return found


def circle(pool: str) -> Gateway:
    return gateway(
        locations=[(AT_A, Goto("a")), (ALWAYS, ToPool(pool))],
        a=[(ALWAYS, Restart("locations", 10))],
        aside=[(ALWAYS, ToPool("p"))],
    )


def test_what_lies_elsewhere_in_a_circle_counts() -> None:
    for order in (("locations", "a"), ("a", "locations")):
        one, other = Digests(circle("p")), Digests(circle("q"))
        assert all(one.chain(name) != other.chain(name) for name in order)
        assert one.chain("aside") == other.chain("aside")


def test_a_digest_does_not_depend_on_what_was_asked_before() -> None:
    one, other = Digests(circle("p")), Digests(circle("p"))
    first = [one.chain(name) for name in ("locations", "a")]
    second = [other.chain(name) for name in ("a", "locations")]
    assert first == second[::-1]


def test_names_do_not_count_outside_circles() -> None:
    one = Digests(gateway(x=[(AT_A, Goto("y"))], y=[(ALWAYS, ToPool("p"))]))
    other = Digests(gateway(u=[(AT_A, Goto("v"))], v=[(ALWAYS, ToPool("p"))]))
    assert one.chain("x") == other.chain("u")
    assert one.chain("x") != one.chain("y")


def test_a_chain_that_leads_to_itself_and_one_that_is_missing() -> None:
    one = Digests(gateway(x=[(AT_A, Restart("x", 10)), (ALWAYS, Goto("gone"))]))
    other = Digests(gateway(x=[(ALWAYS, Restart("x", 10)), (ALWAYS, Goto("gone"))]))
    assert one.chain("x") != other.chain("x")
    assert one.chain("gone") == other.chain("gone")
