"""The real HAProxy chooses the servers that the forecast names.

Random backends run side by side in one process; each gets sequential requests
on one connection, and every answer names the server that gave it.
"""

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.registry import load
from steelyard.forecast.balancing.family import family
from steelyard.forecast.balancing.forecast import forecast_pool
from steelyard.model.pool import Pool
from tests.harness.binaries import require_haproxy
from tests.harness.client import ask
from tests.harness.counts import FAMILY_WISE, worst
from tests.harness.haproxy_pools import FAMILIES, HASHES, Backend, random_backend
from tests.harness.haproxy_process import HaproxyProcess, with_defaults
from tests.harness.keys import key_read
from tests.harness.process import free_ports

pytestmark = pytest.mark.differential

SIDE_BY_SIDE = 40
ORDERED = [name for name in FAMILIES if name != "random"]
RANDOM_TIES = (3, 2)  # since then leastconn draws among equals


@dataclass
class Trial:
    """A backend, the keys that were sent to it, and the servers that answered (None: 503)."""

    backend: Backend
    texts: tuple[bytes, ...]
    keys: list[bytes | None]
    answered: list[str | None]
    port: int


def run(backends: list[Backend], requests: int, folder: Path, seed: int) -> list[Trial]:
    """Send every backend its requests and return what answered."""
    require_haproxy()
    rng = random.Random(seed)
    origin, *ports = free_ports(len(backends) + 1)
    sections = [f"frontend origin\n  bind 127.0.0.1:{origin}\n  http-request return status 200\n"]
    for backend, port in zip(backends, ports, strict=True):
        sections.append(
            f"frontend f-{backend.name}\n  bind 127.0.0.1:{port}\n"
            f"  http-request set-src hdr(x-src)\n  default_backend {backend.name}\n"
        )
        sections.append(backend.text(origin))
    trials = []
    with HaproxyProcess(with_defaults("".join(sections), folder), folder) as haproxy:
        for backend, port in zip(backends, ports, strict=True):
            for command in backend.falls():
                assert haproxy.tell(command).strip() == "", command
            texts, keys = zip(*[backend.request(rng) for _ in range(requests)], strict=True)
            answers = ask(port, texts)
            names = [answer.header("x-server") for answer in answers]
            trials.append(Trial(backend, texts, list(keys), names, port))
    return trials


def first_difference(trial: Trial, pool: Pool) -> str:
    """Say where the model leaves the binary; "" when nowhere."""
    started = family(pool.balance.algorithm).start(pool, trial.backend.health())
    if trial.backend.family == "leastconn" and require_haproxy().version >= RANDOM_TIES:
        return ""
    assert started is not None
    for number, (key, answered) in enumerate(zip(trial.keys, trial.answered, strict=True)):
        server = started.pick(key)
        if (server.name if server else None) != answered:
            text = trial.backend.text(1)
            return f"{number}: {server and server.name} for {answered}, key {key!r}\n{text}"
    return ""


def wrongly_placed(trial: Trial, pool: Pool) -> int:
    """Count the keys that `place_keys` sends elsewhere than the binary did."""
    pairs = [
        (key, name) for key, name in zip(trial.keys, trial.answered, strict=True) if key is not None
    ]
    algorithm = family(pool.balance.algorithm)
    placed = algorithm.place_keys(pool, trial.backend.health(), [key for key, _ in pairs])
    assert placed is not None
    names = [None if index is None else pool.servers[index].name for index in placed]
    return sum(name != answered for name, (_, answered) in zip(names, pairs, strict=True))


def check_ordered(trials: list[Trial], pools: list[Pool]) -> None:
    differences = []
    for trial, pool in zip(trials, pools, strict=True):
        differences.append(first_difference(trial, pool))
        if trial.backend.family in HASHES:
            assert wrongly_placed(trial, pool) == 0, trial.backend.text(1)
    found = [difference for difference in differences if difference]
    assert not found, f"{len(found)} of {len(trials)} differ:\n" + "\n".join(found[:3])


def check_shares(trials: list[Trial], pools: list[Pool]) -> None:
    """Counts of random draws stay where the forecast's shares let them be."""
    chances = []
    for trial, pool in zip(trials, pools, strict=True):
        promise = forecast_pool(pool, trial.backend.health())
        counts = Counter(trial.answered)
        if not promise.serves:
            assert set(counts) == {None}
            continue
        names = [server.name for server in pool.servers]
        shares = [promise.share_of(name) or 0.0 for name in names]
        chances.append(worst([counts[name] for name in names], shares))
    assert min(chances) * len(chances) > FAMILY_WISE


def pools_of(trials: list[Trial]) -> list[Pool]:
    version = require_haproxy().version
    return [trial.backend.pool(version) for trial in trials]


def some(names: list[str], number: int, seed: int) -> list[Backend]:
    rng = random.Random(seed)
    return [random_backend(rng, names[index % len(names)], f"b{index}") for index in range(number)]


def test_orders_and_keys(tmp_path: Path):
    trials = run(some(ORDERED, SIDE_BY_SIDE, 1), 400, tmp_path, 2)
    check_ordered(trials, pools_of(trials))


def test_random_draws(tmp_path: Path):
    trials = run(some(["random"], 12, 3), 2000, tmp_path, 4)
    check_shares(trials, pools_of(trials))


def test_from_the_text_to_the_server(tmp_path: Path):
    """The reader's pools and keys lead to the same servers."""
    backends = some(ORDERED, SIDE_BY_SIDE, 5)
    for backend in backends:
        # The model has one word for no key and an empty key; url_param and hash tell them apart.
        backend.empty_values = False
    trials = run(backends, 60, tmp_path, 6)
    options = ReadOptions(version=require_haproxy().version)
    gateway = load("haproxy").read(SourceTree(str(tmp_path / "haproxy.cfg")), options)
    for trial in trials:
        if trial.backend.family in HASHES:
            trial.keys = [key_read(gateway, text, trial.port) for text in trial.texts]
    check_ordered(trials, [gateway.pools[trial.backend.name] for trial in trials])


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", FAMILIES)
def test_many_configurations(name: str, tmp_path: Path):
    for batch in range(6):
        trials = run(some([name], SIDE_BY_SIDE, 100 + batch), 800, tmp_path, batch)
        pools = pools_of(trials)
        if name == "random":
            check_shares(trials, pools)
        else:
            check_ordered(trials, pools)
