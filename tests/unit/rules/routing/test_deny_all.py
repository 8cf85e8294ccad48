"""A refusal of everything, and what only looks like one."""

from pathlib import Path

from tests.harness.findings import haproxy, named, nginx, severities

FRONT = "frontend www\n    bind :80\n"


def test_one_finding_for_a_refusal_of_everything(tmp_path: Path):
    found = haproxy(
        tmp_path, f"{FRONT}    http-request deny\n    use_backend api\n    default_backend web"
    )
    assert severities(found, "routing/deny-all") == ["error"]
    assert not named(found, "routing/shadowed")


def test_a_redirect_to_another_site_is_a_note(tmp_path: Path):
    found = haproxy(
        tmp_path, f"{FRONT}    http-request redirect scheme https\n    default_backend web"
    )
    assert severities(found, "routing/deny-all") == ["note"]


def test_a_location_that_is_closed_is_no_outage(tmp_path: Path):
    found = nginx(
        tmp_path,
        "server { listen 80; location /old/ { deny all; proxy_pass http://api; }\n"
        "location / { proxy_pass http://web; } }",
    )
    assert severities(found, "routing/deny-all") == ["note"]


def test_files_that_are_closed_are_meant(tmp_path: Path):
    found = nginx(
        tmp_path,
        "server { listen 80; root /srv; location ~ /\\. { deny all; }\n"
        "location / { proxy_pass http://web; } }",
    )
    assert not named(found, "routing/deny-all")
