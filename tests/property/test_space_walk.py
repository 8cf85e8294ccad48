"""Random configurations: the project's walk against a naive evaluator that does not know it."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from steelyard.app.loading import Reading, load_gateway
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import Request as Asked
from steelyard.forecast.routing.walk import walk
from tests.harness import space
from tests.harness.space.faults import FAULTS, Fault

VERSIONS = {"haproxy": (2, 6, 12), "nginx": (1, 22, 1)}


def said(outcome: Outcome) -> space.Outcome | None:
    """Return an outcome in the evaluator's words; None: unknown."""
    if outcome.kind == "pool":
        return ("pool", outcome.pool)
    if outcome.kind == "redirect":
        assert outcome.status is not None
        return ("redirect", outcome.status, outcome.location)
    return ("deny", outcome.status) if outcome.status is not None else None


def compare(dialect: str, seeds: range, count: int, folder: Path) -> Counter[str]:
    """Walk requests through the new side of each pair; fail where the evaluator disagrees."""
    tally: Counter[str] = Counter()
    wrong: list[str] = []
    for pair in space.pairs(seeds.start, dialect, len(seeds)):
        path = pair.new.write(folder / str(pair.seed))
        gateway = load_gateway(str(path), Reading(dialect, version=VERSIONS[dialect]))
        for request in space.requests(pair, Random(f"walk {pair.seed}"), count):
            asked = Asked(
                request.method, request.target, request.headers, request.source, port=request.port
            )
            mine, walked = pair.new_outcome(request), said(walk(gateway, asked))
            tally["requests"] += 1
            tally["unknown"] += walked is None
            tally[mine[0]] += 1
            if walked is not None and walked != mine:
                wrong.append(f"seed {pair.seed} {request}: walk says {walked}, naive {mine}")
    assert wrong == [], f"{len(wrong)} of {tally}\n" + "\n".join(wrong[:20])
    assert tally["unknown"] * 50 < tally["requests"], tally
    assert min(tally["pool"], tally["redirect"], tally["deny"]) * 25 > tally["requests"], tally
    return tally


@pytest.mark.parametrize("dialect", ["haproxy", "nginx"])
def test_the_walk_ends_as_the_naive_evaluator_says(dialect: str, tmp_path: Path) -> None:
    compare(dialect, range(2000, 2040), 40, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("dialect", ["haproxy", "nginx"])
def test_the_walk_ends_as_the_naive_evaluator_says_at_length(dialect: str, tmp_path: Path) -> None:
    compare(dialect, range(3000, 3200), 150, tmp_path)


def test_an_empty_text_is_not_searched_for_expressions_of_a_map(tmp_path: Path) -> None:
    text = (
        "events {} http { map $http_x_t $to { default none; ~^$ empty; }"
        " server { listen 18001; return 302 /$to; } }"
    )
    path = tmp_path / "nginx.conf"
    path.write_text(text)
    gateway = load_gateway(str(path), Reading("nginx"))
    asked = Asked("GET", "/", (("Host", "a.ex"),), "10.0.0.1", port=18001)
    assert walk(gateway, asked).location.endswith("/none")


def test_an_expression_that_is_not_found_empties_the_captures(tmp_path: Path) -> None:
    text = (
        "events {} http { server { listen 18001;"
        " location ~ ^/(a|b)$ { rewrite ^/(img)/ /z last; return 302 /x/$1; } } }"
    )
    path = tmp_path / "nginx.conf"
    path.write_text(text)
    gateway = load_gateway(str(path), Reading("nginx"))
    asked = Asked("GET", "/a", (("Host", "a.ex"),), "10.0.0.1", port=18001)
    assert walk(gateway, asked).location.endswith("/x/")


@pytest.mark.parametrize(
    ("dialect", "fault"),
    [(dialect, fault) for dialect, faults in FAULTS.items() for fault in faults],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_the_requests_bring_a_fault_to_light(
    dialect: str, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pair in space.pairs(4000, dialect, 120):
        drawn = list(space.requests(pair, Random(f"fault {pair.seed}"), 40))
        right = [pair.old_outcome(request) for request in drawn]
        with monkeypatch.context() as patch:
            patch.setattr(fault.module, fault.attribute, fault.faulty)
            wrong = [pair.old_outcome(request) for request in drawn]
        if right != wrong:
            return
    pytest.fail(f"no outcome shows that {fault.name}")
