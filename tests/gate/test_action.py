"""The GitHub action's own steps, run with bash as a runner runs them; no network."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.harness.repository import World, case
from tests.meta.sources import ROOT

ACTION = (ROOT / "action.yml").read_text("utf-8")
STEPS = re.findall(r"^    - name: (.+)\n((?:      .*\n)+)", ACTION, re.M)
RUN = {name: re.search(r"^      run: (.*)$", text, re.M)[1].strip("'") for name, text in STEPS}
GOOD, BAD = case("haproxy/founding-1", "good"), case("haproxy/founding-1", "bad")

GH = """\
#!/bin/bash
printf '%s\\n' "$@" >>"$RUNNER_TEMP/asked"
[[ $* != *--method* ]] || exit "${GH_FAILS:-0}"
printf '%s' "${GH_FOUND:-}"
"""


@dataclass
class Runner:
    """What a runner gives a step."""

    world: World
    temp: Path
    outputs: dict[str, str] = field(default_factory=dict)
    said: str = ""

    def step(self, name: str, code: int = 0, **more: str) -> None:
        """Runs a step's own command; what it gives out is kept for the next."""
        environment = {
            "PATH": f"{self.temp}/stub:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT / "src"),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_REPOSITORY": "shop/edge",
            "GITHUB_EVENT_PATH": str(self.temp / "event.json"),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"),
            "GITHUB_OUTPUT": str(self.temp / "output"),
            "RUNNER_TEMP": str(self.temp),
            "STEELYARD_EXIT": self.outputs.get("exit-code", ""),
            "STEELYARD_REVIEW": self.outputs.get("review", ""),
        }
        done = subprocess.run(
            # The shell that `shell: bash` stands for.
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", RUN[name]],
            cwd=self.world.folder,
            env=environment | more,
            capture_output=True,
            text=True,
            check=False,
        )
        self.said = done.stdout + done.stderr
        assert done.returncode == code, self.said
        output = self.temp / "output"
        if output.exists():
            self.outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
            output.unlink()

    def asked(self) -> str:
        """What was asked of GitHub's own program."""
        path = self.temp / "asked"
        return path.read_text() if path.exists() else ""

    @property
    def summary(self) -> str:
        """The job's summary."""
        return (self.temp / "summary.md").read_text("utf-8")


def executable(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def runner(tmp_path) -> Runner:
    """A pull request that brings in the first founding incident."""
    world = World(tmp_path / "check out")
    before = world.write("etc/haproxy.cfg", GOOD).commit()
    world.write("etc/haproxy.cfg", BAD).commit()
    temp = tmp_path / "runner's temp"
    own = f'#!/bin/sh\nexec "{sys.executable}" -m steelyard "$@"\n'
    executable(temp / "steelyard/bin/steelyard", own)
    executable(temp / "steelyard/bin/python", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    executable(temp / "stub/gh", GH)
    event = {"pull_request": {"number": 7, "base": {"sha": before}}}
    (temp / "event.json").write_text(json.dumps(event))
    return Runner(world, temp)


def test_a_dangerous_change_is_annotated_told_and_stopped(runner):
    runner.step("Review")
    assert "::error file=etc/haproxy.cfg,line=66" in runner.said
    assert "stopped by 1 new error" in runner.summary
    assert runner.outputs["exit-code"] == "1"
    runner.step("Comment", GH_TOKEN="t")
    assert "repos/shop/edge/issues/7/comments" in runner.asked()
    assert "POST" in runner.asked()
    assert f"body=@{runner.temp}/steelyard-review.md" in runner.asked()
    runner.outputs["exit-code"] = "1"
    runner.step("Verdict", code=1)


def test_the_comment_of_an_earlier_run_is_replaced(runner):
    runner.step("Review")
    runner.step("Comment", GH_TOKEN="t", GH_FOUND="41\n42\n")
    assert "PATCH\nrepos/shop/edge/issues/comments/42" in runner.asked()
    assert "POST" not in runner.asked()


def test_nothing_changed_is_no_comment(runner):
    runner.step("Review", STEELYARD_BASE="HEAD")
    assert runner.outputs["exit-code"] == "0"
    assert "no configuration changed" in runner.summary
    runner.step("Comment", GH_TOKEN="t")
    assert "POST" not in runner.asked()
    runner.outputs["exit-code"] = "0"
    runner.step("Verdict")


def test_a_token_that_may_not_comment_does_not_fail_the_job(runner):
    runner.step("Review")
    runner.step("Comment", GH_TOKEN="t", GH_FAILS="1")
    assert "::warning title=steelyard::the comment could not be posted" in runner.said


def test_a_push_has_nothing_to_comment_on(runner):
    (runner.temp / "event.json").write_text("{}")
    runner.step("Review", STEELYARD_BASE="HEAD^")
    runner.step("Comment", GH_TOKEN="t")
    assert runner.asked() == ""


def test_what_cannot_be_answered_is_told_too(runner):
    runner.step("Review", STEELYARD_BASE="nobody's")
    assert runner.outputs["exit-code"] == "2"
    assert '::error title=steelyard::steelyard: revision "nobody\'s" is not here' in runner.said
    assert "the question could not be answered" in runner.summary


def test_inputs_choose_and_write(runner):
    sarif = runner.world.folder / "a b.sarif"
    words = {"STEELYARD_PATHS": "\nnothing/*.cfg\n-x\n", "STEELYARD_SARIF": str(sarif)}
    runner.step("Review", **words)
    assert runner.outputs["exit-code"] == "0"
    assert json.loads(sarif.read_text())["runs"][0]["results"] == []
    runner.step("Review", STEELYARD_PATHS="etc", STEELYARD_FAIL_ON="warning")
    assert runner.outputs["exit-code"] == "1"


@pytest.mark.parametrize("name", ["PATHS", "BASE", "ROOT", "POLICY", "SARIF", "FAIL_ON"])
def test_nothing_that_is_set_runs(runner, name):
    nasty = "$(touch ran)`touch ran`;touch ran'\"|touch ran"
    runner.step("Review", **{f"STEELYARD_{name}": nasty})
    assert not list(runner.world.folder.parent.rglob("ran"))


def test_the_action_quotes_and_pins():
    assert "uses:" not in ACTION, "no other action is needed"
    assert all("${{" not in command for command in RUN.values()), "inputs go through env only"
    assert list(RUN) == ["Install Steelyard", "Review", "Comment", "Verdict"]
    for key in ("paths", "base", "fail-on", "root", "policy", "sarif", "comment", "token"):
        assert re.search(rf"^  {key}:\n    description: ", ACTION, re.M)
    for script in (ROOT / "ci/github").glob("*.sh"):
        assert os.access(script, os.X_OK)
        assert "set -euo pipefail" in script.read_text()


def test_the_installation_takes_dependencies_by_hash_and_nothing_from_the_checkout(runner):
    fake = '#!/bin/bash\nprintf "%s\\n" "$*" >>"$RUNNER_TEMP/ran"\n'
    executable(runner.temp / "stub/python3", fake)
    executable(runner.temp / "steelyard/bin/python", fake)
    runner.step("Install Steelyard")
    lines = (runner.temp / "ran").read_text().splitlines()
    assert all(line.startswith("-I ") for line in lines)
    assert f"--require-hashes -r {ROOT}/requirements.lock" in lines[2]
    assert f"install --no-deps {ROOT}" in lines[3]


def test_an_old_python_is_told_what_to_do(runner):
    for name in ("python3", *(f"python3.{minor}" for minor in range(11, 15))):
        executable(runner.temp / "stub" / name, "#!/bin/sh\nexit 1\n")
    runner.step("Install Steelyard", code=2)
    assert "::error title=steelyard::Python 3.11 or newer is needed" in runner.said
