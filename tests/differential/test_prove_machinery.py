"""The machinery of `prove` with the real programs between its client and its stand-ins."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from steelyard.core.record import replace
from steelyard.dialects.sandbox import Endpoint
from steelyard.forecast.routing.request import Request
from steelyard.prove.behaviour import Behaviour
from steelyard.prove.call import Answer, Call
from steelyard.prove.certificate import make_certificate
from steelyard.prove.client import Lane, ask, ask_all
from steelyard.prove.errors import SandboxError
from steelyard.prove.process import Program
from steelyard.prove.reaper import Reaper
from steelyard.prove.reload import workers
from tests.harness.binaries import require_haproxy, require_nginx
from tests.harness.machinery import haproxy, haproxy_servers, nginx, nginx_upstream
from tests.harness.standins import Players, players

pytestmark = pytest.mark.differential

HOST = (("Host", "shop.example"),)
PLAIN = Request("GET", "/x?y", HOST, port=80, address="198.51.100.7")
TLS = replace(PLAIN, scheme="https", server_name="shop.example")


@pytest.fixture
def reaper(tmp_path: Path):
    with Reaper() as one:
        yield one


def certificate(reaper: Reaper) -> str:
    path = f"{reaper.folder}/certificate.pem"
    make_certificate(path, ["shop.example"], 1_800_000_000.0)
    return path


def sent(play: Players, name: str) -> str:
    """A header of the latest arrival."""
    headers = {key.lower(): value for key, value in play.standins.arrivals[-1].headers}
    return headers.get(name, "")


async def each_protocol(
    play: Players, plain: Endpoint, proxied: Endpoint, tls: Endpoint, *, h2c: bool
) -> list[Answer]:
    """Ask in every way; the stand-in must have been told whose request it is."""
    calls = {
        "plain": Call(PLAIN, plain, "plain"),
        "old": Call(replace(PLAIN, version="1.0"), plain, "old"),
        "proxied": Call(PLAIN, proxied, "proxied", proxied=True),
        "tls": Call(TLS, tls, "tls"),
        "h2": Call(replace(TLS, version="2"), tls, "h2"),
        "h2c": Call(replace(PLAIN, version="2"), plain, "h2c"),
    }
    if not h2c:
        del calls["h2c"]
    answers = []
    for name, call in calls.items():
        answers.append(await ask(call))
        assert play.standins.arrivals[-1].identity == name
        assert sent(play, "x-name") == ("shop.example" if call.secure else "")
        source = "192.0.2.1" if call.proxied else "127.0.0.1"
        assert sent(play, "x-forwarded-for") == source
        if call.proxied:
            assert sent(play, "x-port") == "80"
    return answers


def test_haproxy_in_every_protocol(reaper: Reaper):
    binary = require_haproxy()

    async def run() -> None:
        async with players(3) as play:
            plain, proxied, tls, tcp = (play.address.take() for _ in range(4))
            body = (
                f"frontend f\n  bind {plain}\n  bind {proxied} accept-proxy\n"
                f"  bind {tls} ssl crt {certificate(reaper)} alpn h2,http/1.1\n"
                "  option forwardfor\n  http-request set-header X-Name %[ssl_fc_sni]\n"
                "  http-request set-header X-Port %[dst_port]\n  default_backend b\n"
                f"backend b\n{haproxy_servers(play.servers.values())}"
                f"listen t\n  mode tcp\n  bind {tcp}\n{haproxy_servers(play.servers.values())}"
            )
            listeners = [plain, proxied, tls, tcp]
            async with Program(binary.path, haproxy(reaper.folder, body), reaper, listeners):
                answers = await each_protocol(play, plain, proxied, tls, h2c=True)
                through = [await ask(Call(PLAIN, tcp, "t")), await ask(Call(TLS, tcp, hello=True))]
            assert [one.server for one in answers] == [f"web/{i % 3}" for i in range(6)]
            # Waiting for the listeners must not have been a connection to any server.
            assert [one.server for one in through] == ["web/0", "web/1"]
            assert [one.key for one in play.standins.contacts] == [("web", 1)]

    asyncio.run(run())


def test_nginx_in_every_protocol(reaper: Reaper):
    binary = require_nginx()

    async def run() -> None:
        async with players(3) as play:
            plain, proxied, tls = (play.address.take() for _ in range(3))
            http = (
                f"{nginx_upstream(play.servers)}"
                "set_real_ip_from 127.0.0.0/8; real_ip_header proxy_protocol;\n"
                f"server {{ listen {plain}; listen {proxied} proxy_protocol; "
                f"listen {tls} ssl http2;\n"
                f"ssl_certificate {certificate(reaper)}; "
                f"ssl_certificate_key {reaper.folder}/certificate.pem;\n"
                "location / { proxy_pass http://web; proxy_set_header X-Name $ssl_server_name; "
                "proxy_set_header X-Port $proxy_protocol_server_port; "
                "proxy_set_header X-Forwarded-For $remote_addr; } }"
            )
            listeners = [plain, proxied, tls]
            async with Program(binary.path, nginx(reaper.folder, http), reaper, listeners):
                answers = await each_protocol(play, plain, proxied, tls, h2c=False)
            assert [one.server for one in answers] == [f"web/{i % 3}" for i in range(5)]

    asyncio.run(run())


@pytest.mark.parametrize("pass_sockets", [False, True])
def test_haproxy_reloads_under_load_and_a_broken_successor_changes_nothing(
    reaper: Reaper, pass_sockets: bool
):
    binary = require_haproxy()

    async def run() -> None:
        async with players(2) as play:
            here = play.address.take()
            one, two = (
                f"frontend f\n  bind {here}\n  default_backend b\n"
                f"backend b\n{haproxy_servers([server])}"
                for server in play.servers.values()
            )
            first = haproxy(reaper.folder, one, pass_sockets=pass_sockets)
            async with Program(binary.path, first, reaper, [here]) as running:
                old = running.pid
                asking = asyncio.create_task(stream(here, 200))
                await running.reload(haproxy(reaper.folder, two, pass_sockets=pass_sockets))
                assert running.pid != old
                assert (await ask(Call(PLAIN, here, "n"))).server == "web/1"
                statuses = {answer.status for answer in await asking}
                # Without passed sockets what waits to be accepted by the old one may be lost.
                assert statuses == {200} or (not pass_sockets and statuses == {200, None})
                now = running.pid
                with pytest.raises(
                    SandboxError, match=r"haproxy ended during its reload: .*nonsen"
                ):
                    await running.reload(haproxy(reaper.folder, "nonsense\n"))
                assert running.pid == now
                assert (await ask(Call(PLAIN, here, "n"))).server == "web/1"
            assert (await ask(Call(PLAIN, here, "n"))).status is None

    asyncio.run(run())


def test_nginx_reloads_under_load_and_a_refused_reload_changes_nothing(reaper: Reaper):
    binary = require_nginx()

    async def run() -> None:
        async with players(2) as play:
            here = play.address.take()
            one, two = (
                nginx(
                    reaper.folder,
                    f"server {{ listen {here}; location / {{ proxy_pass http://{server}; }} }}",
                    workers=2,
                )
                for server in play.servers.values()
            )
            async with Program(binary.path, one, reaper, [here]) as running:
                asking = asyncio.create_task(stream(here, 200))
                await running.reload(two)
                assert (await ask(Call(PLAIN, here, "n"))).server == "web/1"
                assert {answer.status for answer in await asking} == {200}
                with pytest.raises(SandboxError, match=r"nginx refused the reload: .*nonsense"):
                    await running.reload(nginx(reaper.folder, "nonsense;"))
                assert (await ask(Call(PLAIN, here, "n"))).server == "web/1"

    asyncio.run(run())


async def stream(here: Endpoint, count: int) -> list[Answer]:
    """Requests without a pause, each on a connection of its own."""
    answers = await ask_all([Lane([Call(PLAIN, here, str(i)) for i in range(count)])])
    return answers[0]


def test_haproxy_sees_a_stand_in_fall_ill_refuse_and_recover(reaper: Reaper):
    binary = require_haproxy()

    async def run() -> None:
        async with players(2) as play:
            here = play.address.take()
            servers = haproxy_servers(play.servers.values(), "check inter 30ms fall 1 rise 1")
            body = f"listen f\n  bind {here}\n  option httpchk GET /health\n{servers}"
            async with Program(binary.path, haproxy(reaper.folder, body), reaper, [here]):
                for bad in (Behaviour(checks=Behaviour(status=500)), Behaviour(refuse=True)):
                    await play.standins.behave(("web", 0), bad)
                    await served_by(here, {"web/1"})
                    await play.standins.behave(("web", 0), Behaviour())
                    await served_by(here, {"web/0", "web/1"})
            assert {one.target for one in play.standins.checks} == {"/health"}

    asyncio.run(run())


async def served_by(here: Endpoint, wanted: set[str]) -> None:
    """Wait until exactly these serve."""
    for _ in range(100):
        answers = [await ask(Call(PLAIN, here, "n")) for _ in range(4)]
        if {answer.server for answer in answers} == wanted:
            return
        await asyncio.sleep(0.03)
    pytest.fail(f"never served by {wanted}")


def test_a_configuration_that_the_program_refuses_is_told_in_its_words(reaper: Reaper):
    binary = require_nginx()
    sandbox = nginx(reaper.folder, "nonsense;")

    async def run() -> None:
        with pytest.raises(SandboxError, match=r'nginx ended during its start: .*"nonsense'):
            await Program(binary.path, sandbox, reaper, [Endpoint("127.255.255.1", 1)]).start()

    asyncio.run(run())


def test_workers_of_a_master_that_was_killed_go_with_it(reaper: Reaper):
    binary = require_nginx()

    async def run() -> None:
        async with players(1) as play:
            here = play.address.take()
            http = f"server {{ listen {here}; return 200; }}"
            sandbox = nginx(reaper.folder, http, workers=2)
            async with Program(binary.path, sandbox, reaper, [here]) as running:
                for _ in range(500):
                    if len(workers(running.pid)) == 2:
                        break
                    await asyncio.sleep(0.01)
                members = workers(running.pid)
                assert len(members) == 2
                os.kill(running.pid, signal.SIGKILL)
                while running.alive():
                    await asyncio.sleep(0.005)
        assert not any(os.path.exists(f"/proc/{pid}/fd/0") for pid in members)

    asyncio.run(run())
