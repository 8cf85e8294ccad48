"""A server of weight 0 still serves its rule."""

from pathlib import Path

from tests.harness.findings import haproxy, severities

FRONT = "frontend www\n    bind :80\n"


def test_a_server_of_weight_nought_still_serves_its_rule(tmp_path: Path):
    pools = (
        "backend web\n    use-server web2 if { path_beg /x/ }\n"
        "    server web1 10.0.0.1:80\n    server web2 10.0.0.2:80 weight 0\n"
    )
    found = haproxy(tmp_path, f"{FRONT}    default_backend web", pools)
    assert severities(found, "routing/use-server-resting") == ["note"]
