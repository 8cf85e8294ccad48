"""Which revision a change is compared with, when none is named."""

import json
from collections.abc import Iterator, Mapping

from steelyard.app.git import SHALLOW, Repository
from steelyard.core.errors import InputError, UsageError
from steelyard.core.place import Place

LOCAL = ("@{upstream}", "origin/HEAD", "origin/main", "origin/master", "HEAD^")
"""Where no service says anything: what a branch is likely to go into."""

NOTHING = "0" * 40
"""How the services write that there was no revision before."""


def find_base(repository: Repository, head: str, environment: Mapping[str, str]) -> tuple[str, str]:
    """The commit to compare ``head`` with, and how it was named.

    In a CI job the service says what the change is made to; elsewhere it is the branch
    that this one follows, or the main one.  A branch counts from where ``head`` left it.
    """
    merged = _merged(repository, head, environment)
    if merged:
        return merged, merged
    # What a service names and is not here must not be replaced by what happens to be here:
    # a branch compared with itself has no changes, and everything would pass.
    names = list(_stated(environment)) or list(LOCAL)
    for name in names:
        if repository.knows(name):
            base = repository.commit(name)
            return (base, name) if name == "HEAD^" else (repository.fork(base, head), name)
    why = SHALLOW if repository.shallow else "name it with --base"
    raise UsageError(f"no revision to compare with (looked for {', '.join(names)}): {why}")


def _merged(repository: Repository, head: str, environment: Mapping[str, str]) -> str:
    """The side that GitHub merged the change into, if ``head`` is its trial merge."""
    event = _event(environment)
    request = event.get("pull_request")
    parents = repository.parents(head)
    if isinstance(request, dict) and len(parents) == 2:
        side = request.get("head")
        if isinstance(side, dict) and side.get("sha") == parents[1]:
            return parents[0]
    return ""


def _stated(environment: Mapping[str, str]) -> Iterator[str]:
    """What the service says that the change is made to, the surest first."""
    event = _event(environment)
    for key in ("pull_request", "merge_group"):
        inner = event.get(key)
        if isinstance(inner, dict):
            side = inner.get("base")
            yield from _text(side.get("sha") if isinstance(side, dict) else inner.get("base_sha"))
    yield from _text(environment.get("GITHUB_BASE_REF"), "origin/")
    yield from _text(event.get("before"))
    yield from _text(environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA"))
    yield from _text(environment.get("CI_COMMIT_BEFORE_SHA"))
    if event.get("before") == NOTHING or environment.get("CI_COMMIT_BEFORE_SHA") == NOTHING:
        home = event.get("repository")
        yield from _text(home.get("default_branch") if isinstance(home, dict) else "", "origin/")
        yield from _text(environment.get("CI_DEFAULT_BRANCH"), "origin/")


def _text(value: object, before: str = "") -> Iterator[str]:
    """A revision that a service names, unless it says that there is none."""
    if isinstance(value, str) and value and value != NOTHING:
        yield before + value


def _event(environment: Mapping[str, str]) -> dict[str, object]:
    """What GitHub says about the event that started the job; nothing elsewhere."""
    path = environment.get("GITHUB_EVENT_PATH")
    if not path:
        return {}
    try:
        with open(path, encoding="utf-8") as file:
            event = json.load(file)
    except (OSError, ValueError) as error:
        raise InputError(f"is not the event of a GitHub job: {error}", Place(path, 0)) from None
    return event if isinstance(event, dict) else {}
