"""What the README says of the example shop: the binary accepts both sides in silence."""

import subprocess
from pathlib import Path

import pytest

from tests.harness.binaries import require_haproxy
from tests.harness.tls import certificate

SHOP = Path(__file__).resolve().parents[2] / "examples" / "shop"

pytestmark = pytest.mark.differential


@pytest.mark.parametrize("side", ["good", "change"])
def test_haproxy_accepts_it_without_a_word(side: str, tmp_path: Path):
    haproxy = require_haproxy()
    text = (SHOP / side / "haproxy.cfg").read_text("utf-8")
    config = tmp_path / "haproxy.cfg"
    config.write_text(text.replace("/etc/haproxy/shop.pem", str(certificate(tmp_path))), "utf-8")
    done = subprocess.run(
        [str(haproxy.path), "-c", "-dW", "-f", str(config)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
