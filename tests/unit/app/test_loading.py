"""What is missing beside a configuration: no finding, a finding, or unknown."""

import json

import pytest

from steelyard.app.loading import parse_version
from steelyard.core.errors import UsageError
from tests.harness.cli import refused, steelyard

HAPROXY = """\
global
    maxconn 1000
defaults
    mode http
    timeout connect 2s
    timeout client 20s
    timeout server 20s
frontend f
    bind :80
    {frontend}
    default_backend b
backend b
    server s1 10.0.0.1:80 check
    server s2 10.0.0.2:80 check
"""


def config(tmp_path, frontend: str) -> str:
    path = tmp_path / "haproxy.cfg"
    path.write_text(HAPROXY.format(frontend=frontend))
    return str(path)


def rules_of(path: str, *words: str) -> dict[str, int]:
    document = json.loads(steelyard("check", path, *words, "--format", "json").out)
    return {finding["rule"]: finding["line"] for finding in document["findings"]}


def test_a_missing_certificate_is_no_finding(tmp_path):
    with_it = rules_of(config(tmp_path, "bind :443 ssl crt /etc/ssl/nobody.pem"))
    assert not any("missing" in rule for rule in with_it)


def test_a_missing_map_is_named_and_what_needs_it_is_unknown(tmp_path):
    path = config(tmp_path, "use_backend %[req.hdr(host),lower,map(nowhere.map)]")
    assert rules_of(path).get("syntax/missing-file") == 10
    said = refused("route", path, "GET http://a.example/")
    assert said.startswith(f"{path}: the way is not known")


def test_a_missing_list_is_named_and_what_needs_it_is_unknown(tmp_path):
    path = config(tmp_path, "http-request deny if { src -f nowhere.lst }")
    assert rules_of(path).get("syntax/missing-file") == 10
    assert "not known" in refused("route", path, "GET http://a.example/")


def test_root_is_where_absolute_paths_are_looked_up(tmp_path):
    path = config(tmp_path, "use_backend %[req.hdr(host),lower,map(/etc/haproxy/hosts.map)]")
    (tmp_path / "root" / "etc" / "haproxy").mkdir(parents=True)
    (tmp_path / "root" / "etc" / "haproxy" / "hosts.map").write_text("a.example b\n")
    root = ["--root", str(tmp_path / "root")]
    assert "syntax/missing-file" in rules_of(path)
    assert "syntax/missing-file" not in rules_of(path, *root)
    assert steelyard("route", path, "GET http://a.example/", *root).code == 0


def test_a_policy_that_cannot_be_read_is_refused(tmp_path):
    path = config(tmp_path, "")
    policy = tmp_path / "steelyard.toml"
    policy.write_bytes(b"[facts]\n# \xff\nbehind_proxy = true\n")
    assert refused("check", path).startswith(f"{policy}:2: is not UTF-8")
    policy.write_text("[fact]\n")
    assert refused("check", path).startswith(f"{policy}:1: unknown table [fact]")


@pytest.mark.parametrize(
    ("text", "version"), [("2.6", (2, 6)), ("1.22.1", (1, 22, 1)), ("3", (3,))]
)
def test_versions(text, version):
    assert parse_version(text) == version


@pytest.mark.parametrize("text", ["", "2.", "2.x", "-1", "2.²"])
def test_odd_versions(text):
    with pytest.raises(UsageError):
        parse_version(text)
