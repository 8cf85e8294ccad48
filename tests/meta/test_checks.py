"""The checks of `./dev check`, one test each, so one run and one closing line cover all."""

import subprocess

import pytest

from tests.meta.sources import ROOT


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["format", "lint", "types", "layers"])
def test_check(name: str):
    done = subprocess.run(
        [ROOT / "dev", "check", name], capture_output=True, text=True, check=False, cwd=ROOT
    )
    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)
