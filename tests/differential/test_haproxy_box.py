"""What is boxed runs: HAProxy takes it, listens, and means what the original means."""

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from steelyard.core.errors import InputError
from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.haproxy import dialect
from steelyard.dialects.sandbox import Sandbox
from tests.fuzz.mutate import mutated
from tests.harness import tls
from tests.harness.binaries import require_haproxy
from tests.harness.haproxy_box import (
    Boxed,
    boxed,
    counting_room,
    essence,
    everything,
    real_room,
    write,
)
from tests.harness.process import Process, free_ports
from tests.meta.sources import ROOT

pytestmark = pytest.mark.differential

MISTAKES = {
    # What the binary refuses of the original as well, whatever its paths and names.
    "sound-modern-3-0/haproxy.cfg": "unknown keyword 'limited-quic'",
    "t-refused-duplicate-server/bad.cfg": "another server named 'web1'",
    "t-refused-unknown-acl/bad.cfg": "no such ACL",
    "t-refused-unknown-pool/bad.cfg": "unable to find required default_backend",
    "t-refused-weight-257/bad.cfg": "not within 0 and 256",
}

ALL = everything()
LOOPBACK = "127.0.0.1"
UNPRIVILEGED = 65_534


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tls.certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name that any user may look into."""
    path = Path(tempfile.mkdtemp(prefix="box"))
    path.chmod(0o777)
    yield path
    shutil.rmtree(path)


def asked(sandbox: Sandbox, folder: Path) -> subprocess.CompletedProcess[str]:
    """What the binary says about the files."""
    return subprocess.run(
        [require_haproxy().path, *sandbox.check],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def running(found: Boxed, folder: Path, *before: str) -> Process:
    """The sandbox as a process that counts as started when all its sockets accept."""
    listening = {
        found.room.listeners[bind.address, bind.port, bind.transport].port
        for listener in found.gateway.listeners
        if not listener.disabled
        for bind in listener.binds
        if bind.transport != "udp"
    }
    command = [*before, "env", "-C", str(folder), require_haproxy().path]
    return Process(
        [*command, *found.sandbox.command],
        listening,
        folder,
        [Path(found.sandbox.administration)],
    )


def read_again(found: Boxed, path: Path) -> dict[str, object]:
    """The essence of what was written, as our own reader sees it."""
    options = ReadOptions(version=found.gateway.version)
    return essence(dialect.read(SourceTree(str(path)), options))


@pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_configuration_runs_and_means_the_same(
    path: Path, folder: Path, certificate: Path
) -> None:
    found = boxed(path, real_room(folder, certificate), path.parent)
    assert found.refused == []
    write(found.sandbox, folder)
    assert all(not name.startswith(("/", "..")) for name in found.sandbox.files)
    done = asked(found.sandbox, folder)
    mistake = MISTAKES.get("/".join(path.parts[-2:]))
    if mistake is not None:
        assert mistake in done.stderr
        return
    assert done.returncode == 0, done.stderr
    with running(found, folder):
        pass
    written = folder if path.is_dir() else folder / path.name
    assert read_again(found, written) == essence(found.gateway)


@pytest.mark.parametrize("name", ["sound-shop-edge", "sound-geo-lists", "sound-session-table"])
def test_it_needs_no_rights(name: str, folder: Path, certificate: Path) -> None:
    if os.geteuid() or shutil.which("setpriv") is None:
        pytest.skip("only root can become somebody else: this run has no rights to lose")
    path = ROOT / "corpus" / "haproxy" / name / "haproxy.cfg"
    readable = Path(shutil.copy(certificate, folder / "crt.pem"))
    readable.chmod(0o644)
    found = boxed(path, real_room(folder, readable), path.parent)
    write(found.sandbox, folder)
    user = str(UNPRIVILEGED)
    become = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--no-new-privs"]
    with running(found, folder, *become) as process:
        status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    assert f"Uid:\t{user}\t{user}" in status


RULES = """
defaults
  mode http
  timeout connect 1s
  timeout client 2s
  timeout server 2s
frontend door
  bind 192.0.2.1:80,192.0.2.1:443
  bind unix@/run/door.sock
  tcp-request connection reject if { src -f blocked.lst }
  http-request return status 200 content-type text/plain lf-string "%[src] %[dst]:%[dst_port]"
frontend safe
  bind 192.0.2.1:8443 ssl crt /etc/gone.pem strict-sni
  bind quic4@192.0.2.1:8443 ssl crt /etc/gone.pem
  http-request return status 200 content-type text/plain lf-string "%[src] %[ssl_fc]"
"""


def test_clients_state_their_address_and_where_they_meant_to_go(
    folder: Path, certificate: Path
) -> None:
    source = folder / "original"
    source.mkdir()
    (source / "t.cfg").write_text(RULES)
    (source / "blocked.lst").write_text("198.51.100.0/24\n")
    found = boxed(source / "t.cfg", real_room(folder, certificate))
    write(found.sandbox, folder)
    with running(found, folder):
        plain = found.room.listeners["192.0.2.1", 443, "tcp"]
        unix = found.room.listeners["/run/door.sock", None, "unix"]
        safe = found.room.listeners["192.0.2.1", 8443, "tcp"]
        assert found.sandbox.proxied == set(found.room.listeners.values())
        good = b"PROXY TCP4 203.0.113.7 192.0.2.1 999 443\r\n"
        bad = b"PROXY TCP4 198.51.100.7 192.0.2.1 999 443\r\n"
        request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        for port in (plain.port, unix.port):
            answer = tls.send(port, request, first=good)
            assert answer is not None
            assert answer.body == b"203.0.113.7 192.0.2.1:443"
            assert tls.send(port, request, first=bad) is None
        answer = tls.send(safe.port, request, tls=True, name="x.example", first=good)
        assert answer is not None
        assert answer.body == b"203.0.113.7 1"


def test_connection_rules_run_ahead_of_the_header(folder: Path) -> None:
    """The reason for rewriting them, held against the binary."""
    port = free_ports(1)[0]
    rules = "tcp-request {} reject if {{ src 198.51.100.7 }}"
    answers = []
    for kind in ("connection", "session"):
        text = RULES.split("frontend")[0] + (
            f"frontend f\n  bind {LOOPBACK}:{port} accept-proxy\n  {rules.format(kind)}\n"
            "  http-request return status 200\n"
        )
        (folder / "t.cfg").write_text(text)
        command = [require_haproxy().path, "-db", "-f", str(folder / "t.cfg")]
        with Process(command, [port], folder):
            header = b"PROXY TCP4 198.51.100.7 192.0.2.1 999 443\r\n"
            answers.append(tls.send(port, b"GET / HTTP/1.0\r\n\r\n", first=header))
    assert answers[0] is not None
    assert answers[1] is None


@pytest.mark.parametrize("block", range(4))
def test_damage_never_makes_it_fail_nor_lead_outside(block: int, tmp_path: Path) -> None:
    files = [path for path in ALL if path.is_file()]
    texts = {path: path.read_bytes() for path in files}
    path = tmp_path / "t.cfg"
    understood = 0
    for seed in range(block * 60, block * 60 + 60):
        chance = random.Random(seed)
        victim = chance.choice(files)
        others = chance.sample(list(texts.values()), 5)
        path.write_bytes(mutated(chance, texts[victim], others))
        try:
            found = boxed(path, counting_room(), victim.parent)
        except InputError:
            continue
        understood += 1
        again = SourceTree("b.cfg")
        again.texts["b.cfg"] = found.text()
        gateway = dialect.read(again, ReadOptions(version=found.gateway.version))
        reached = {bind.address for one in gateway.listeners for bind in one.binds}
        reached |= {one.address for pool in gateway.pools.values() for one in pool.servers}
        assert reached <= {LOOPBACK}, seed
        if not found.refused:
            assert essence(gateway) == essence(found.gateway), seed
    assert understood > 40
