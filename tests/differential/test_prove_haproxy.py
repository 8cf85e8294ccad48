"""`prove` on the real HAProxy: the corpus is not contradicted, and what a change moves is seen."""

from pathlib import Path
from random import Random

import pytest

from steelyard.app.loading import Reading
from steelyard.app.prove import prove_gateway
from steelyard.core.errors import SteelyardError
from steelyard.prove.proof import Proof
from steelyard.prove.seen import Held
from tests.harness.binaries import require_haproxy

pytestmark = pytest.mark.differential

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus" / "haproxy"

# What HAProxy 2.6 itself does not start with.
REFUSED = {
    "sound-modern-3-0/haproxy.cfg",
    "t-refused-duplicate-server/bad.cfg",
    "t-refused-unknown-acl/bad.cfg",
    "t-refused-unknown-pool/bad.cfg",
    "t-refused-weight-257/bad.cfg",
}

SOME = (
    "founding-1/bad.cfg",
    "founding-5/good.cfg",
    "sound-shop-edge/haproxy.cfg",
    "sound-cookie-persistence/haproxy.cfg",
    "sound-l4-source-hash/haproxy.cfg",
    "sound-microservices/haproxy.cfg",
    "sound-sni-passthrough/haproxy.cfg",
    "a2-stick-on-src-behind-proxy/bad.cfg",
    "route-replace-header-lines/haproxy.cfg",
)


@pytest.fixture(autouse=True)
def binary() -> None:
    require_haproxy()


def proven(path: Path, against: Path | None = None) -> Proof:
    old = None if against is None else str(against)
    return prove_gateway(str(path), Reading("haproxy"), Random(5), old)


def wrong(proof: Proof) -> list[str]:
    """What was contradicted, in words."""
    routes = [
        f"{one.seen.question.request}: {one.judgement.promised}, saw {one.judgement.saw}"
        for one in proof.routes
        if one.judgement.held is Held.CONTRADICTED
    ]
    pools = [
        f"{one.promise.pool.name}: {one.detail}"
        for one in proof.pools
        if one.held is Held.CONTRADICTED
    ]
    return routes + pools


@pytest.mark.parametrize("case", SOME)
def test_the_forecast_is_what_haproxy_does(case: str) -> None:
    proof = proven(CORPUS / case)
    assert wrong(proof) == []
    assert proof.verdict is Held.PROVEN
    assert all(sum(one.counts) for one in proof.pools)


def every() -> list[Path]:
    """The configurations of the corpus and the examples."""
    found = sorted(CORPUS.glob("*/*.cfg")) + sorted(ROOT.glob("examples/**/*.cfg"))
    return found


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_configuration_is_contradicted() -> None:
    said: list[str] = []
    refused = set()
    for path in every():
        try:
            said += [f"{path}: {text}" for text in wrong(proven(path))]
        except SteelyardError:
            refused.add("/".join(path.parts[-2:]))
    assert said == []
    assert refused == REFUSED


def test_a_configuration_that_haproxy_refuses_is_told_with_its_words() -> None:
    with pytest.raises(SteelyardError, match=r"no such ACL : 'ofice'"):
        proven(CORPUS / "t-refused-unknown-acl" / "bad.cfg")


def test_what_a_change_really_moves_is_seen() -> None:
    shop = ROOT / "examples" / "shop"
    proof = proven(shop / "change", shop / "good")
    assert proof.verdict is Held.PROVEN
    assert [(one.old.split(",")[0], one.new.split(",")[0]) for one in proof.moved] == [
        ("pool checkout", "pool web")
    ]
    [web] = [one for one in proof.shifted if one.pool == "web"]
    # Four equal servers: how many requests are asked need not be a multiple of four.
    assert web.shares[0] == ("web1", pytest.approx(0.25, abs=0.03), 1.0)
    [held] = [one for one in proof.pools if one.promise.pool.name == "web"]
    assert [server.name for server in held.starved] == ["web2", "web3", "web4"]


def test_nothing_moves_between_a_configuration_and_itself() -> None:
    good = ROOT / "examples" / "shop" / "good"
    proof = proven(good, good)
    assert (proof.moved, proof.shifted) == ([], [])


LUA = """
global
    lua-load /etc/haproxy/router.lua
defaults
    mode http
    timeout connect 1s
    timeout client 1s
    timeout server 1s
frontend www
    bind :80
    default_backend web
backend web
    server w1 10.0.0.1:80
"""


def test_what_cannot_be_run_is_said_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "haproxy.cfg"
    path.write_text(LUA)
    proof = proven(path)
    assert proof.verdict is Held.UNPROVEN
    assert [(one.place.line, "lua" in one.why.lower()) for one in proof.refused] == [(3, True)]


def test_a_wrong_forecast_is_contradicted(monkeypatch: pytest.MonkeyPatch) -> None:
    from steelyard.forecast.balancing import fair_rotation

    class Backwards(fair_rotation.FairRotation):
        def __init__(self, members, standing):
            super().__init__(members[::-1], standing[::-1])

    monkeypatch.setattr(fair_rotation, "FairRotation", Backwards)
    proof = proven(ROOT / "examples" / "shop" / "good")
    assert proof.verdict is Held.CONTRADICTED
    assert any(text.startswith("web: request 1 ") for text in wrong(proof))


VARIABLES = """
defaults
    mode http
    timeout connect 1s
    timeout client 1s
    timeout server 1s
frontend www
    bind "*:${WWW_PORT}"
    use_backend api if { path_beg "${API_PATH}" }
    default_backend web
backend api
    server a1 "${API_HOST}:80"
backend web
    balance "${METHOD-roundrobin}"
    server w1 10.0.0.1:80
    server w2 10.0.0.2:80
"""


def test_variables_are_those_that_the_configuration_was_read_with(tmp_path: Path) -> None:
    path = tmp_path / "haproxy.cfg"
    path.write_text(VARIABLES)
    told = {"WWW_PORT": "8080", "API_PATH": "/v2/", "API_HOST": "10.0.0.9"}
    proof = prove_gateway(str(path), Reading("haproxy", environment=told), Random(5))
    assert wrong(proof) == []
    assert {one.seen.question.pool for one in proof.routes} == {"api", "web"}
