"""The finding names the pool that gains, with its shares."""

from pathlib import Path

from tests.harness.findings import named, nginx


def test_the_gain_of_an_expression_is_named(tmp_path: Path):
    found = nginx(
        tmp_path,
        "server { listen 80; location /checkout/ { proxy_pass http://web; }\n"
        "location ~ ^/(media|c) { proxy_pass http://api; } }",
    )
    (finding,) = named(found, "routing/regex-overrides-prefix")
    assert str(finding.severity) == "error"
    assert "pool api (10.0.1.1:80 50 %, 10.0.1.2:80 50 %)" in finding.consequence
