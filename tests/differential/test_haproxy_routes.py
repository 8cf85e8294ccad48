"""Random routing configurations: the walk's answer against the real HAProxy's."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from steelyard.forecast.routing.request import Request
from steelyard.model.gateway import Gateway
from tests.harness.client import Answer, ask
from tests.harness.haproxy_process import HaproxyProcess
from tests.harness.haproxy_routes import HEAD, end, routed
from tests.harness.haproxy_routes_random import Writer
from tests.harness.process import free_ports

FRONTENDS = 24
REQUESTS = 60

pytestmark = pytest.mark.differential


@dataclass
class Said:
    """What a request led to, in words that both sides can say."""

    kind: str
    detail: str


def expected(gateway: Gateway, request: Request) -> Said | None:
    """Return what the walk says; None when it says that it does not know."""
    outcome = end(gateway, request)
    if outcome.kind == "unknown":
        return None
    if outcome.kind == "pool":
        assert outcome.end is not None
        # Two ways that end in one pool leave open how the target was rewritten.
        target = "" if outcome.assumptions else outcome.end.target
        return Said("pool", f"{outcome.pool} {target}")
    if outcome.kind == "redirect":
        return Said(f"redirect {outcome.status}", outcome.location)
    return Said("status", str(outcome.status))


def observed(answer: Answer) -> Said:
    """Return what HAProxy did."""
    location = answer.header("location")
    if location is not None:
        return Said(f"redirect {answer.status}", location)
    body = answer.body.decode("latin-1")
    if answer.status == 200 and re.match(r"p\d+[a-d] ", body):
        return Said("pool", body)
    return Said("status", str(answer.status))


def run(seed: int, folder: Path, tally: Counter[str]) -> list[str]:
    """Run one world; return the disagreements."""
    *ports, echo = free_ports(FRONTENDS + 1)
    writer = Writer(seed, folder)
    world = writer.write(ports, echo)
    for name, text in world.files.items():
        (folder / name).write_text(text)
    gateway = routed(world.text, folder)
    wrong = []
    with HaproxyProcess(HEAD + world.text, folder):
        for number, port in enumerate(ports):
            drawn = [writer.request() for _ in range(REQUESTS)]
            answers = ask(port, [_raw(*one) for one in drawn])
            for (method, target, headers), answer in zip(drawn, answers, strict=True):
                request = Request(method, target, headers, "127.0.0.1", port=port)
                said = expected(gateway, request)
                real = observed(answer)
                if said is not None and said.kind == real.kind and said.detail.endswith(" "):
                    real.detail = real.detail.partition(" ")[0] + " "
                tally["unknown" if said is None else "agreed" if said == real else "wrong"] += 1
                tally[real.kind] += 1
                if said is not None and said != real:
                    wrong.append(
                        f"seed {seed} f{number} {method} {target} {headers}: {said} {real}"
                    )
    return wrong


def _raw(method: str, target: str, headers: tuple[tuple[str, str], ...]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    length = "Content-Length: 0\r\n" if method in ("POST", "PUT") else ""
    return f"{method} {target} HTTP/1.1\r\n{lines}{length}\r\n".encode("latin-1")


def check(seeds: range, folder: Path) -> None:
    tally: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in seeds:
        place = folder / str(seed)
        place.mkdir()
        wrong += run(seed, place, tally)
    assert wrong == [], f"{tally}"
    assert tally["unknown"] * 50 <= tally["agreed"], tally
    assert min(tally["pool"], tally["status"], tally["redirect 302"]) > 0, tally


def test_routes_are_those_of_the_real_binary(tmp_path: Path) -> None:
    check(range(8), tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_routes_are_those_of_the_real_binary_at_length(tmp_path: Path) -> None:
    check(range(100, 160), tmp_path)
