"""The GitLab template and the pre-commit hooks, run as those tools run them."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.repository import World, case, git
from tests.meta.sources import ROOT

LAB = (ROOT / "ci/gitlab/steelyard.gitlab-ci.yml").read_text("utf-8")
HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
GOOD, BAD = case("haproxy/founding-1", "good"), case("haproxy/founding-1", "bad")


@pytest.fixture
def world(tmp_path) -> World:
    """A merge request that brings in the first founding incident."""
    world = World(tmp_path / "project")
    world.write("haproxy.cfg", GOOD).commit()
    world.write("haproxy.cfg", BAD).commit()
    return world


def hook(name: str) -> dict[str, str]:
    (text,) = re.findall(rf"^- id: {name}\n((?:  .*\n)+)", HOOKS, re.M)
    return dict(line.strip().split(": ", 1) for line in text.splitlines())


def entry(world: World, name: str, *files: str) -> "subprocess.CompletedProcess[str]":
    """Runs a hook's entry as pre-commit does: split as a shell would, files at the end."""
    program, *words = shlex.split(hook(name)["entry"])
    assert program == "steelyard"
    return subprocess.run(
        [sys.executable, "-m", "steelyard", *words, *files],
        cwd=world.folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_check_hook_takes_files(world):
    assert entry(world, "steelyard-check", "haproxy.cfg").returncode == 1
    named = re.compile(hook("steelyard-check")["files"])
    assert named.search("edge/haproxy-eu.cfg") and named.search("nginx.conf")
    assert not named.search("setup.cfg")


def test_the_review_hook_compares_what_is_staged(world):
    assert hook("steelyard-review")["pass_filenames"] == "false"
    assert entry(world, "steelyard-review").returncode == 0
    world.write("haproxy.cfg", GOOD).commit()
    world.write("haproxy.cfg", BAD)
    git(world.folder, "add", "haproxy.cfg")
    ran = entry(world, "steelyard-review")
    assert ran.returncode == 1
    assert "review: stopped by 1 new error" in ran.stdout


def script(folder: Path) -> str:
    """The job's script, with its virtual environment in a folder of the test."""
    body = LAB.partition("  script:\n")[2].partition("  artifacts:\n")[0]
    parts = re.split(r"^    - \|\n", body, flags=re.M)[1:]
    lines = [line.removeprefix("      ") for part in parts for line in part.splitlines()]
    return "\n".join(lines).replace("/tmp/steelyard", str(folder / "steelyard"))


def job(world: World, tmp_path: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    own = tmp_path / "steelyard/bin/steelyard"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m steelyard "$@"\n')
    for path in (own.with_name("python"), tmp_path / "stub/python"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("#!/bin/sh\nexit 0\n")
        path.chmod(0o755)
    own.chmod(0o755)
    defaults = dict(re.findall(r'^    (STEELYARD_\w+): "(.*)"$', LAB, re.M))
    environment = defaults | {
        "PATH": f"{tmp_path}/stub:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": git(world.folder, "rev-parse", "HEAD^"),
    }
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script(tmp_path)],
        cwd=world.folder,
        env=environment | more,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_job_of_gitlab_writes_what_it_promises(world, tmp_path):
    ran = job(world, tmp_path, STEELYARD_PACKAGE="here")
    assert ran.returncode == 1, ran.stderr
    for path in re.findall(r"(?:- |junit: |codequality: )(steelyard-[\w.-]+)$", LAB, re.M):
        assert (world.folder / path).stat().st_size > 0
    (found,) = json.loads((world.folder / "steelyard-codequality.json").read_text())
    assert found["check_name"] == "share/concentration"


def test_the_job_of_gitlab_takes_paths_and_runs_none_of_them(world, tmp_path):
    nasty = "$(touch ran)\n`touch ran`;touch ran\n"
    assert job(world, tmp_path, STEELYARD_PACKAGE="x", STEELYARD_PATHS=nasty).returncode == 0
    assert not list(tmp_path.rglob("ran"))


def test_the_job_of_gitlab_wants_to_know_the_package(world, tmp_path):
    ran = job(world, tmp_path)
    assert ran.returncode == 2
    assert "set STEELYARD_PACKAGE" in ran.stdout


def test_the_template_states_what_gitlab_needs():
    for key in ("stage: test", 'GIT_DEPTH: "0"', "when: always", "merge_request_event"):
        assert key in LAB
