"""Which sockets are the same."""

from pathlib import Path

import pytest

from tests.harness.findings import haproxy, named

FRONT = "frontend www\n    bind :80\n"


@pytest.mark.parametrize(
    ("second", "fires"),
    [
        (":80", True),
        (":81", False),
        ("10.0.9.1:80", False),
        (":80 interface eth1", False),
        ("quic4@:80", False),
    ],
)
def test_sockets_of_two_listeners(tmp_path: Path, second: str, fires: bool):
    found = haproxy(
        tmp_path,
        f"{FRONT}    default_backend web\nfrontend other\n    bind {second}\n"
        "    default_backend api",
    )
    assert bool(named(found, "routing/port-shared")) == fires


def test_two_lines_of_one_listener_are_meant(tmp_path: Path):
    found = haproxy(tmp_path, f"{FRONT}    bind :80\n    default_backend web")
    assert not named(found, "routing/port-shared")
