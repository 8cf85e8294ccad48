"""Random expectations about random configurations, and what a naive reader says of them."""

import ipaddress
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from steelyard.app.loading import Reading, load_gateway
from steelyard.expect.judge import judge_one
from steelyard.expect.result import Judged, Result
from steelyard.expect.space import Space
from steelyard.forecast.routing.request import Request as Asked
from steelyard.lint.policyfile import read_policy
from tests.harness.space.nginx_find import clean
from tests.harness.space.pairs import Pair, pairs, requests
from tests.harness.space.request import Outcome, Request
from tests.harness.space.words import HEADERS, ITEMS, NETWORKS, POOLS

VERSIONS = {"haproxy": (2, 6, 12), "nginx": (1, 22, 1)}
Where = dict[str, object]


@dataclass
class Tally:
    """What was looked at; `wrong` is what should not be."""

    results: Counter[Result] = field(default_factory=Counter)
    requests: int = 0
    unchecked: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass
class Statement:
    """One expectation as it is written, and as it is meant."""

    where: Where
    goal: Where
    cleans: bool  # whether the gateway compares the path cleaned

    def text(self) -> str:
        """Return the entry."""
        if "only_from" in self.goal or "unreachable" in self.goal:
            return "[[expect]]\n" + "".join(f"{k} = {_toml(v)}\n" for k, v in self.goal.items())
        goal = "".join(f"{key} = {_toml(value)}\n" for key, value in self.goal.items())
        return f"[[expect]]\nwhere = {_toml(self.where)}\n{goal}"

    def means(self, request: Request) -> bool:
        """Whether it speaks of a request."""
        if "only_from" in self.goal:
            return not _holds("source", self.goal["only_from"], request, self.cleans)
        return _all(self.where, request, self.cleans)

    def keeps(self, outcome: Outcome) -> bool:
        """Whether an outcome is as expected."""
        goal = self.goal
        if "only_from" in goal or "unreachable" in goal:
            return outcome != ("pool", goal["pool"])
        if "pool" in goal:
            return outcome == ("pool", goal["pool"])
        if "not_pool" in goal:
            return outcome != ("pool", goal["not_pool"])
        if "status" in goal:
            return outcome[0] != "pool" and outcome[1] == goal["status"]
        redirected = outcome[0] == "redirect"
        if "redirect_prefix" in goal:
            return redirected and str(outcome[2]).startswith(str(goal["redirect_prefix"]))
        return redirected and goal["redirect"] in (True, outcome[2])


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + " }"
    return json.dumps(value)


def _all(where: Where, request: Request, cleans: bool) -> bool:
    return all(_holds(key, value, request, cleans) for key, value in where.items())


def _holds(key: str, value: object, request: Request, cleans: bool) -> bool:
    """Say whether one key of `where` holds."""
    if key == "not":
        assert isinstance(value, dict)
        return not _all(value, request, cleans)
    if isinstance(value, list):
        return any(_holds(key, one, request, cleans) for one in value)
    path = clean(request.path) if cleans else request.path
    match key.partition("."):
        case ("host", _, _):
            return _host(request) == value
        case ("path", _, _):
            return path == value
        case ("path_prefix", _, _):
            return path is not None and path.startswith(str(value))
        case ("method", _, _):
            return request.method == value
        case ("port", _, _):
            return request.port == value
        case ("source", _, _):
            return ipaddress.ip_address(request.source) in ipaddress.ip_network(str(value))
        case ("header", _, name):
            lines = request.lines(name)
            return (bool(lines) is value) if isinstance(value, bool) else value in lines
        case ("query", _, name):
            found = [pair.partition("=") for pair in request.query.split("&")]
            values = [text for one, mark, text in found if one == name and mark]
            return (bool(values) is value) if isinstance(value, bool) else value in values
    raise AssertionError(key)


def _host(request: Request) -> str | None:
    lines = request.lines("host")
    return lines[0].lower().partition(":")[0].removesuffix(".") if lines else None


def _where(rng: Random, request: Request, cleans: bool) -> Where:
    """Draw what a request has in common with others."""
    path = (clean(request.path) if cleans else request.path) or "/"
    host = _host(request)
    lines = [(name, line) for name in HEADERS for line in request.lines(name)]
    choices: dict[str, object] = {
        "host": host if host and re.fullmatch("[a-z0-9.-]*[a-z0-9]", host) else None,
        "path": path,
        "path_prefix": path[: rng.randint(1, len(path))],
        "method": request.method,
        "source": rng.choice(NETWORKS),
        "port": request.port,
        f"header.{rng.choice(HEADERS)}": rng.choice((True, False, rng.choice(ITEMS))),
        f"query.{rng.choice('qr')}": rng.choice((True, False, "1")),
    }
    choices |= {f"header.{name}": line for name, line in lines if line.strip()}
    keys = [key for key, value in choices.items() if value not in (None, "")]
    found = {key: choices[key] for key in rng.sample(keys, rng.choice((0, 1, 2, 3, 4, 5)))}
    if rng.random() < 0.3:
        key = rng.choice([key for key in keys if key != "port"])
        found["not"] = {key: choices[key]}
    if found.get("host") and rng.random() < 0.3:
        found["host"] = [found["host"], "b.ex"]
    printable = all(json.dumps(value).isascii() for value in found.values())
    return found if printable and "\\" not in json.dumps(found) else {}


def statements(pair: Pair, rng: Random, drawn: list[Request], cleans: bool) -> Iterator[Statement]:
    """Yield expectations, many of them kept by most requests."""
    yield Statement({}, {"pool": rng.choice(POOLS), "only_from": ["10.0.0.0/8"]}, cleans)
    yield Statement({}, {"pool": rng.choice(POOLS), "unreachable": True}, cleans)
    for request in rng.sample(drawn, 6):
        where = _where(rng, request, cleans)
        outcome = pair.new_outcome(request)
        goals: list[Where] = [{"not_pool": rng.choice(POOLS)}] * 4
        if outcome[0] == "pool":
            goals += [{"pool": outcome[1]}] * 3
        elif outcome[0] == "redirect":
            place = str(outcome[2])
            goals += [{"redirect": True}, {"redirect": place}, {"redirect_prefix": place[:5]}]
        else:
            goals += [{"status": outcome[1]}] * 3
        yield Statement(where, rng.choice(goals), cleans)


def hold(dialect: str, seeds: range, count: int, folder: Path) -> Tally:
    """Judge random expectations about the pairs of these seeds, each against `count` requests."""
    tally = Tally()
    for pair in pairs(seeds.start, dialect, len(seeds)):
        path = pair.new.write(folder / f"{dialect}-{pair.seed}")
        gateway = load_gateway(str(path), Reading(dialect, version=VERSIONS[dialect]))
        rng = Random(f"expect {pair.seed}")
        drawn = [r for r in requests(pair, rng, count) if r.target.startswith("/")]
        ends = [pair.new_outcome(request) for request in drawn]
        space = Space(gateway)
        cleans = ("clean-path", "") in space.program.asked
        stated = [
            one
            for one in statements(pair, rng, drawn, cleans)
            if set(gateway.pools)
            >= {str(one.goal[k]) for k in ("pool", "not_pool") if k in one.goal}
        ]
        policy = read_policy("p.toml", "".join(one.text() for one in stated))
        for one, expectation in zip(stated, policy.expectations, strict=True):
            judged = judge_one(space, expectation)
            tally.results[judged.result] += 1
            said = f"{dialect} {pair.seed} {one.text()!r}"
            tally.wrong += [f"{said}: {text}" for text in _wrong(pair, one, judged, tally)]
            if judged.result is Result.HOLDS:
                for request, end in zip(drawn, ends, strict=True):
                    tally.requests += 1
                    if one.means(request) and not one.keeps(end):
                        tally.wrong.append(f"{said} holds, but {request} -> {end}")
                        break
    return tally


def _wrong(pair: Pair, one: Statement, judged: Judged, tally: Tally) -> Iterator[str]:
    """Yield what is wrong with a counterexample."""
    if judged.result is Result.UNKNOWN:
        tally.reasons[judged.why[:90]] += 1
    asked = judged.request
    if judged.result is not Result.FAILS or asked is None:
        return
    if asked.settled or asked.version != "1.1" or not asked.target.startswith("/"):
        tally.unchecked += 1  # the evaluator cannot be asked
        return
    request = sent(asked)
    if not one.means(request):
        yield f"counterexample {request} is not meant"
    elif one.keeps(pair.new_outcome(request)):
        yield f"counterexample {request} is none: {pair.new_outcome(request)}"


def sent(asked: Asked) -> Request:
    """Return a request of the project as one of the evaluator."""
    assert asked.port is not None
    return Request(asked.method, asked.target, asked.headers, asked.source, asked.port)
