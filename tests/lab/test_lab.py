"""The shop behind a real load balancer: it sells, it breaks as the incidents say, it ends."""

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from examples.shop.site import database, incidents, standing
from examples.shop.site.incidents import BY_NAME, Outcome
from examples.shop.site.lab import Lab, Plan
from examples.shop.site.load import Load, Visitor
from examples.shop.site.processes import StartError
from examples.shop.site.sessions import Step
from tests.harness import binaries
from tests.meta.sources import ROOT

PAIRS = [(name, kind) for name, one in BY_NAME.items() for kind in one.kinds]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    binaries.require_haproxy()
    with Lab(Plan(), tmp_path_factory.mktemp("lab"), time.monotonic) as running:
        yield running


def test_a_purchase_behind_haproxy_is_in_the_database(lab: Lab):
    who = (("mail", "customer4@shop.example"), ("password", "purchase-4"))
    steps = [
        Step("GET", "/"),
        Step("POST", "/cart/add", form=(("product", "9"),)),
        Step("POST", "/login", form=who),
        Step("GET", "/checkout", "checkout"),
        Step("POST", "/checkout", "checkout"),
    ]

    async def shop() -> list[tuple[int, str, str]]:
        visitor, seen = Visitor("127.0.0.1", lab.ports[0]), []
        for step in steps:
            answer = await visitor.ask(step)
            assert answer is not None
            seen.append((answer.status, answer.header("x-served-by"), answer.header("location")))
        visitor.leave()
        return seen

    seen = asyncio.run(shop())
    assert [status for status, _, _ in seen] == [200, 303, 303, 200, 303]
    assert len({server for _, server, _ in seen[:3]}) == 3  # no visit is tied to a server
    store = database.Store(database.connect(lab.database))
    [(number, _)] = store.purchases("customer4@shop.example")
    store.close()
    assert seen[-1][2] == f"/checkout/order/{number}"


def test_a_little_load_is_served_by_every_pool(lab: Lab):
    sent = asyncio.run(Load(lab.url, 40, random.Random(2), time.monotonic).run(1.5))
    assert sent.total().success == 1
    assert sent.misrouted == 0
    assert {"web1", "web2", "web3", "web4"} <= set(sent.by_server())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_when_the_lab_ends(tmp_path: Path, number: signal.Signals):
    kind = "nginx" if binaries.nginx() and number is signal.SIGKILL else "haproxy"
    require(kind)
    command = [ROOT / "dev", "lab", "up", "--balancer", kind, "--folder", tmp_path]
    with (tmp_path / "output").open("w") as output:
        up = subprocess.Popen(command, cwd=tmp_path, stdout=output, start_new_session=True)
    await_(lambda: (tmp_path / "lab.json").exists() or up.poll() is not None)
    processes = descendants(up.pid)
    assert len(processes) >= 12, (tmp_path / "output").read_text()
    os.killpg(up.pid, number)  # as a terminal does it
    assert up.wait(20) == (-number if number is signal.SIGKILL else 0)
    await_(lambda: not any(lives(pid) for pid in processes))
    with pytest.raises(StartError, match="no lab runs here"):
        standing.read(tmp_path)


def test_a_change_reaches_the_lab_that_stands(tmp_path: Path):
    binaries.require_haproxy()
    command = [sys.executable, "-m", "examples.shop.site", "up", "--folder", str(tmp_path)]
    with (tmp_path / "output").open("w") as output:
        up = subprocess.Popen(command, cwd=ROOT, stdout=output)
    try:
        await_(lambda: (tmp_path / "lab.json").exists())
        with pytest.raises(StartError, match="no configuration 'wieghts' for haproxy: good, "):
            standing.change(tmp_path, "wieghts")
        standing.change(tmp_path, "weights")
        await_(lambda: "haproxy has read" in (tmp_path / "output").read_text())
        (tmp_path / "haproxy.cfg").write_text("nonsense\n")
        standing.change(tmp_path, None)
        await_(lambda: "haproxy refuses" in (tmp_path / "output").read_text())
        with pytest.raises(StartError, match="a lab runs already"):
            standing.keep(Plan(), tmp_path, time.monotonic)
    finally:
        up.send_signal(signal.SIGINT)
        assert up.wait(20) == 0


@pytest.mark.slow
def test_a_postgresql_of_its_own_serves_the_same_shop():
    binaries.require_haproxy()
    pytest.importorskip("psycopg")
    try:
        with (
            # Not tmp_path: the user postgres, whom it runs as under root, may not look into it.
            tempfile.TemporaryDirectory() as folder,
            Lab(Plan(database="postgresql"), Path(folder), time.monotonic) as running,
        ):
            sent = asyncio.run(Load(running.url, 60, random.Random(2), time.monotonic).run(3))
            store = database.Store(database.connect(running.database))
            bought = store.count_purchases()
            store.close()
    except StartError as missing:
        pytest.skip(str(missing))
    assert sent.total().success == 1
    assert bought == sent.orders > 0


@pytest.mark.slow
@pytest.mark.differential
@pytest.mark.parametrize("kind", ["haproxy", "nginx"])
def test_the_good_configuration_serves_everything(kind: str):
    good = good_run(kind)
    assert good.deaths == ()
    assert good.tally.total().success > 0.99
    assert good.tally.misrouted == 0
    shares = [good.tally.by_server()[f"web{number}"].requests for number in (1, 2, 3, 4)]
    assert max(shares) - min(shares) <= 0.1 * max(shares)


@pytest.mark.slow
@pytest.mark.differential
@pytest.mark.parametrize(("name", "kind"), PAIRS)
def test_an_incident_breaks_the_site_as_its_document_says(name: str, kind: str):
    require(kind)
    bad = incidents.play(BY_NAME[name], kind, good=False, clock=time.monotonic, seconds=15)
    dead = {death.server for death in bad.deaths}
    rows = bad.tally.by_server()
    most, victims = FAILURES[name]
    assert bad.tally.total().success < most
    assert victims <= dead
    if name in ("deployment", "weights"):
        assert not {"web2", "web3", "web4"} & set(rows)
        assert bad.tally.by_pool(since=bad.seconds - 2)["web"].success < 0.02
    if name == "cascade":
        assert {"web2", "web3", "web4"} <= bad.alive
    if name == "routing":
        assert bad.tally.misrouted > 150
        assert not {"web1", "web2", "web3", "web4"} & dead
    # What the documents suspected first, and what was innocent.
    assert bad.probes.query_p95 < 0.1
    assert all(death.code == -signal.SIGKILL for death in bad.deaths)


# The share of requests that at most is answered well, and the servers that die.
FAILURES = {
    "single-server": (0.75, {"web1", "web2", "web3", "web4"}),
    "deployment": (0.6, {"web1"}),
    "weights": (0.6, {"web1", "app1"}),
    "cascade": (0.9, {"web1"}),
    "uneven": (0.97, {"web1"}),
    "routing": (0.9, {"pay1", "pay2"}),
}


@cache
def good_run(kind: str) -> Outcome:
    require(kind)
    return incidents.play(BY_NAME["cascade"], kind, good=True, clock=time.monotonic)


def require(kind: str) -> None:
    {"haproxy": binaries.require_haproxy, "nginx": binaries.require_nginx}[kind]()


def await_(happened: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def descendants(pid: int) -> set[int]:
    found: set[int] = set()
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found |= {int(child)} | descendants(int(child))
    return found


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
