"""Which revision a change is compared with, as the services say it."""

import json
import os
from pathlib import Path

import pytest

from steelyard.app.git import Repository
from steelyard.app.review_base import NOTHING, find_base
from steelyard.core.errors import InputError, UsageError
from tests.harness.repository import World, git


@pytest.fixture
def world(tmp_path, monkeypatch) -> World:
    """A branch ``change`` of one commit; ``main`` went on since."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    world = World(tmp_path / "r")
    world.write("a", "1").commit()
    git(world.folder, "checkout", "-q", "-b", "change")
    world.write("a", "2").commit()
    git(world.folder, "checkout", "-q", "main")
    world.write("b", "1").commit()
    git(world.folder, "update-ref", "refs/remotes/origin/main", "main")
    git(world.folder, "checkout", "-q", "change")
    return world


def at(world: World, name: str) -> str:
    return git(world.folder, "rev-parse", name)


def base(world: World, environment: dict[str, str], head: str = "HEAD") -> str:
    return find_base(Repository(str(world.folder)), at(world, head), environment)[0]


def event(world: World, **what: object) -> dict[str, str]:
    path = Path(world.folder, "event.json")
    path.write_text(json.dumps(what))
    return {"GITHUB_EVENT_PATH": str(path)}


def test_without_a_service_the_main_branch_counts_from_where_this_one_left_it(world):
    assert base(world, {}) == at(world, "main^")


def test_a_pull_request_that_is_checked_out_as_it_is(world):
    said = event(world, pull_request={"base": {"sha": at(world, "main")}})
    assert base(world, said) == at(world, "main^")
    assert base(world, {"GITHUB_BASE_REF": "main"}) == at(world, "main^")


def test_a_pull_request_that_github_merged_for_a_try(world):
    git(world.folder, "checkout", "-q", "main")
    git(world.folder, "merge", "-q", "--no-ff", "-m", "try", "change")
    request = {"base": {"sha": at(world, "change^")}, "head": {"sha": at(world, "change")}}
    assert base(world, event(world, pull_request=request)) == at(world, "main^1")


def test_a_push_and_a_merge_queue(world):
    assert base(world, event(world, before=at(world, "change^"))) == at(world, "change^")
    queue = event(world, merge_group={"base_sha": at(world, "main")})
    assert base(world, queue) == at(world, "main^")


def test_a_new_branch_is_compared_with_the_default_one(world):
    said = event(world, before=NOTHING, repository={"default_branch": "main"})
    assert base(world, said) == at(world, "main^")
    lab = {"CI_COMMIT_BEFORE_SHA": NOTHING, "CI_DEFAULT_BRANCH": "main"}
    assert base(world, lab) == at(world, "main^")


def test_a_merge_request_of_gitlab(world):
    said = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": at(world, "change^")}
    assert base(world, said) == at(world, "change^")


def test_what_a_service_names_and_is_not_here_is_not_guessed(world):
    with pytest.raises(UsageError, match="looked for 1234567"):
        base(world, event(world, before="1234567"))


def test_an_event_that_is_none_is_refused(world):
    (world.folder / "event.json").write_text("{")
    with pytest.raises(InputError, match="not the event"):
        base(world, {"GITHUB_EVENT_PATH": str(world.folder / "event.json")})
