"""`init` writes what `check` then reads without a word."""

import json
import shutil

import pytest

from steelyard.app.init import infer_policy
from steelyard.app.loading import Reading, load_gateway
from steelyard.lint.policyfile import read_policy
from tests.harness.cli import refused, steelyard
from tests.meta.sources import ROOT

SHOP = ROOT / "examples" / "shop" / "good"
SOUND = sorted(path.parent for path in (ROOT / "corpus").glob("*/sound-*/haproxy.cfg"))


def test_check_is_quiet_with_the_policy_that_init_wrote(tmp_path):
    config = tmp_path / "haproxy.cfg"
    shutil.copy(SHOP / "haproxy.cfg", config)
    assert steelyard("init", str(config), "--write").out == f"wrote {tmp_path}/steelyard.toml\n"
    ran = steelyard("check", str(config), "--fail-on", "note")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "no errors, no warnings, no notes")


def test_a_policy_is_never_written_over(tmp_path):
    config = tmp_path / "haproxy.cfg"
    shutil.copy(SHOP / "haproxy.cfg", config)
    (tmp_path / "steelyard.toml").write_text("# mine\n")
    assert "exists already" in refused("init", str(config), "--write")
    assert (tmp_path / "steelyard.toml").read_text() == "# mine\n"


def test_it_states_the_largest_share_and_the_ways(tmp_path):
    policy = read_policy("p", infer_policy(str(SHOP), Reading()))
    assert policy.pools["web"].max_share == pytest.approx(0.30)
    assert policy.pools["web"].survive == 1
    assert policy.behind_proxy is None
    (entry,) = policy.gateways
    assert (entry.name, entry.fields["source"]) == ("good", "unix:/run/haproxy/admin.sock")


def test_every_pool_that_a_request_reaches_has_an_expectation_that_holds(tmp_path):
    config = tmp_path / "haproxy.cfg"
    config.write_text(
        "defaults\n mode http\n timeout connect 1s\n timeout client 1s\n timeout server 1s\n"
        "frontend f\n bind :8080\n"
        " use_backend gold if { hdr(x-tier) gold } { src 10.0.0.0/8 }\n"
        " default_backend web\n"
        "backend web\n server s 10.0.0.1:80\n"
        "backend gold\n server s 10.0.0.2:80\n"
        "backend dead\n server s 10.0.0.3:80\n"
    )
    assert steelyard("init", str(config), "--write").code == 0
    text = (tmp_path / "steelyard.toml").read_text()
    pools = [one.statement.goal.pools[0] for one in read_policy("p", text).expectations]
    assert pools == ["web", "gold"]
    ran = steelyard("test", str(config))
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "2 expectations: 2 hold for all requests")
    assert "covered 2 of 2 routes" in ran.out


@pytest.mark.parametrize("folder", SOUND, ids=lambda folder: folder.name)
def test_every_sound_configuration_gives_a_policy_that_is_read(folder):
    text = infer_policy(str(folder / "haproxy.cfg"), Reading("haproxy"))
    policy = read_policy("p", text)
    assert len(policy.gateways) == 1
    stated = {one.statement.goal.pools[0] for one in policy.expectations}
    assert stated <= set(load_gateway(str(folder / "haproxy.cfg"), Reading()).pools)
    ran = steelyard("init", str(folder / "haproxy.cfg"), "--format", "json")
    assert json.loads(ran.out)["schema"] == "steelyard.init/1"
