"""A change of a real repository, reviewed: which configurations it touches, and the gate."""

import json
import os
from pathlib import Path

import pytest

from tests.harness.cli import refused, steelyard
from tests.harness.repository import World, case, git

HAPROXY = {1: "web", 2: "web", 3: "web", 4: "web", 5: "checkout"}
NGINX = {1: "shop_web", 2: "shop_web", 3: "shop_web", 4: "shop_web", 5: "shop_checkout"}
FOUNDING = [
    *[(f"haproxy/founding-{n}", "etc/haproxy/haproxy.cfg", pool) for n, pool in HAPROXY.items()],
    *[(f"nginx/founding-{n}", "nginx.conf", pool) for n, pool in NGINX.items()],
]
GOOD, BAD = case("haproxy/founding-1", "good"), case("haproxy/founding-1", "bad")


@pytest.fixture
def world(tmp_path, monkeypatch) -> World:
    world = World(tmp_path / "the repository's folder")
    monkeypatch.chdir(world.folder)
    for name in [name for name in os.environ if name.startswith(("GIT_", "GITHUB_", "CI_"))]:
        monkeypatch.delenv(name)
    return world


def review(*words: str, code: int = 0) -> dict:
    ran = steelyard("review", *words, "--format", "json")
    assert ran.code == code, ran.out + ran.err
    return json.loads(ran.out)


def states(found: dict) -> dict[str, str]:
    return {one["path"]: one["state"] for one in found["configurations"]}


@pytest.mark.parametrize(("name", "path", "pool"), FOUNDING)
def test_every_founding_incident_is_stopped_and_told(world, name, path, pool):
    world.write(path, case(name, "good")).commit()
    world.write(path, case(name, "bad")).commit()
    ran = steelyard("review", "--format", "markdown")
    assert ran.code == 1
    assert "steelyard review: stopped by" in ran.out
    assert f"pool {pool}" in ran.out
    assert "GET http" in ran.out
    assert "**+" in ran.out or name.endswith("5")  # the fifth moves requests, no shares


def test_a_refactoring_passes_and_is_proved(world):
    text = (world.write("a.cfg", GOOD).folder / "a.cfg").read_text()
    world.commit()
    world.write("a.cfg", text.replace("    server ", "    # as before\n    server ", 1)).commit()
    ran = steelyard("review", "--format", "markdown")
    assert ran.code == 0
    assert "## steelyard review: no request is treated differently" in ran.out


def test_nothing_that_is_a_configuration_changed(world):
    world.write("a.cfg", GOOD).write("setup.cfg", "[metadata]\nname = x\n").commit()
    world.write("notes.txt", "x").write("setup.cfg", "[metadata]\nname = y\n").commit()
    found = review()
    assert (found["configurations"], found["files_changed"]) == ([], 2)
    assert "no configuration changed" in steelyard("review").out


def test_only_what_the_change_touches_is_reviewed(world):
    world.write("one/haproxy.cfg", GOOD).write("two/haproxy.cfg", GOOD).commit()
    world.write("two/haproxy.cfg", BAD).commit()
    assert states(review(code=1)) == {"two/haproxy.cfg": "changed"}


def test_a_new_one_a_removed_one_and_one_that_moved(world):
    world.write("gone.cfg", Path("examples/shop/good/haproxy.cfg"))
    world.write("was here.cfg", GOOD).commit()
    git(world.folder, "rm", "-q", "gone.cfg")
    git(world.folder, "mv", "was here.cfg", "is here.cfg")
    world.write("edge/new.conf", case("nginx/founding-1", "bad")).commit()
    found = review(code=1)
    expected = {"edge/new.conf": "added", "gone.cfg": "removed", "is here.cfg": "changed"}
    assert states(found) == expected
    moved = found["configurations"][2]
    assert (moved["before"], moved["diff"]["verdict"]) == ("was here.cfg", "same")


INCLUDING = "events {}\nhttp {\n  include conf.d/*.conf;\n}\n"
SITE = "server { listen 80; server_name a.example; location / { proxy_pass http://p; } }\n"
POOL = "upstream p { server 10.0.0.1; server 10.0.0.2; }\n"


def test_an_included_file_belongs_to_the_one_that_includes_it(world):
    world.write("nginx/nginx.conf", INCLUDING).write("nginx/conf.d/site.conf", SITE)
    world.write("nginx/conf.d/pool.conf", POOL).commit()
    world.write("nginx/conf.d/pool.conf", POOL.replace("10.0.0.2", "10.0.0.2 down")).commit()
    found = review(code=1)
    assert states(found) == {"nginx/nginx.conf": "changed"}
    assert found["configurations"][0]["diff"]["pools"][0]["name"] == "p"
    assert found["configurations"][0]["check"]["findings"][0]["file"] == "nginx/conf.d/pool.conf"


def test_a_link_as_debian_has_it_is_followed(world):
    main = INCLUDING.replace("conf.d/*.conf", "/etc/nginx/sites-enabled/*")
    world.write("etc/nginx/nginx.conf", main).write("etc/nginx/sites-available/a", POOL + SITE)
    (world.folder / "etc/nginx/sites-enabled").mkdir()
    (world.folder / "etc/nginx/sites-enabled/a").symlink_to("/etc/nginx/sites-available/a")
    world.commit()
    world.write("etc/nginx/sites-available/a", POOL.replace("10.0.0.2", "10.0.0.2 down") + SITE)
    world.commit()
    assert states(review(code=1)) == {"etc/nginx/nginx.conf": "changed"}


def test_a_link_that_leads_out_is_not_followed(world, tmp_path):
    (tmp_path / "secret").write_text(POOL + SITE)
    world.write("nginx.conf", "events {}\nhttp {\n  include a;\n}\n").commit()
    (world.folder / "a").symlink_to("../secret")
    world.write("nginx.conf", "events {}\nhttp {\n  include a;\n  gzip on;\n}\n").commit()
    (one,) = review()["configurations"]
    assert "10.0.0.1" not in json.dumps(one)
    assert one["check"]["gateways"][0]["pools"] == 0


def test_a_map_beside_the_configuration_belongs_to_it(world):
    text = (
        "defaults\n  mode http\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\n"
        "frontend f\n  bind :80\n  use_backend %[req.hdr(host),lower,map(/etc/h/hosts.map,a)]\n"
        "backend a\n  server a1 10.0.0.1:80 check\nbackend b\n  server b1 10.0.0.2:80 check\n"
    )
    world.write("edge/etc/h/h.cfg", text).write("edge/etc/h/hosts.map", "x.example b\n").commit()
    world.write("edge/etc/h/hosts.map", "y.example b\n").commit()
    (one,) = review()["configurations"]
    assert one["path"] == "edge/etc/h/h.cfg"
    assert one["diff"]["verdict"] == "changed"
    hosts = {region["witness"]["url"] for region in one["diff"]["regions"]}
    assert any("x.example" in host for host in hosts)


def test_a_directory_of_haproxy_is_one_configuration(world):
    world.write("h/conf.d/10-defaults.cfg", "defaults\n  mode http\n  timeout connect 1s\n")
    world.write("h/conf.d/20-web.cfg", "frontend f\n  bind :80\n  default_backend a\n")
    world.write("h/conf.d/30-a.cfg", "backend a\n  server a1 10.0.0.1:80\n").commit()
    world.write("h/conf.d/30-a.cfg", "backend a\n  server a1 10.0.0.9:80\n").commit()
    (one,) = review()["configurations"]
    assert one["path"] == "h/conf.d"


ALLOW = '[[allow]]\nrule = "share/concentration"\nsubject = "web"\nreason = "we want it"\n'


def test_a_change_that_allows_what_it_brings_in_is_told(world):
    world.write("a.cfg", GOOD).commit()
    world.write("a.cfg", BAD).write("steelyard.toml", ALLOW).commit()
    (one,) = review()["configurations"]
    assert any("allows what it brings in: share/concentration" in note for note in one["notes"])


def test_a_policy_that_changes_alone_closes_the_gate(world):
    peak = "[pool.web]\npeak = {}\ncapacity = 100\n"
    world.write("a.cfg", GOOD).write("steelyard.toml", peak.format(100)).commit()
    world.write("steelyard.toml", peak.format(900)).commit()
    (one,) = review(code=1)["configurations"]
    assert one["check"]["findings"][0]["new"]
    assert one["notes"] == ["the policy file steelyard.toml changes too"]


@pytest.mark.parametrize("text", ["no longer one\n", "global\n  zero\0here\n"])
def test_what_cannot_be_read_ends_with_2_and_is_told(world, text):
    world.write("a.cfg", GOOD).write("b.cfg", GOOD).commit()
    world.write("a.cfg", text).write("b.cfg", BAD).commit()
    assert states(review(code=2)) == {"a.cfg": "unreadable", "b.cfg": "changed"}
    said = steelyard("review", "--format", "markdown").out
    assert "## steelyard review: 1 configuration cannot be read" in said
    assert "**It cannot be read:** a.cfg:" in said
    assert "::error file=a.cfg" in steelyard("review", "--format", "github").out


def test_an_old_revision_that_cannot_be_read_lets_all_findings_count(world):
    world.write("steelyard.toml", "nonsense = 1\n").write("a.cfg", BAD).commit()
    world.write("steelyard.toml", "").commit()
    (one,) = review()["configurations"]
    assert any("the old policy file cannot be read" in note for note in one["notes"])


def test_paths_and_patterns_choose(world, monkeypatch):
    world.write("a/x.cfg", GOOD).write("b/y.cfg", GOOD).write("b/c/z.conf.j2", GOOD).commit()
    world.write("a/x.cfg", BAD).write("b/y.cfg", BAD).write("b/c/z.conf.j2", BAD).commit()
    assert list(states(review("a", code=1))) == ["a/x.cfg"]
    assert list(states(review("**/*.j2", code=1))) == ["b/c/z.conf.j2"]
    assert list(states(review("*/y.cfg", "a/*.cfg", code=1))) == ["a/x.cfg", "b/y.cfg"]
    monkeypatch.chdir(world.folder / "b")
    assert list(states(review(".", code=1))) == ["b/y.cfg"]
    assert list(states(review("../a", code=1))) == ["a/x.cfg"]
    assert "not a path in the repository" in refused("review", "../../x")


def test_names_that_a_shell_would_run_do_not_run(world):
    odd = "$(touch ran)`touch ran`;touch ran/a'b\"c.cfg"
    world.write(odd, GOOD).commit()
    git(world.folder, "checkout", "-q", "-b", "$(touch${IFS}ran)")
    world.write(odd, BAD).commit()
    found = review("--base", "main", "--head", "$(touch${IFS}ran)", code=1)
    assert list(states(found)) == [odd]
    assert not list(world.folder.parent.rglob("ran"))


def test_what_is_staged_is_compared_with_head(world):
    world.write("a.cfg", GOOD).commit()
    world.write("a.cfg", BAD)
    assert states(review("--staged")) == {}
    git(world.folder, "add", "a.cfg")
    world.write("a.cfg", GOOD)
    assert states(review("--staged", code=1)) == {"a.cfg": "changed"}
    assert git(world.folder, "status", "--porcelain") == "MM a.cfg"


def test_revisions_that_are_not_here(world, tmp_path):
    world.write("a.cfg", GOOD).commit()
    assert "no revision to compare with" in refused("review")
    assert "revision 'nobody' is not here" in refused("review", "--base", "nobody")
    assert "is not here" in refused("review", "--base=--all")
    world.write("a.cfg", BAD).commit()
    git(tmp_path, "clone", "-q", "--depth=1", world.folder.as_uri(), "shallow")
    os.chdir(tmp_path / "shallow")
    assert "fetch-depth: 0" in refused("review", "--base", "HEAD^")
    os.chdir(tmp_path)
    assert "git rev-parse" in refused("review")


def test_files_are_written_beside_the_report(world):
    world.write("a.cfg", GOOD).commit()
    world.write("a.cfg", BAD).commit()
    pairs = [("sarif", "a.sarif"), ("junit", "a.xml"), ("codequality", "q.json")]
    words = [word for form, name in pairs for word in ("--write", form, name)]
    ran = steelyard("review", "--format", "github", *words)
    assert ran.out.startswith("::error file=a.cfg,line=")
    log = json.loads((world.folder / "a.sarif").read_text())
    assert log["runs"][0]["results"][0]["baselineState"] == "new"
    (entry,) = json.loads((world.folder / "q.json").read_text())
    assert (entry["severity"], entry["location"]["path"]) == ("critical", "a.cfg")
    assert 'failures="1"' in (world.folder / "a.xml").read_text()
    assert "yaml" in refused("review", "--write", "yaml", "x")
