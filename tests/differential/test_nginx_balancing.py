"""The real NGINX chooses the servers that the forecast names.

Random upstreams run side by side in one process. Every answer names the
address that gave it and the worker that asked: without `zone` each worker is
held against a balancer of its own, with `zone` all against one.
"""

import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.registry import load
from steelyard.forecast.balancing.family import Run, family
from steelyard.forecast.balancing.forecast import forecast_pool
from steelyard.model.pool import Pool, Server
from tests.harness.binaries import require_nginx
from tests.harness.client import Answer, ask
from tests.harness.counts import FAMILY_WISE, worst
from tests.harness.keys import key_read
from tests.harness.nginx_pools import DRAWN, KEYED, METHODS, Upstream, random_upstream
from tests.harness.nginx_process import NginxProcess, with_frame
from tests.harness.process import free_ports

pytestmark = pytest.mark.differential

SIDE_BY_SIDE = 40
ORIGINS = 16
DEAD = 4
ORDERED = [method for method in METHODS if method not in DRAWN]

HEADERS = (
    "  set_real_ip_from 127.0.0.1; real_ip_header X-Real-IP;\n"
    "  add_header X-Server $upstream_addr always; add_header X-Worker $pid always;\n"
)


@dataclass
class Trial:
    """An upstream, the keys sent to it, and per request the answering address and worker."""

    upstream: Upstream
    texts: tuple[bytes, ...]
    keys: list[bytes | None]
    answered: list[tuple[str | None, str]]
    port: int


def run(
    methods: list[str], number: int, requests: int, folder: Path, seed: int, workers: int = 1
) -> list[Trial]:
    """Make upstreams, send each its requests, and return what answered."""
    require_nginx()
    rng = random.Random(seed)
    spare = free_ports(ORIGINS + DEAD + number)
    alive, dead, ports = spare[:ORIGINS], spare[ORIGINS : ORIGINS + DEAD], spare[ORIGINS + DEAD :]
    upstreams = [
        random_upstream(rng, methods[index % len(methods)], f"u{index}", alive, dead)
        for index in range(number)
    ]
    listens = " ".join(f"listen 127.0.0.1:{port};" for port in alive)
    text = f"{HEADERS}  server {{ {listens} add_header X-Origin yes; return 200; }}\n"
    text += "".join(upstream.text(port) for upstream, port in zip(upstreams, ports, strict=True))
    trials = []
    with NginxProcess(with_frame(text, folder, workers=workers), folder):
        for upstream, port in zip(upstreams, ports, strict=True):
            texts, keys = zip(*[upstream.request(rng) for _ in range(requests)], strict=True)
            answers = ask(port, texts, keep_alive=workers == 1)
            named = [said(answer) for answer in answers]
            trials.append(Trial(upstream, texts, list(keys), named, port))
    return trials


def said(answer: Answer) -> tuple[str | None, str]:
    """Return the address that answered at last (None: 502), and the worker."""
    addresses = (answer.header("x-server") or "").split(", ")
    return addresses[-1] if answer.status == 200 else None, answer.header("x-worker") or ""


def source_of(text: bytes) -> str:
    """Return the client's address as `real_ip_header` leaves it."""
    found = re.search(rb"X-Real-IP: (\S+)", text)
    return found[1].decode() if found else "127.0.0.1"


def address_of(server: Server) -> str:
    return f"{server.address}:{server.port}"


def first_difference(trial: Trial, pool: Pool) -> str:
    """Say where the model leaves the binary; "" when nowhere."""
    health = trial.upstream.health(pool)
    runs: dict[str, Run] = {}
    for number, (key, (address, worker)) in enumerate(zip(trial.keys, trial.answered, strict=True)):
        state = "all" if trial.upstream.zone else worker
        if state not in runs:
            started = family(pool.balance.algorithm).start(pool, health)
            assert started is not None
            runs[state] = started
        server = runs[state].pick(key)
        if (address_of(server) if server else None) != address:
            text = trial.upstream.text(1)
            return f"{number}: {server and address_of(server)} for {address}, key {key!r}\n{text}"
    return ""


def wrongly_placed(trial: Trial, pool: Pool) -> int:
    """Count the keys that `place_keys` sends elsewhere than the binary did."""
    keys = [key or b"" for key in trial.keys]
    placed = family(pool.balance.algorithm).place_keys(pool, trial.upstream.health(pool), keys)
    if placed is None:  # the reader's word for one lone server
        assert pool.balance.algorithm == "single"
        return 0
    return sum(
        index is not None and address_of(pool.servers[index]) != address
        for index, (address, _) in zip(placed, trial.answered, strict=True)
    )


def check_ordered(trials: list[Trial], pools: list[Pool]) -> None:
    found = []
    for trial, pool in zip(trials, pools, strict=True):
        if difference := first_difference(trial, pool):
            found.append(difference)
        if trial.upstream.method in KEYED:
            assert wrongly_placed(trial, pool) == 0, trial.upstream.text(1)
    assert not found, f"{len(found)} of {len(trials)} differ:\n" + "\n".join(found[:3])


def check_shares(trials: list[Trial], pools: list[Pool]) -> None:
    """Counts of random draws stay where the forecast's shares let them be."""
    chances = []
    for trial, pool in zip(trials, pools, strict=True):
        promise = forecast_pool(pool, trial.upstream.health(pool))
        counts = Counter(address for address, _ in trial.answered)
        if not promise.serves:
            assert set(counts) == {None}
            continue
        shares: Counter[str] = Counter()  # several lines may name one address
        for entry in promise.servers:
            shares[address_of(entry.server)] += entry.share or 0.0  # type: ignore[assignment]
        chances.append(worst([counts[name] for name in shares], list(shares.values())))
    assert min(chances) * len(chances) > FAMILY_WISE


def pools_of(trials: list[Trial]) -> list[Pool]:
    return [trial.upstream.pool() for trial in trials]


def test_orders_and_keys_of_one_worker(tmp_path: Path):
    trials = run(ORDERED, SIDE_BY_SIDE, 400, tmp_path, 1)
    check_ordered(trials, pools_of(trials))


def test_orders_and_keys_of_several_workers(tmp_path: Path):
    trials = run(ORDERED, SIDE_BY_SIDE, 80, tmp_path, 2, workers=3)
    check_ordered(trials, pools_of(trials))


def test_random_draws(tmp_path: Path):
    trials = run(list(DRAWN), 14, 1500, tmp_path, 3)
    check_shares(trials, pools_of(trials))


def test_from_the_text_to_the_server(tmp_path: Path):
    """The reader's pools and keys lead to the same servers."""
    trials = run(ORDERED, SIDE_BY_SIDE, 60, tmp_path, 4)
    options = ReadOptions(version=require_nginx().version)
    gateway = load("nginx").read(SourceTree(str(tmp_path / "nginx.conf")), options)
    for trial in trials:
        if trial.upstream.method in KEYED:
            trial.keys = [
                key_read(gateway, text, trial.port, source_of(text)) for text in trial.texts
            ]
    check_ordered(trials, [gateway.pools[trial.upstream.name] for trial in trials])


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("method", METHODS)
def test_many_configurations(method: str, tmp_path: Path):
    for batch in range(6):
        trials = run([method], SIDE_BY_SIDE, 600, tmp_path, 100 + batch, 1 if batch < 5 else 3)
        if method in DRAWN:
            check_shares(trials, pools_of(trials))
        else:
            check_ordered(trials, pools_of(trials))
