"""Every NGINX configuration of the corpus and the examples runs in a sandbox, as it is read."""

import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.nginx import dialect
from steelyard.dialects.nginx.live.sandbox import box, version
from steelyard.dialects.sandbox import Endpoint, Room, Sandbox
from steelyard.model.gateway import Gateway
from steelyard.model.routing import Switch, ToPool
from tests.harness.binaries import require_nginx
from tests.harness.process import Process, free_ports
from tests.harness.tls import certificate

pytestmark = pytest.mark.differential

ROOT = Path(__file__).resolve().parents[2]
CONFIGS = sorted(
    path for folder in ("corpus/nginx", "examples") for path in (ROOT / folder).glob("**/*.conf")
)

NOT_ACCEPTED = {
    "a1-weight-zero/bad.conf": "weight=0",
    "b5-empty-upstream/bad.conf": "no servers are inside upstream",
    "t-backup-with-hash/bad.conf": "balancing method does not support parameter",
    "t-duplicate-location/bad.conf": "duplicate location",
    "t-only-backups/bad.conf": "no servers in upstream",
    "t-slow-start/bad.conf": "slow_start=30s",
    "t-split-over-100/bad.conf": "percent total is greater than 100%",
}
"""What NGINX 1.22 refuses in the original too, and its words."""

PARTS = {"10-clients.conf", "20-tls.conf", "30-proxy.conf"} | {
    "proxy-headers.conf",
    "tls-example-com.conf",
}
"""Files that only another one includes: they are no configuration, and are refused."""

NOT_RUN = {"t-port-shared/bad.conf"}
"""What NGINX accepts, and cannot start: two blocks on one socket."""

AS_NOBODY = ("shop-edge-tls", "sni-preread", "resolver-variables", "django-uwsgi", "media-alias")
"""Cases that are run by a user without any rights too."""


def named(path: Path) -> str:
    return "/".join(path.parts[-2:])


@pytest.fixture(scope="session")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("certificate"))


def room_in(folder: Path, pem: Path) -> Room:
    return Room(str(folder), str(pem), lambda: Endpoint("127.0.0.1", free_ports(1)[0]))


def read(path: Path) -> tuple[SourceTree, Gateway]:
    tree = SourceTree(str(path))
    return tree, dialect.read(tree, ReadOptions(version=require_nginx().version))


def written(sandbox: Sandbox, folder: Path) -> None:
    for name, text in sandbox.files.items():
        (folder / name).write_text(text, "utf-8", errors="surrogateescape")


def checked(sandbox: Sandbox, folder: Path) -> tuple[bool, str]:
    written(sandbox, folder)
    command = [require_nginx().path, *sandbox.check]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    return done.returncode == 0, done.stderr


def running(sandbox: Sandbox, room: Room, before: list[str]) -> Process:
    command = [*before, require_nginx().path, *sandbox.command]
    ports = [endpoint.port for endpoint in room.listeners.values()]
    return Process(command, ports, Path(room.folder))


def pools(gateway: Gateway) -> dict[str, object]:
    """What balancing goes by, pool by pool; implicit ones have other names in a sandbox."""
    found = {}
    for pool in gateway.pools.values():
        if pool.implicit:
            continue
        algorithm = pool.balance.algorithm
        if len(pool.servers) == 1 and algorithm == "smooth-rotation":
            algorithm = "single"  # Of a name, which may stand for several; in a sandbox it is one.
        servers = [
            (
                server.applied_weight,
                server.admin,
                server.backup,
                {name: setting.value for name, setting in server.passive.items()},
                {name: setting.value for name, setting in server.limits.items()},
            )
            for server in pool.servers
        ]
        found[pool.name] = (
            algorithm,
            pool.balance.options,
            pool.state,
            pool.copies,
            servers,
        )
    return found


def retries(gateway: Gateway) -> dict[str, object]:
    """How often and where a failed request is tried again, and how long is waited."""
    return {
        pool.name: (
            pool.retry and (pool.retry.attempts, pool.retry.on, pool.retry.budget),
            {name: setting.value for name, setting in pool.timeouts.items()},
        )
        for pool in gateway.pools.values()
        if not pool.implicit
    }


def routes(gateway: Gateway) -> Counter[tuple[str, int]]:
    """How many routes of each kind the chains have; chains are named by their sockets.

    The endings of names made of variables aside: a sandbox has one more, for what no
    text is foreseen.
    """
    endings = {
        name
        for _, route in gateway.routes()
        if route.kind.endswith("_pass")
        for action in route.actions
        if isinstance(action, Switch)
        for name in (*action.cases.values(), action.otherwise)
    }
    return Counter(
        (re.sub(r"^\w+_pass$", "pass", route.kind), len(chain.routes))
        for name, chain in gateway.chains.items()
        if name not in endings
        for route in chain.routes
    )


def reached(gateway: Gateway) -> Counter[str]:
    """The pools with a block of their own that requests get to."""
    return Counter(
        action.pool
        for _, route in gateway.routes()
        for action in route.actions
        if isinstance(action, ToPool) and not gateway.pools[action.pool].implicit
    )


@pytest.mark.parametrize("path", CONFIGS, ids=named)
def test_it_runs_as_it_is_read(path: Path, pem: Path, tmp_path: Path):
    require_nginx(stream=True)
    tree, gateway = read(path)
    room = room_in(tmp_path, pem)
    sandbox = box(tree, gateway, room)
    refused = path.name in PARTS or named(path) in NOT_RUN
    assert bool(sandbox.refused) == refused, sandbox.refused
    if sandbox.refused:
        return
    accepted, output = checked(sandbox, tmp_path)
    reason = NOT_ACCEPTED.get(named(path))
    assert accepted == (reason is None), output
    if reason is not None:
        assert reason in output
        return
    again = read(tmp_path / "nginx.conf")[1]
    if not [doubt for doubt in sandbox.doubts if "is not run" in doubt.why]:
        assert pools(again) == pools(gateway)
        assert retries(again) == retries(gateway)
        assert len(again.listeners) == len(gateway.listeners)
        assert routes(again) == routes(gateway)
        assert reached(again) == reached(gateway)
    with running(sandbox, room, []):
        pass


@pytest.mark.parametrize("case", AS_NOBODY)
def test_it_needs_no_rights(case: str, pem: Path, tmp_path: Path):
    setpriv = shutil.which("setpriv")
    if os.geteuid() != 0 or setpriv is None:
        pytest.skip("only root can become nobody")
    for folder in (pem.parent, tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    pem.chmod(0o644)
    tmp_path.chmod(0o777)
    tree, gateway = read(ROOT / "corpus" / "nginx" / case / "nginx.conf")
    room = room_in(tmp_path, pem)
    sandbox = box(tree, gateway, room)
    assert sandbox.refused == []
    written(sandbox, tmp_path)
    nobody = [setpriv, "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]
    with running(sandbox, room, nobody) as nginx:
        assert "[emerg]" not in nginx.output()


def test_the_version_of_the_binary():
    nginx = require_nginx()
    done = subprocess.run([nginx.path, "-v"], capture_output=True, text=True, check=False)
    assert version(done.stdout + done.stderr) == nginx.version
