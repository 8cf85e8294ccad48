"""What pip installs is complete: rule pages, data files and the typing mark ride along."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.meta.sources import ROOT, SRC


def test_the_wheel_holds_every_file_of_the_source(tmp_path: Path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("steelyard-*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    files = {
        path.relative_to(SRC.parent).as_posix()
        for path in SRC.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert files - names == set()
    assert "steelyard/py.typed" in names
