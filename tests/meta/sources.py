"""Reads the repository as data: the source files, their trees, and what git tracks."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "steelyard"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[Path, ast.Module]:
    """Return every module of src with its tree."""
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(SRC.rglob("*.py"))}


def functions() -> Iterator[tuple[Path, Function]]:
    """Yield every function of src, nested ones included."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield path, node


def where(path: Path, node: ast.stmt | None = None) -> str:
    """Name a place in the repository as file:line."""
    return f"{path.relative_to(ROOT)}:{node.lineno if node else 1}"


@cache
def tracked_files() -> list[Path]:
    """Return the files that are, or on the next commit could be, in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        names = [name for name in done.stdout.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive has no git
        return [path for path in sorted(SRC.rglob("*")) if path.is_file()]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    """Return a file as text; what is not text comes out as replacement marks."""
    return path.read_bytes().decode("utf-8", errors="replace")
