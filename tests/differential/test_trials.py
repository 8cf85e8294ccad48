"""Fault trials on the real programs: the bad side of a pair is seen and named, the good passes."""

from datetime import date
from pathlib import Path
from random import Random

import pytest

from steelyard.app.loading import Reading
from steelyard.app.trials import Wish, try_gateway, try_gateways
from steelyard.prove.trial import TrialHeld, Verdict
from tests.harness.binaries import haproxy, nginx

CORPUS = Path(__file__).parents[2] / "corpus"
TODAY = date(2026, 1, 1)

pytestmark = pytest.mark.differential

F, T = Verdict.FAILED, Verdict.TOLD

QUICK = [
    # trial, case, verdict on the bad side, what the sentence names
    ("starved", "haproxy/a1-weights-one-left", F, "s1 gets 120 of 120 (100 %)"),
    ("starved", "nginx/a1-down", F, "10.1.0.1:9000 gets 120 of 120"),
    ("slow-server", "haproxy/d3-server-timeout-200ms", F, "12 x 504"),
    ("poison", "nginx/c4-poison-request", F, "20 x 502"),
    ("one-connection", "haproxy/a6-http-in-tcp-mode", F, "gets 90 (100 %)"),
    ("forged-address", "haproxy/f-believes-client-address", F, "X-Forwarded-For: 10.1.1.1"),
]

THOROUGH = [
    ("starved", "haproxy/a1-weights-all-zero", F, "10 x 503"),
    ("starved", "nginx/a1-weights-100-1-1", F, "(98 %)"),
    ("one-address", "haproxy/a2-source-hash-behind-cdn", F, "gets 100 %"),
    ("one-address", "haproxy/a2-stick-on-src-behind-proxy", F, "gets 100 %"),
    ("one-address", "nginx/a2-ip-hash-behind-proxy", F, "gets 100 %"),
    ("one-address", "nginx/a2-real-ip-lost", F, "gets 100 %"),
    ("missing-key", "haproxy/a3-hash-key-never-empty", F, "without a key"),
    ("missing-key", "haproxy/a3-hash-expression-constant", F, "keys of their own"),
    ("missing-key", "nginx/a3-constant-key", F, "without a key"),
    ("hot-key", "haproxy/a4-hot-key-without-bound", F, "on one key"),
    ("black-hole", "haproxy/a5-leastconn-black-hole", F, "answers 500 at once"),
    ("black-hole", "nginx/a5-bare-least-conn", F, "answers 500 at once"),
    ("all-down", "haproxy/a9-allbackups-removed", F, "hall-b1 alone serves 60 of 60"),
    ("cold-start", "haproxy/a10-cookie-skew-never-heals", T, "60 stay there"),
    ("starved", "haproxy/b4-map-empty", F, "routing/empty-map"),
    ("starved", "haproxy/b4-map-value-missing-pool", F, "routing/missing-pool"),
    ("starved", "haproxy/b5-pool-rendered-empty", F, "10 x 503"),
    ("failing-check", "haproxy/c1-deep-check", F, "GET /health/db"),
    ("failing-check", "haproxy/c1-expect-200-on-redirect", F, "301"),
    ("closing-server", "haproxy/c3-no-check", F, "20 of 60 requests fail (20 x 502)"),
    ("closing-server", "haproxy/c3-tcp-only-check", F, "a connect check"),
    ("long-ejection", "nginx/c4-long-ejection", F, "10000 s"),
    ("retry-storm", "haproxy/d1-retry-storm", F, "x 4.0"),
    ("retry-storm", "nginx/d1-retry-storm", F, "up to 3"),
    ("slow-server", "nginx/d1-retry-storm", F, "500 ms"),
    ("queue", "haproxy/d2-server-maxconn-one", F, "instead of 0.6 s"),
    ("queue", "haproxy/d2-listener-maxconn", F, "instead of 0.6 s"),
    ("slow-server", "nginx/d3-read-timeout", F, "12 of 12 requests fail"),
    ("forged-address", "nginx/f-any-proxy", F, "X-Forwarded-For: 10.1.1.1"),
    ("one-address", "nginx/f-limit-on-proxy", F, "429"),
]
"""The other pairs of facts/incidents.md section 5 that the corpus has."""


def tried(trial: str, path: Path) -> list[TrialHeld]:
    binary = nginx() if path.suffix == ".conf" else haproxy()
    if binary is None:
        pytest.skip("the program is not installed here")
    return try_gateway(str(path), Reading(), Wish((trial,)), TODAY, Random())


def hold(trial: str, case: str, verdict: Verdict, named: str) -> None:
    suffix = "conf" if case.startswith("nginx") else "cfg"
    bad = tried(trial, CORPUS / case / f"bad.{suffix}")
    seen = [one for one in bad if one.ruling.verdict is verdict and named in one.ruling.sentence]
    assert seen, [one.ruling.sentence for one in bad]
    assert seen[0].place.line > 0
    good = tried(trial, CORPUS / case / f"good.{suffix}")
    failed = [one.ruling.sentence for one in good if one.ruling.verdict is Verdict.FAILED]
    assert not failed
    if verdict is T:
        assert all(one.ruling.verdict is Verdict.SURVIVED for one in good)


@pytest.mark.parametrize(("trial", "case", "verdict", "named"), QUICK)
def test_a_fault_is_seen_and_named(trial: str, case: str, verdict: Verdict, named: str) -> None:
    hold(trial, case, verdict, named)


@pytest.mark.slow
@pytest.mark.parametrize(("trial", "case", "verdict", "named"), THOROUGH)
def test_every_pair_of_the_incidents(trial: str, case: str, verdict: Verdict, named: str) -> None:
    hold(trial, case, verdict, named)


FRAME = """
defaults
    mode http
    timeout connect 1s
    timeout client 9s
    timeout server 9s
    timeout check {check}
listen www
    bind :80
    balance {balance}
    option httpchk GET /live
    default-server check inter 300ms fall 2 rise 2
    server s1 10.0.0.1:80
    server s2 10.0.0.2:80
    server s3 10.0.0.3:80
"""


def written(folder: Path, balance: str = "roundrobin", check: str = "2s") -> Path:
    path = folder / f"{balance}-{check}.cfg"
    path.write_text(FRAME.format(balance=balance, check=check), encoding="utf-8")
    return path


@pytest.mark.slow
def test_nervous_checks_empty_a_pool(tmp_path: Path) -> None:
    [bad] = tried("slow-check", written(tmp_path, check="200ms"))
    assert bad.ruling.verdict is F, bad.ruling.sentence
    [good] = tried("slow-check", written(tmp_path))
    assert good.ruling.verdict is Verdict.SURVIVED


@pytest.mark.slow
def test_restarts_are_told(tmp_path: Path) -> None:
    [told] = tried("restarts", written(tmp_path))
    assert told.ruling.verdict is T
    assert "s1" in told.ruling.sentence


@pytest.mark.slow
def test_a_reload_loses_nothing(tmp_path: Path) -> None:
    [held] = tried("reload", written(tmp_path))
    assert held.ruling.verdict is Verdict.SURVIVED


def test_only_what_the_old_one_passed_closes_the_gate() -> None:
    folder = CORPUS / "nginx" / "c4-poison-request"
    if nginx() is None:
        pytest.skip("the program is not installed here")
    old, new = str(folder / "good.conf"), str(folder / "bad.conf")
    wish = Wish(("poison",))
    changed = try_gateways(new, old, Reading(), wish, TODAY, Random())
    assert [one.trial for one in changed.failing] == ["poison"]
    same = try_gateways(new, new, Reading(), wish, TODAY, Random())
    assert same.failing == []


def test_a_survivor_that_carries_too_much(tmp_path: Path) -> None:
    path = written(tmp_path)
    policy = "[pool.www]\npeak = 900\ncapacity = 400\nsurvive = 1\n"
    (tmp_path / "steelyard.toml").write_text(policy, encoding="utf-8")
    [held] = tried("one-server-down", path)
    assert held.ruling.verdict is F
    assert "450 requests/s at peak, it carries 400" in held.ruling.sentence
