"""Random routing configurations: the walk's answer against the real NGINX's."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.registry import load
from steelyard.forecast.routing.outcome import Outcome
from steelyard.forecast.routing.request import DEFAULT_SOURCE, Request, parse_request
from steelyard.forecast.routing.walk import walk
from steelyard.model.gateway import Gateway
from tests.harness.binaries import require_nginx
from tests.harness.client import Answer, ask
from tests.harness.nginx_process import NginxProcess, with_frame
from tests.harness.nginx_routes_random import POOLS, Writer
from tests.harness.process import free_ports

CASES = sorted(Path(__file__).parents[2].glob("corpus/nginx/route-*"))

SOCKETS = 20
REQUESTS = 80

pytestmark = pytest.mark.differential


@dataclass
class Said:
    """What a request led to, in words that both sides can say."""

    kind: str
    detail: str


def read(path: Path) -> Gateway:
    """Read a configuration as the project does."""
    return load("nginx").read(SourceTree(str(path)), ReadOptions(version=(1, 22, 1)))


def expected(outcome: Outcome) -> Said | None:
    """Return what the walk says; None when it says that it does not know."""
    if outcome.kind == "unknown":
        return None
    if outcome.kind == "pool":
        assert outcome.end is not None
        return Said("pool", f"{outcome.pool} {outcome.end.target}")
    if outcome.kind == "redirect":
        return Said(f"redirect {outcome.status}", outcome.location)
    mark = re.search(r"\bL\d+\b", outcome.steps[-1].what)
    if outcome.status == 200 and mark:
        return Said("answer", mark[0])
    # Files: there are none below the test's folder.
    return Said("status", str(outcome.status or "no file"))


def observed(answer: Answer) -> Said:
    """Return what NGINX did."""
    location = answer.header("location")
    if location is not None:
        return Said(f"redirect {answer.status}", location)
    body = answer.body.decode("latin-1")
    if answer.status == 200 and re.match(r"p\d ", body):
        return Said("pool", body)
    if answer.status == 200 and body.startswith("L"):
        return Said("answer", body)
    return Said("status", str(answer.status))


def same(said: Said, real: Said) -> bool:
    """Whether the two agree."""
    if said.detail == "no file":
        return real.detail in ("403", "404", "405")
    return said == real


def run(seed: int, folder: Path, tally: Counter[str]) -> list[str]:
    """Run one world; return the disagreements."""
    spare = free_ports(SOCKETS + POOLS)
    ports, echoes = spare[:SOCKETS], spare[SOCKETS:]
    writer = Writer(seed)
    text = with_frame(writer.write(ports, echoes), folder)
    wrong = []
    with NginxProcess(text, folder):
        gateway = read(folder / "nginx.conf")
        for port in ports:
            drawn = [writer.request() for _ in range(REQUESTS)]
            drawn = [one for one in drawn if one[0] != "HEAD"]
            answers = ask(port, [_raw(*one) for one in drawn])
            for (method, target, headers), answer in zip(drawn, answers, strict=True):
                request = Request(method, target, headers, "127.0.0.1", port=port)
                said = expected(walk(gateway, request))
                real = observed(answer)
                agrees = said is not None and same(said, real)
                tally["unknown" if said is None else "agreed" if agrees else "wrong"] += 1
                tally[real.kind] += 1
                if said is not None and not agrees:
                    wrong.append(f"seed {seed} :{port} {method} {target} {headers}: {said} {real}")
    return wrong


def _raw(method: str, target: str, headers: tuple[tuple[str, str], ...]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    length = "Content-Length: 0\r\n" if method == "POST" else ""
    return f"{method} {target} HTTP/1.1\r\n{lines}{length}\r\n".encode("latin-1")


def check(seeds: range, folder: Path) -> None:
    """Run worlds and hold the tally against what is asked."""
    require_nginx()
    tally: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in seeds:
        place = folder / str(seed)
        place.mkdir()
        wrong += run(seed, place, tally)
    assert wrong == [], f"{tally}"
    assert tally["unknown"] * 50 <= tally["agreed"], tally
    assert min(tally["pool"], tally["status"], tally["answer"], tally["redirect 302"]) > 0, tally


@pytest.mark.timeout(120)
def test_routes_are_those_of_the_real_binary(tmp_path: Path) -> None:
    check(range(5), tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_routes_are_those_of_the_real_binary_at_length(tmp_path: Path) -> None:
    check(range(100, 200), tmp_path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cases_of_the_corpus_stay_as_measured(case: Path) -> None:
    gateway = read(case / "nginx.conf")
    for asked in tomllib.loads((case / "case.toml").read_text("utf-8"))["request"]:
        lines = tuple(f"{name}: {value}" for name, value in asked["headers"].items())
        source = asked.get("source", DEFAULT_SOURCE)
        outcome = walk(gateway, parse_request(f"{asked['method']} {asked['url']}", lines, source))
        assert outcome.pool == asked.get("pool", ""), asked
        if "status" in asked:
            assert outcome.status == asked["status"], asked
        if "sees" in asked:
            assert outcome.end is not None
            assert outcome.end.target == asked["sees"], asked
