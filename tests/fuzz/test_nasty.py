"""Hostile configurations through the command line: an exit code, one line, little memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz import nasty
from tests.meta.sources import ROOT

MEGABYTES = 1200
"""The most that any of them may take; most take less than 150."""

FORCED = {".cfg": "haproxy", ".conf": "nginx"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("nasty")
    nasty.surroundings(place)
    return place


def runs(paths: list[Path]) -> list[list[str]]:
    """Arguments: check, forecast and route of each path, dialect forced; check recognised."""
    found = []
    for path in paths:
        forced = ["--dialect", FORCED[path.suffix]] if path.suffix in FORCED else []
        found += [
            ["check", str(path), *forced],
            ["check", str(path), "--format", "json"],
            ["forecast", str(path), *forced],
            ["route", str(path), "GET http://shop.example/aaaaaaaaaaaaaaaaaaaaaaaaaaa!", *forced],
        ]
    return found


def ask(commands: list[list[str]]) -> list[dict]:
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.worker"],
        input="".join(json.dumps(command) + "\n" for command in commands),
        capture_output=True,
        text=True,
        env=env,
        cwd=ROOT,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def judge(command: list[str], answer: dict) -> str:
    """What is wrong with an answer, "" for nothing."""
    what = ""
    if answer["code"] not in (0, 1, 2):
        what = f"ended with {answer['code']}"
    elif answer["code"] == 2 and len(answer["err"].splitlines()) != 1:
        what = f"says {len(answer['err'].splitlines())} lines on standard error"
    elif answer["code"] != 2 and answer["err"]:
        what = "says something on standard error"
    elif "Traceback" in answer["err"] or "more memory than" in answer["err"]:
        what = "gives up without a reason"
    elif answer["megabytes"] > MEGABYTES:
        what = f"takes {answer['megabytes']} MB"
    return f"{' '.join(command)} {what}:\n{answer['err']}" if what else ""


def complaints(paths: list[Path]) -> list[str]:
    commands = runs(paths)
    answers = ask(commands)
    assert len(answers) == len(commands)
    return [said for said in map(judge, commands, answers) if said]


BATCH = 15
NAMES = [name for name in nasty.TEXTS if name not in nasty.SLOW]
BATCHES = [NAMES[start : start + BATCH] for start in range(0, len(NAMES), BATCH)]


@pytest.mark.fuzz
@pytest.mark.timeout(900)
@pytest.mark.parametrize("names", BATCHES, ids=lambda names: names[0])
def test_hostile_texts(folder, names):
    assert complaints([nasty.write(folder, name) for name in names]) == []


@pytest.mark.fuzz
@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", sorted(nasty.SLOW))
def test_templates_of_very_many_servers(folder, name):
    assert complaints([nasty.write(folder, name)]) == []


@pytest.mark.fuzz
@pytest.mark.timeout(900)
def test_hostile_paths(folder):
    assert complaints([make(folder) for make in nasty.PLACES.values()]) == []


@pytest.mark.fuzz
def test_an_unreadable_file_is_named_with_the_reason(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    path = tmp_path / "closed.cfg"
    path.write_text(nasty.HAPROXY)
    path.chmod(0)
    assert complaints([path]) == []
    assert "permission denied" in ask([["check", str(path)]])[0]["err"]
