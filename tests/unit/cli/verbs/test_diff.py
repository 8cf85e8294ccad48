"""`diff` in its four formats, on a change that has everything."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.harness.cli import refused, steelyard

OLD = """\
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend www
  bind :80
  use_backend api if { path_beg /api/ }
  default_backend web
backend web
  server web1 10.0.0.1:80
  server web2 10.0.0.2:80
backend api
  server api1 10.0.1.1:80
"""
NEW = (
    OLD.replace("path_beg /api/", "path_beg /a<i>&|`x")
    .replace("web2 10.0.0.2:80", "web2 10.0.0.2:80 weight 3")
    .replace("timeout server 30s", "timeout server 3s")
)


@pytest.fixture
def paths(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "old.cfg").write_text(OLD)
    (tmp_path / "new.cfg").write_text(NEW)
    return str(tmp_path / "old.cfg"), str(tmp_path / "new.cfg")


def test_json_holds_the_contract(paths):
    report = json.loads(steelyard("diff", *paths, "--format", "json").out)
    assert report["schema"] == "steelyard.diff/1"
    assert report["verdict"] == "changed"
    for region in report["regions"]:
        assert {"condition", "witness", "old", "new"} <= region.keys()
        assert {"method", "url", "headers", "source"} <= region["witness"].keys()
        for side in ("old", "new"):
            assert {"outcome", "pool", "status", "location", "servers", "steps"} <= region[
                side
            ].keys()
            assert Path(region[side]["file"]).name == f"{side}.cfg"
    moves = {(region["old"]["pool"], region["new"]["pool"]) for region in report["regions"]}
    assert moves == {("api", "web"), ("web", "api")}
    (pool,) = report["pools"]
    shares = {
        server["name"]: (server["old_share"], server["new_share"]) for server in pool["servers"]
    }
    assert shares == {"web1": (0.5, 0.25), "web2": (0.5, 0.75)}
    assert pool["servers"][0]["address"] == "10.0.0.1:80"
    settings = {(one["what"], one["old"], one["new"]) for one in report["other"]}
    assert ("time limit response of pool web", "30s", "3s") in settings
    assert all(one["file"] and one["line"] for one in report["other"])


def test_every_line_fits_a_terminal_and_has_no_colour(paths, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a long path is never broken
    text = steelyard("diff", "old.cfg", "new.cfg").out
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text


def test_quiet_is_the_verdict_only(paths):
    text = steelyard("diff", *paths, "-q").out
    assert text.startswith("changed: ")
    assert "settings\n" not in text


def test_a_review_comment_escapes_what_a_table_would_read(paths):
    text = steelyard("diff", *paths, "--format", "markdown").out
    rows = [line for line in text.splitlines() if line.startswith("| path")]
    assert rows
    for row in rows:
        assert row.replace("\\|", "").count("|") == 5
        assert "<i>" not in row


def test_the_page_is_one_document_and_escapes(paths):
    page = steelyard("diff", *paths, "--format", "html").out
    HTMLParser().feed(page)
    assert "<i>" not in page
    assert "<script" not in page
    assert page.count("<html") == 1


def test_the_exit_code_is_asked_for(paths):
    assert steelyard("diff", *paths).code == 0
    assert steelyard("diff", *paths, "--exit-code").code == 1
    assert steelyard("diff", paths[0], paths[0], "--exit-code").code == 0


def test_what_cannot_be_read_is_one_line(paths, tmp_path):
    assert "nowhere.cfg" in refused("diff", paths[0], str(tmp_path / "nowhere.cfg"))
    assert "missing.log" in refused("diff", *paths, "--log", str(tmp_path / "missing.log"))


def test_a_log_weighs_the_change(paths, tmp_path):
    line = '192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] "GET {} HTTP/1.1" 200 5 "-" "-"\n'
    targets = ["/api/x"] * 3 + ["/"] * 7
    (tmp_path / "access.log").write_text("".join(line.format(target) for target in targets))
    ran = steelyard("diff", *paths, "--log", str(tmp_path / "access.log"), "--format", "json")
    report = json.loads(ran.out)
    assert report["traffic"] == {"requests": 10, "moved": 3, "not_walked": 0, "unread": 0}
    assert sorted(region["requests"] for region in report["regions"]) == [0, 3]
