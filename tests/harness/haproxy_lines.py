"""Many lines in one file, and which of them `haproxy -c` refuses."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from steelyard.core.errors import InputError
from steelyard.core.source import SourceTree
from steelyard.dialects.contract import ReadOptions
from steelyard.dialects.haproxy import dialect
from tests.harness.binaries import require_haproxy

# The buffer for words grows with the first long line; a line that makes it grow is cut twice,
# and 2.6 then misreads "${V-default}". No file but the shortest ever shows that.
GROWTH = "global\n description " + "x" * 1500 + "\n"

_PLACE = re.compile(r"\[ALERT\].*?\[[^\[\]]*?:(\d+)\]")


@dataclass
class Verdict:
    """What the binary says about a file."""

    accepted: bool
    refused: set[int]
    output: str


def native(
    text: str, folder: Path, environment: Mapping[str, str] | None = None, name: str = ""
) -> Verdict:
    """Ask the binary; with ``name`` it is called in the folder with just that name."""
    path = folder / (name or "t.cfg")
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    done = subprocess.run(
        [require_haproxy().path, "-c", "-f", name or str(path)],
        cwd=folder,
        capture_output=True,
        timeout=60,
        check=False,
        env={"PATH": os.environ.get("PATH", ""), **(environment or {})},
    )
    output = (done.stdout + done.stderr).decode("utf-8", "surrogateescape")
    # 2: nothing wrong, only no listener to start.
    return Verdict(done.returncode in (0, 2), {int(n) for n in _PLACE.findall(output)}, output)


def ours(text: str, folder: Path, environment: Mapping[str, str] | None = None) -> Verdict:
    """Ask the reader; the place of a refused line as its number."""
    path = folder / "o.cfg"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    options = ReadOptions(version=require_haproxy().version, environment=environment or {})
    try:
        gateway = dialect.read(SourceTree(str(path)), options)
    except InputError as error:
        return Verdict(False, {error.place.line if error.place else 0}, str(error))
    said = [
        notice
        for notice in gateway.notices
        if notice.rule in ("syntax/rejected", "syntax/missing-file")
        and "since" not in notice.detail
    ]
    lines = {notice.place.line for notice in said}
    return Verdict(not said, lines, "\n".join(f"{n.place}: {n.message}" for n in said))


def disagreements(blocks: Sequence[str], head: str, folder: Path) -> list[str]:
    """Compare line by line; each block starts a section and ends with the line in question."""
    text = GROWTH + head
    numbers: dict[int, str] = {}
    for block in blocks:
        text += block + "\n"
        numbers[text.count("\n")] = block
    theirs, mine = native(text, folder), ours(text, folder)
    found = []
    for number, block in numbers.items():
        if (number in theirs.refused) != (number in mine.refused):
            verdict = "refuses" if number in theirs.refused else "accepts"
            found.append(f"HAProxy alone {verdict} {block.splitlines()[-1]!r}")
    return found
