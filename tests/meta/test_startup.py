"""`steelyard --version` answers at once: it loads nothing heavy."""

import importlib.util
import subprocess
import sys

import pytest

HEAVY = {
    "asyncio",
    "email",
    "http",
    "importlib.metadata",
    "inspect",
    "multiprocessing",
    "numpy",
    "pcre2",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "tomllib",
    "unittest",
    "urllib.request",
    "xml",
}

PROGRAM = """
import sys
from steelyard.cli.main import main
try:
    main(["--version"])
except SystemExit:
    pass
print(*sorted(sys.modules))
"""


def has_cli() -> bool:
    try:
        return importlib.util.find_spec("steelyard.cli.main") is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.skipif(not has_cli(), reason="there is no command line yet")
def test_version_imports_nothing_heavy():
    # -S -E: what site-packages' .pth files load is not our doing.
    program = f"import sys; sys.path[:0] = {sys.path!r}\n{PROGRAM}"
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", program], capture_output=True, text=True, check=True
    )
    version, loaded = done.stdout.rsplit("\n", 2)[:2]
    assert version.startswith("steelyard ")
    assert HEAVY & set(loaded.split()) == set()
