"""A log is streamed: reading one eight times as long takes no more memory, under a hard limit."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.meta.sources import ROOT

LIMIT = 3 << 30  # bytes of address space: DuckDB's threads and arenas reserve more than they use
LINES = 250_000  # about 40 MB


def write(path: Path, lines: int) -> None:
    with path.open("w") as log:
        for number in range(lines):
            log.write(
                f"192.0.2.{number % 250} - - [21/Nov/2026:10:00:{number % 60:02}+0000] "
                f'"GET /item/{number % 5000}?page={number % 7} HTTP/1.1" 200 {number} "-" '
                f'"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"\n'
            )


def peak(log: Path) -> int:
    """Kilobytes that `forecast --log` takes at most."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))

    script = (
        "import resource, sys; from steelyard.cli.main import main; code = main(sys.argv[1:]); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr); "
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "forecast", "examples/shop/good", "--log", str(log)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        preexec_fn=limited,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stderr.split()[-1])


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_memory_does_not_grow_with_the_log(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    short, long = tmp_path / "short.log", tmp_path / "long.log"
    write(short, LINES)
    write(long, 8 * LINES)
    small, large = peak(short), peak(long)
    assert large < 1.5 * small + 50_000, (small, large)
    assert large * 1024 < 2 * long.stat().st_size, (large, long.stat().st_size)
