"""Which lines lead from a listener to each pool."""

import pytest

from steelyard.core.place import NOWHERE, Place
from steelyard.forecast.ways import LONGEST, ways
from steelyard.model.conditions import ALWAYS, Condition, Match
from steelyard.model.gateway import Gateway
from steelyard.model.pool import Balance, Pool
from steelyard.model.routing import Action, Call, Chain, Goto, Redirect, Route, Switch, ToPool
from steelyard.model.values import Field, Literal

SOME = Match(Field("path"), ())


def gateway(pools: str, **chains: list[Route]) -> Gateway:
    made = Gateway("x", "test", (1,))
    for name in pools.split():
        made.pools[name] = Pool(name, NOWHERE, [], Balance("single", "", NOWHERE))
    made.chains = {name: Chain(name, routes) for name, routes in chains.items()}
    return made


def route(text: str, *actions: Action, when: Condition = SOME, implicit: bool = False) -> Route:
    return Route(when, actions, Place("a.cfg", 7), text, implicit=implicit)


def texts(made: Gateway, entry: str = "top") -> dict[str, list[str]]:
    return {pool: [way.text for way in each] for pool, each in ways(made, entry).items()}


def test_each_line_that_leads_to_a_pool_is_a_way():
    made = gateway(
        "web api",
        top=[
            route("to api", Goto("api")),
            route("to api too", Goto("api")),
            route("else", Goto("web"), when=ALWAYS),
        ],
        web=[route("turns in web", ToPool("web"), when=ALWAYS, implicit=True)],
        api=[route("turns in api", ToPool("api"), when=ALWAYS, implicit=True)],
    )
    assert texts(made) == {"api": ["to api", "to api too"], "web": ["else"]}
    assert ways(made, "top")["web"][0].place.line == 7


def test_nested_lines_are_joined_and_repetition_is_left_out():
    made = gateway(
        "web",
        top=[route("server_name a.example", Goto("server"))],
        server=[
            route("server a.example", Goto("location"), when=ALWAYS),
        ],
        location=[route("location /", Goto("pass"))],
        **{"pass": [route("proxy_pass http://web", ToPool("web"), when=ALWAYS)]},
    )
    assert texts(made) == {"web": ["server a.example › location /"]}


def test_a_choice_by_value_keeps_its_line():
    made = gateway(
        "a b",
        top=[route("pass $x", Switch(Literal(""), {"a": "to a"}, "to b"), when=ALWAYS)],
        **{
            "to a": [route("pass $x: a", ToPool("a"), when=ALWAYS)],
            "to b": [route("pass $x: b", ToPool("b"), when=ALWAYS)],
        },
    )
    assert texts(made) == {"a": ["pass $x: a"], "b": ["pass $x: b"]}


def test_what_leads_nowhere_and_in_circles_ends():
    made = gateway(
        "web",
        top=[
            route("again", Call("top")),
            route("away", Redirect(301, Literal("/"))),
            route("there", Call("other")),
            route("missing", Goto("gone"), ToPool("unknown")),
        ],
        other=[route("back", Goto("top")), route("web", ToPool("web"))],
    )
    assert texts(made) == {"web": ["there › web"]}
    assert ways(made, "no such chain") == {}


def test_a_line_that_only_names_the_pool_stays_when_it_is_alone():
    made = gateway("web", top=[route("", ToPool("web"), when=ALWAYS, implicit=True)])
    assert texts(made) == {"web": [""]}


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            "use_backend a if { req.hdr(x-api-key) -m str s3cret } { path /x }",
            "use_backend a if { req.hdr(x-api-key) *** } { path /x }",
        ),
        ('if ($http_x_auth_token = "s3cret")', "if ($http_x_auth_token ***)"),
        (
            "use_backend a if { url_param(token) s3cret }",
            "use_backend a if { url_param(token) *** }",
        ),
        ("location /x?api_key=s3cret&y=1", "location /x?api_key=***&y=1"),
        ("use_backend a if { path /tokens } { path /b }", None),
        ("use_backend a if { cook(session) 1 }", None),
    ],
)
def test_secrets_are_masked(line, shown):
    made = gateway("web", top=[route(line, ToPool("web"))])
    assert texts(made) == {"web": [shown or line]}


def test_a_long_line_is_cut():
    made = gateway("web", top=[route("x" * 5000, ToPool("web"))])
    assert len(texts(made)["web"][0]) == LONGEST
