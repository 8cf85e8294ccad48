"""What is read of the real HAProxy and NGINX equals what the origins counted."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.difference import difference
from steelyard.dialects.haproxy import dialect as haproxy_dialect
from steelyard.dialects.haproxy.live import changes
from steelyard.dialects.haproxy.live.runtime import Reader as HaproxyReader
from steelyard.dialects.haproxy.live.socket_client import ask as tell
from steelyard.dialects.nginx import dialect as nginx_dialect
from steelyard.dialects.nginx.live.accesslog import RECOMMENDED, Tally, each_line
from steelyard.dialects.nginx.live.logs import access_logs
from steelyard.dialects.nginx.live.processes import master_of, on_this_machine
from steelyard.dialects.nginx.live.runtime import Reader as NginxReader
from steelyard.dialects.nginx.text.tree import read_configuration
from steelyard.dialects.runtime import LiveError, Snapshot
from tests.harness.binaries import require_haproxy, require_nginx
from tests.harness.client import ask, get
from tests.harness.haproxy_process import with_defaults
from tests.harness.live import Carrier, Master, wait_until
from tests.harness.nginx_process import NginxProcess, with_frame
from tests.harness.origin import Origins
from tests.harness.process import free_ports

pytestmark = pytest.mark.differential


def given(snapshot: Snapshot, pool: str) -> dict[str, int]:
    return {one.name: one.counters.requests for one in snapshot.pools[pool].servers.values()}


class Haproxy:
    """A gateway with a master, its origins, and a carrier of questions."""

    def __init__(self, origins: Origins, folder: Path) -> None:
        self.origins = origins
        self.port, self.dead, self.console = free_ports(3)
        a, b, c = (origins.port(name) for name in "abc")
        servers = f" server a 127.0.0.1:{a}\n server b 127.0.0.1:{b}\n server c 127.0.0.1:{c}\n"
        sections = (
            f"frontend f\n bind 127.0.0.1:{self.port}\n"
            " use_backend sticky if { path_beg /sticky }\n use_backend full if { path_beg /full }\n"
            " use_backend broken if { path_beg /broken }\n default_backend plain\n"
            f"backend plain\n server a 127.0.0.1:{a} weight 100\n"
            f" server b 127.0.0.1:{b} weight 50\n server c 127.0.0.1:{c} weight 1\n"
            f"backend sticky\n cookie S insert\n server a 127.0.0.1:{a} cookie a\n"
            f" server b 127.0.0.1:{b} cookie b\n"
            f"backend full\n server a 127.0.0.1:{a} maxconn 1\n server b 127.0.0.1:{b} maxconn 1\n"
            "backend broken\n option redispatch 1\n retries 2\n"
            f" server a 127.0.0.1:{a}\n server dead 127.0.0.1:{self.dead}\n"
            f"backend mapped\n balance uri\n{servers}"
            f"backend fixed\n balance static-rr\n{servers}"
            f"backend ring\n balance uri\n hash-type consistent\n{servers}"
        )
        tcp = f" stats socket ipv4@127.0.0.1:{self.console} level admin\n"
        self.config = with_defaults(sections, folder).replace("global\n", f"global\n{tcp}", 1)
        self.process = Master(self.config, [self.port], folder)
        self.reader = HaproxyReader(master=True)
        self.carrier = Carrier(self.reader, str(self.process.admin), str(self.process.master))

    def order(self, order: changes.Order) -> None:
        """Give an order and see that it was taken."""
        changes.check_answer(order, tell(str(self.process.admin), order.command))
        assert changes.missing(order, self.carrier.look()) == ""


@pytest.fixture
def haproxy(tmp_path: Path) -> Iterator[Haproxy]:
    require_haproxy((2, 5))
    with Origins("abc") as origins:
        rig = Haproxy(origins, tmp_path)
        with rig.process:
            yield rig


def test_haproxy_counts_what_its_origins_count(haproxy: Haproxy):
    before = haproxy.carrier.look(1.0)
    ask(haproxy.port, [get()] * 302)
    after = haproxy.carrier.look(3.0)
    counts = haproxy.origins.counts()
    assert given(after, "plain") == counts == {"a": 200, "b": 100, "c": 2}
    found = difference(before, after)
    assert (found.seconds, found.reset, found.reloaded) == (2.0, "", False)
    for name, count in counts.items():
        counted = found.servers["plain", name]
        assert counted != "reset"
        assert (counted.requests, counted.chosen) == (count, count)
        assert counted.answered == (0, count, 0, 0, 0, 0)
    assert after.version and after.pools["plain"].algorithm == "roundrobin"
    assert given(haproxy.carrier.look(4.0, "plain"), "plain") == counts


def test_persistence_is_given_but_not_chosen(haproxy: Haproxy):
    ask(haproxy.port, [get("/sticky", ("Cookie", "S=b"))] * 20 + [get("/sticky")] * 10)
    pool = haproxy.carrier.look().pools["sticky"]
    assert given(haproxy.carrier.look(), "sticky") == {"a": 5, "b": 25}
    assert pool.total.chosen == 10
    assert pool.total.requests == 30


def test_a_queue_hides_requests_from_the_algorithm(haproxy: Haproxy):
    for name in "ab":
        haproxy.origins[name].delay = 0.05
    asking = [
        threading.Thread(target=ask, args=(haproxy.port, [get("/full")] * 3)) for _ in range(8)
    ]
    for thread in asking:
        thread.start()
    wait_until(lambda: bool(haproxy.carrier.look().pools["full"].queue))
    for thread in asking:
        thread.join()
    pool = haproxy.carrier.look().pools["full"]
    counts = {name: count for name, count in haproxy.origins.counts().items() if count}
    assert {name: one.counters.requests for name, one in pool.servers.items()} == counts
    assert pool.total.requests == 24
    assert (pool.total.chosen or 0) < 24


def test_redispatched_requests_count_at_both_servers(haproxy: Haproxy):
    ask(haproxy.port, [get("/broken")] * 10)
    pool = haproxy.carrier.look().pools["broken"]
    assert haproxy.origins.counts()["a"] == pool.servers["a"].counters.requests == 10
    dead = pool.servers["dead"].counters
    assert dead.requests == dead.redispatches > 0
    assert dead.answered == (0,) * 6
    assert pool.total.requests == 10
    assert pool.total.chosen == 10 + dead.requests


def test_haproxy_weights_and_states_take_effect_and_are_read_back(haproxy: Haproxy):
    servers = haproxy.carrier.look().pools["plain"].servers
    haproxy.order(changes.set_weight("plain", servers["a"], "50%", fixed=False))
    state = haproxy.carrier.look().pools["plain"].servers["a"]
    assert (state.weight, state.set_weight, state.configured_weight) == (50, 50, 100)
    haproxy.order(changes.drain("plain", "b"))
    haproxy.order(changes.maintain("plain", "c"))
    now = haproxy.carrier.look().pools["plain"].servers
    assert (now["b"].status, now["c"].status) == ("drain", "maint")
    ask(haproxy.port, [get()] * 20)
    assert haproxy.origins.counts() == {"a": 20, "b": 0, "c": 0}
    haproxy.order(changes.ready("plain", "b"))
    haproxy.order(changes.ready("plain", "c"))
    ask(haproxy.port, [get()] * 202)
    assert given(haproxy.carrier.look(), "plain") == {"a": 120, "b": 100, "c": 2}


def test_half_of_weight_one_is_a_silent_drain_for_haproxy(haproxy: Haproxy):
    assert tell(str(haproxy.process.admin), "set server plain/c weight 50%").strip() == ""
    state = haproxy.carrier.look().pools["plain"].servers["c"]
    assert (state.set_weight, state.status) == (0, "no check")
    with pytest.raises(LiveError, match="would drain it"):
        changes.set_weight("plain", state, "50%", fixed=False)


@pytest.mark.parametrize("pool", ["mapped", "fixed", "ring", "plain"])
def test_the_model_knows_which_weights_are_fixed(haproxy: Haproxy, pool: str):
    tree = SourceTree(str(haproxy.process.file))
    balance = haproxy_dialect.read(tree, ReadOptions()).pools[pool].balance
    fixed = changes.weights_are_fixed(balance)
    assert fixed == (pool in ("mapped", "fixed"))
    command = f"set server {pool}/a weight 7"
    assert bool(tell(str(haproxy.process.admin), command).strip()) == fixed


@pytest.mark.parametrize("pool", ["mapped", "fixed"])
def test_fixed_weights_are_refused_as_haproxy_does(haproxy: Haproxy, pool: str):
    state = haproxy.carrier.look().pools[pool].servers["a"]
    order = changes.set_weight(pool, state, "7", fixed=False)
    with pytest.raises(LiveError, match="static LB algorithm"):
        haproxy.order(order)
    with pytest.raises(LiveError, match="needs a reload"):
        changes.set_weight(pool, state, "7", fixed=True)
    for weight in ("0", "1", "0%", "100%"):
        haproxy.order(changes.set_weight(pool, state, weight, fixed=True))


def test_what_haproxy_refuses_is_told(haproxy: Haproxy):
    order = changes.drain("plain", "nobody")
    with pytest.raises(LiveError, match="No such server"):
        haproxy.order(order)


def test_a_haproxy_reload_is_confirmed_and_resets_the_counters(haproxy: Haproxy):
    ask(haproxy.port, [get()] * 30)
    before, answers = haproxy.carrier.look(1.0), haproxy.carrier.answers()
    assert haproxy.carrier.judged_now(answers) == "not yet"
    haproxy.process.signal(signal.SIGUSR2)
    found = haproxy.carrier.judged(answers)
    assert found, found.why
    after = haproxy.carrier.look(2.0)
    told = difference(before, after)
    assert told.reloaded and "reloaded or restarted" in told.reset
    assert set(told.servers.values()) == {"reset"}


def test_a_failed_haproxy_reload_is_seen_and_the_next_good_one_too(haproxy: Haproxy):
    good = haproxy.process.file.read_text()
    before, answers = haproxy.carrier.look(1.0), haproxy.carrier.answers()
    haproxy.process.file.write_text(good + "bogus\n")
    assert tell(str(haproxy.process.master), "reload").strip() in ("", "Success=0")
    found = haproxy.carrier.judged(answers)
    assert (found.verdict, found.why[:18]) == ("no", "The reload failed:")
    assert not difference(before, haproxy.carrier.look(2.0)).reset
    ask(haproxy.port, [get()] * 10)
    haproxy.process.file.write_text(good)
    answers = haproxy.carrier.answers()
    haproxy.process.signal(signal.SIGUSR2)
    assert haproxy.carrier.judged(answers)


def test_cleared_counters_are_no_negative_traffic(haproxy: Haproxy):
    ask(haproxy.port, [get()] * 30)
    before = haproxy.carrier.look(1.0)
    assert tell(str(haproxy.process.admin), "clear counters all").strip() == ""
    ask(haproxy.port, [get()] * 5)
    found = difference(before, haproxy.carrier.look(2.0))
    assert "pool plain went back" in found.reset
    assert not found.reloaded
    assert set(found.servers.values()) == {"reset"}


def test_a_tcp_console_answers_as_the_socket_does(haproxy: Haproxy):
    answer = tell(f"tcp:127.0.0.1:{haproxy.console}", "show version")
    assert answer == tell(f"unix:{haproxy.process.admin}", "show version") != ""


@pytest.mark.parametrize("soft", [True, False])
def test_a_haproxy_without_master_is_seen_to_be_another(tmp_path: Path, soft: bool):
    with Origins("a") as origins:
        [port] = free_ports(1)
        config = with_defaults(
            f"listen l\n bind 127.0.0.1:{port}\n server a 127.0.0.1:{origins.port('a')}", tmp_path
        )
        first, second = Master(config, [port], tmp_path), Master(config, [port], tmp_path)
        for process in (first, second):
            process.command = [process.command[0], "-db", "-f", str(process.file)]
            process.unix_sockets = [process.admin]
        carrier = Carrier(HaproxyReader(), str(first.admin))
        with first:
            answers = carrier.answers()
            assert carrier.judged_now(answers) == "not yet"
            if not soft:
                first.stop()
            second.command += ["-sf", str(first.pid)] if soft else []
            with second:
                found = carrier.judged(answers)
    assert found, found.why


class Nginx:
    """A gateway that logs tries, its origins, and a carrier of questions."""

    def __init__(self, origins: Origins, folder: Path) -> None:
        self.folder, self.origins = folder, origins
        self.port, self.dead = free_ports(2)
        a, b, c = (origins.port(name) for name in "abc")
        self.log = folder / "access.log"
        http = f"""
            {RECOMMENDED}
            log_format json escape=json '{{"u":"$upstream_addr","a":"$http_user_agent"}}';
            upstream web {{ zone z 64k; server 127.0.0.1:{a} weight=3; server 127.0.0.1:{b}; }}
            upstream other {{ server 127.0.0.1:{a}; server 127.0.0.1:{c}; }}
            upstream hurt {{ server 127.0.0.1:{self.dead}; server 127.0.0.1:{c}; }}
            upstream gone {{ server 127.0.0.1:{self.dead}; }}
            server {{
                listen 127.0.0.1:{self.port};
                access_log {self.log} steelyard;
                access_log {folder / "json.log"} json;
                location / {{ proxy_pass http://web; }}
                location /other {{ proxy_pass http://other; }}
                location /hurt {{ proxy_pass http://hurt; }}
                location /gone {{ proxy_pass http://gone; error_page 502 = /spare; }}
                location /spare {{ proxy_pass http://127.0.0.1:{b}; }}
                location /here {{ return 204; }}
                location /status {{ stub_status; access_log off; }}
            }}"""
        self.config = with_frame(http, folder, workers=2)
        self.process = NginxProcess(self.config, folder)
        self.file = folder / "nginx.conf"

    def listen(self) -> None:
        """Begin to read it, as its own configuration says how."""
        tree = SourceTree(str(self.file))
        logs, uncounted = access_logs(read_configuration(tree, None))
        assert not uncounted
        gateway = nginx_dialect.read(tree, ReadOptions())
        formats = {log.path: log.form for log in logs if not log.why}
        self.json = formats.pop(str(self.folder / "json.log"))
        master = master_of(str(self.folder / "nginx.pid"))
        errors = str(self.process.log)
        self.reader = NginxReader(formats, gateway.pools, master, errors, "/status")
        self.carrier = Carrier(self.reader, port=self.port)

    def ask(self, path: str, count: int) -> None:
        """Ask, and wait until the log has it all."""
        lines = self.log.read_bytes().count(b"\n")
        ask(self.port, [get(path)] * count)
        wait_until(lambda: self.log.read_bytes().count(b"\n") >= lines + count)


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[Nginx]:
    require_nginx()
    with Origins("abc") as origins:
        rig = Nginx(origins, tmp_path)
        with rig.process:
            wait_until(lambda: bool((tmp_path / "nginx.pid").read_text().strip()))
            rig.listen()
            yield rig


def test_nginx_counts_what_its_origins_count(nginx: Nginx):
    before = nginx.carrier.look(1.0)
    nginx.ask("/", 200)
    nginx.ask("/other", 100)
    nginx.ask("/here", 10)
    after = nginx.carrier.look(2.0)
    web, other = given(after, "web"), given(after, "other")
    counts = nginx.origins.counts()
    a, b, c = (f"127.0.0.1:{nginx.origins.port(name)}" for name in "abc")
    assert web == {a: 150, b: 50}
    assert web[a] + other[a] == counts["a"]
    assert (web[b], other[c]) == (counts["b"], counts["c"])
    found = difference(before, after)
    assert not found.reset
    counted = found.servers["web", a]
    assert counted != "reset"
    assert (counted.requests, counted.answered[1]) == (150, 150)
    assert (found.pools["gone"], after.doubts, after.connections) != ("reset", [], None)


def test_nginx_tries_are_told_apart(nginx: Nginx):
    nginx.ask("/hurt", 20)
    nginx.ask("/gone", 5)
    found = nginx.carrier.look()
    dead, c = f"127.0.0.1:{nginx.dead}", f"127.0.0.1:{nginx.origins.port('c')}"
    failed = found.pools["hurt"].servers[dead].counters
    assert failed.requests == failed.connect_errors == failed.redispatches > 0
    assert found.pools["hurt"].servers[c].counters.requests == nginx.origins.counts()["c"] == 20
    assert found.pools["hurt"].total.requests == 20
    # A lone server is never marked as failed: it is tried each time.
    assert found.pools[""].servers[dead].counters.connect_errors == 5
    spare = f"127.0.0.1:{nginx.origins.port('b')}"
    assert found.pools[spare].total.answered[1] == 5


def test_a_json_log_tells_the_same(nginx: Nginx):
    nginx.ask("/hurt", 4)
    nginx.ask("/here", 3)
    agent = ("User-Agent", 'a"b\\ $upstream_addr')
    ask(nginx.port, [get("/other", agent)] * 4)
    wait_until(lambda: nginx.log.read_bytes().count(b"\n") == 11)
    tally = Tally(nginx.reader.tally.pools)
    tally.add(each_line((nginx.folder / "json.log").read_text()), nginx.json)
    assert (tally.lines, tally.strange) == (11, 0)
    c = f"127.0.0.1:{nginx.origins.port('c')}"
    # Without $proxy_host a server of two pools belongs to neither.
    counted = [state.servers[c].counters for state in tally.states.values() if c in state.servers]
    assert sum(one.requests for one in counted) == nginx.origins.counts()["c"] == 6
    assert sum(state.total.requests for state in tally.states.values()) == 8


def test_a_worker_that_died_is_no_reload(nginx: Nginx):
    answers = nginx.carrier.answers()
    for worker in on_this_machine(nginx.process.pid).workers:
        os.kill(worker.pid, signal.SIGKILL)
    wait_until(lambda: "exited on signal 9" in nginx.process.output())
    found = nginx.carrier.judged(answers)
    assert (found.verdict, "exited on signal 9" in found.why) == ("no", True)


def test_an_nginx_reload_is_confirmed_and_keeps_the_counts(nginx: Nginx):
    nginx.ask("/", 40)
    before, answers = nginx.carrier.look(1.0), nginx.carrier.answers()
    exact = on_this_machine(nginx.process.pid)
    assert {one.pid for one in exact.workers} == {
        one.pid for one in nginx.reader.standing(answers).workers
    }
    assert nginx.carrier.judged_now(answers) == "not yet"
    nginx.process.reload()
    found = nginx.carrier.judged(answers)
    assert found, found.why
    assert not exact.workers & on_this_machine(nginx.process.pid).workers
    nginx.ask("/", 40)
    told = difference(before, nginx.carrier.look(2.0))
    assert (told.reloaded, told.reset) == (True, "")
    total = told.pools["web"]
    assert total != "reset"
    assert total.requests == 40


def test_a_failed_nginx_reload_is_seen(nginx: Nginx):
    answers = nginx.carrier.answers()
    nginx.file.write_text(nginx.config + "bogus;\n")
    nginx.process.reload()
    found = nginx.carrier.judged(answers)
    assert found.verdict == "no"
    assert 'unknown directive "bogus"' in found.why


def test_a_rotated_log_loses_no_line(nginx: Nginx):
    nginx.ask("/", 40)
    nginx.log.rename(nginx.log.with_suffix(".log.1"))
    ask(nginx.port, [get("/")] * 20)  # still into the old file
    nginx.process.signal(signal.SIGUSR1)
    wait_until(nginx.log.exists)
    time.sleep(0.1)
    nginx.ask("/", 30)
    for _ in range(3):
        found = nginx.carrier.look()
    assert found.pools["web"].total.requests == 90
