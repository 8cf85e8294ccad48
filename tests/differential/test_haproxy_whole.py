"""From the text to the very server: the reader and the walk against the real HAProxy."""

import time
from pathlib import Path

import pytest

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.registry import load
from steelyard.forecast.health import Health
from steelyard.forecast.routing.request import Request
from steelyard.model.gateway import Gateway
from tests.harness.binaries import require_haproxy
from tests.harness.client import Answer, ask
from tests.harness.haproxy_process import HaproxyProcess
from tests.harness.haproxy_whole_random import Headers, Unit, Writer
from tests.harness.process import free_ports
from tests.harness.whole import Said, Tally, Walker

UNITS = 40
REQUESTS = 40
SEEN_SECONDS = 10

pytestmark = pytest.mark.differential


def frame(folder: Path, sections: str) -> str:
    """Put `global` and `defaults` before the sections."""
    return (
        f"global\n  stats socket unix@{folder / 'admin.sock'} level admin\n  nbthread 1\n"
        "  spread-checks 0\n"
        "defaults\n  mode http\n  timeout connect 500ms\n  timeout client 30s\n"
        f"  timeout server 30s\n  timeout check 1s\n{sections}"
    )


def read(folder: Path) -> Gateway:
    """Read what the binary was given."""
    options = ReadOptions(version=require_haproxy().version)
    return load("haproxy").read(SourceTree(str(folder / "haproxy.cfg")), options)


def await_down(haproxy: HaproxyProcess, dead: list[tuple[str, str]]) -> None:
    """Wait until the checks have seen which servers are dead."""
    wanted = set(dead)
    deadline = time.monotonic() + SEEN_SECONDS
    while time.monotonic() < deadline:
        lines = haproxy.tell("show servers state").splitlines()[2:]
        rows = [line.split() for line in lines if line]
        # Columns: be_id be_name srv_id srv_name address operational-state admin-state.
        standing = {(row[1], row[3]) for row in rows if row[5] != "0"}
        if not wanted & standing:
            return
        time.sleep(0.02)
    raise AssertionError(f"still up: {wanted & standing}")


def raw(method: str, target: str, headers: Headers) -> bytes:
    """Write a request."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    length = "Content-Length: 0\r\n" if method == "POST" else ""
    return f"{method} {target} HTTP/1.1\r\n{lines}{length}\r\n".encode("latin-1")


def observed(answer: Answer) -> Said:
    """Say what HAProxy did."""
    location = answer.header("location")
    if location is not None:
        return Said(f"redirect {answer.status}", location)
    server = answer.header("x-server")
    if answer.status == 200 and server is not None:
        return Said("pool", server)
    return Said("status", str(answer.status))


def run(seed: int, folder: Path, tally: Tally) -> None:
    """Run one world of units."""
    require_haproxy()
    folder.mkdir()
    echo, closed, *ports = free_ports(2 + 2 * UNITS)
    writer = Writer(seed, echo, closed)
    units = [writer.unit(n, ports[2 * n : 2 * n + 2]) for n in range(UNITS)]
    text = f"frontend echo\n  bind 127.0.0.1:{echo}\n  http-request return status 200\n"
    text += "".join(unit.text for unit in units)
    with HaproxyProcess(frame(folder, text), folder) as haproxy:
        gateway = read(folder)
        dead = [pair for unit in units for pair in unit.dead]
        await_down(haproxy, dead)
        walker = Walker(gateway, Health(frozenset(dead)))
        for unit in units:
            one_unit(unit, writer, walker, tally, seed)


def one_unit(unit: Unit, writer: Writer, walker: Walker, tally: Tally, seed: int) -> None:
    """Send one unit its requests."""
    for _ in range(REQUESTS):
        port, method, target, headers = writer.request(unit)
        [answer] = ask(port, [raw(method, target, headers)])
        said = walker.says(Request(method, target, headers, "127.0.0.1", port=port))
        tally.add(said, observed(answer), f"seed {seed} f{unit.number} {method} {target} {headers}")


def test_the_very_server(tmp_path: Path) -> None:
    tally = Tally()
    for seed in range(3):
        run(seed, tmp_path / str(seed), tally)
    tally.check()


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_very_server_at_length(tmp_path: Path) -> None:
    tally = Tally()
    for seed in range(100, 160):
        run(seed, tmp_path / str(seed), tally)
    tally.check()
