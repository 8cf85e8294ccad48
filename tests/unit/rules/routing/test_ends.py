"""Where requests end: listeners, defaults, maps, loops."""

from pathlib import Path

import pytest

from tests.harness.findings import haproxy, named, nginx, severities

FRONT = "frontend www\n    bind :80\n"


def test_the_name_in_a_map_that_is_no_pool(tmp_path: Path):
    found = haproxy(
        tmp_path,
        f"{FRONT}    use_backend be_%[req.hdr(X-Plan),lower,map(plans.map,std)]\n"
        "    default_backend web",
        files={"plans.map": "pro pro\n"},
    )
    (finding,) = named(found, "routing/missing-pool")
    assert "'be_pro' and 'be_std' are no pools" in finding.message
    assert (Path(finding.place.file).name, finding.place.line) == ("plans.map", 1)
    assert "pool web (web1 50 %, web2 50 %)" in finding.consequence


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("use_backend api if { path_beg /api/ }", ["warning"]),
        ("use_backend api if { path_beg /api/ }\n    use_backend web", []),
        ("http-request deny if !{ path_beg /api/ }\n    use_backend api if { path_beg /api/ }", []),
    ],
)
def test_listeners_without_default(tmp_path: Path, rules: str, expected: list[str]):
    found = haproxy(tmp_path, f"{FRONT}    {rules}")
    assert severities(found, "routing/no-default") == expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("option httplog", ["error"]),
        ("http-request deny if { path_beg /x }", ["error"]),
        ("http-request return status 200", []),
        ("redirect scheme https", []),
        ("stats enable", []),
    ],
)
def test_listeners_without_pool(tmp_path: Path, rules: str, expected: list[str]):
    found = haproxy(tmp_path, f"{FRONT}    {rules}")
    assert severities(found, "routing/nowhere") == expected


@pytest.mark.parametrize(
    ("binds", "rule", "fires"),
    [
        ("bind :80", "redirect scheme https", False),
        ("bind :443 ssl crt a.pem", "redirect scheme https", True),
        ("bind :443 ssl crt a.pem", "redirect scheme https if !{ ssl_fc }", False),
        ("bind :443 ssl crt a.pem", "redirect location https://other.example.com/", False),
        ("bind :443 ssl crt a.pem", "redirect prefix https://other.example.com", False),
    ],
)
def test_redirects_to_https(tmp_path: Path, binds: str, rule: str, fires: bool):
    found = haproxy(
        tmp_path,
        f"frontend www\n    {binds}\n    http-request {rule}\n    default_backend web",
    )
    assert bool(named(found, "routing/redirect-loop")) == fires


def test_a_server_that_redirects_to_itself(tmp_path: Path):
    block = (
        "server {{ listen 443 ssl; ssl_certificate a.pem; ssl_certificate_key a.pem;\n"
        "server_name example.com; return 301 https://{}$request_uri; }}"
    )
    assert named(nginx(tmp_path, block.format("example.com")), "routing/redirect-loop")
    assert named(nginx(tmp_path, block.format("$host")), "routing/redirect-loop")
    assert not named(nginx(tmp_path, block.format("www.example.com")), "routing/redirect-loop")


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


def test_a_server_of_weight_nought_still_serves_its_rule(tmp_path: Path):
    pools = (
        "backend web\n    use-server web2 if { path_beg /x/ }\n"
        "    server web1 10.0.0.1:80\n    server web2 10.0.0.2:80 weight 0\n"
    )
    found = haproxy(tmp_path, f"{FRONT}    default_backend web", pools)
    assert severities(found, "routing/use-server-resting") == ["note"]


@pytest.mark.parametrize(("name", "expected"), [("admin.", "warning"), ("www.", "note")])
def test_who_answers_for_strangers(tmp_path: Path, name: str, expected: str):
    found = nginx(
        tmp_path,
        f"server {{ listen 80; server_name {name}example.com; location / {{ proxy_pass "
        "http://web; } }\nserver { listen 80; server_name b.example.com; location / { "
        "proxy_pass http://api; } }",
    )
    assert severities(found, "routing/unknown-host") == [expected]
