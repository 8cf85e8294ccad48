"""`prove` on the real NGINX: the corpus and the examples are not contradicted, and honestly so."""

import re
from pathlib import Path
from random import Random

import pytest

from steelyard.app.loading import Reading
from steelyard.app.prove import prove_gateway
from steelyard.core.errors import SteelyardError
from steelyard.prove.proof import Proof
from steelyard.prove.seen import Held
from tests.harness.binaries import require_nginx

pytestmark = pytest.mark.differential

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus" / "nginx"

REFUSED = {
    "a1-weight-zero/bad.conf": "weight=0",
    "b5-empty-upstream/bad.conf": "no servers are inside upstream",
    "t-backup-with-hash/bad.conf": "balancing method does not support parameter",
    "t-duplicate-location/bad.conf": "duplicate location",
    "t-only-backups/bad.conf": "no servers in upstream",
    "t-slow-start/bad.conf": "slow_start=30s",
    "t-split-over-100/bad.conf": "percent total is greater than 100%",
}
"""What NGINX 1.22 does not start with, and its words."""

NOT_BOXED = {"t-port-shared/bad.conf": "both listen on port 8443"}
"""What the sandbox itself refuses, and why: NGINX finds it out only when it binds."""

PARTS = {"10-clients.conf", "20-tls.conf", "30-proxy.conf"} | {
    "proxy-headers.conf",
    "tls-example-com.conf",
}
"""Files that only another one includes."""

SOME = (
    "api-gateway-limits/nginx.conf",  # redirects that name the port
    "auth-request/nginx.conf",  # a subrequest to another pool comes first
    "founding-1/bad.conf",
    "grpc-services/nginx.conf",  # HTTP/2 without TLS
    "holdout-guarded-location-overtaken/bad.conf",  # certificates of clients
    "ip-hash-edge/nginx.conf",
    "many-servers-per-port/nginx.conf",  # TLS that is refused by name
    "route-names-without-resolver/nginx.conf",
    "sni-preread/nginx.conf",
    "sound-social-network/nginx.conf",  # a cache; files that are not here
    "tcp-postgresql/nginx.conf",  # streams that are closed
)


@pytest.fixture(autouse=True)
def binary() -> None:
    require_nginx()


def proven(path: Path) -> Proof:
    return prove_gateway(str(path), Reading("nginx"), Random(5))


def wrong(proof: Proof) -> list[str]:
    """What was contradicted, and what counts as shown although nothing came, in words."""
    routes = [
        f"{one.seen.question.request}: {one.judgement.promised}, saw {one.judgement.saw}"
        for one in proof.routes
        if one.judgement.held is Held.CONTRADICTED
    ]
    pools = [
        f"{one.promise.pool.name}: {one.detail or 'proven by nothing'}"
        for one in proof.pools
        if one.held is Held.CONTRADICTED or (one.held is Held.PROVEN and not sum(one.counts))
    ]
    return routes + pools + not_asked(proof)


def not_asked(proof: Proof) -> list[str]:
    """Lines that count as shown by a request which they do not decide."""
    found = []
    for one in proof.routes:
        question, line = one.seen.question, one.line
        places = [step.place for step in question.outcome.steps]
        if one.judgement.held is Held.PROVEN and line is not None and line.place not in places:
            found.append(f"{line.place}: {question.request} is no request that it decides")
    return found


@pytest.mark.parametrize("case", SOME)
def test_the_forecast_is_what_nginx_does(case: str) -> None:
    proof = proven(CORPUS / case)
    assert wrong(proof) == []
    assert proof.verdict is Held.PROVEN


@pytest.mark.parametrize("case", REFUSED)
def test_what_nginx_refuses_is_told_in_its_words(case: str) -> None:
    with pytest.raises(SteelyardError, match=re.escape(REFUSED[case])):
        proven(CORPUS / case)


def test_two_blocks_on_one_socket_are_not_run() -> None:
    for case, why in NOT_BOXED.items():
        proof = proven(CORPUS / case)
        assert why in proof.refused[0].why
        assert (proof.verdict, proof.requests) == (Held.UNPROVEN, 0)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_no_configuration_is_contradicted() -> None:
    said: list[str] = []
    refused = {}
    shown = 0
    paths = sorted(CORPUS.glob("**/*.conf")) + sorted(ROOT.glob("examples/**/*.conf"))
    for path in paths:
        if path.name in PARTS:
            continue
        try:
            proof = proven(path)
        except SteelyardError as error:
            refused["/".join(path.parts[-2:])] = str(error)
            continue
        said += [f"{path}: {text}" for text in wrong(proof)]
        shown += proof.verdict is Held.PROVEN
    assert said == []
    assert refused.keys() == REFUSED.keys()
    assert shown == len(paths) - len(PARTS) - len(REFUSED) - len(NOT_BOXED)


FILES = """
events {}
http {
    upstream web { server 10.0.0.1; }
    server {
        listen 80;
        root /;
        location / { try_files $uri =404; }
        location /app/ { auth_basic tools; auth_basic_user_file p; proxy_pass http://web; }
    }
}
"""


def test_what_a_disk_decides_is_not_provable(tmp_path: Path) -> None:
    path = tmp_path / "nginx.conf"
    path.write_text(FILES)
    proof = proven(path)
    assert wrong(proof) == []
    assert all(one.place.file == str(path) for one in proof.unproven)
