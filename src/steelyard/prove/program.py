"""Finds the real program on this machine, and asks it something."""

import os
import shutil
import subprocess
from glob import glob

from steelyard.prove.errors import SandboxError

FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/usr/bin")
OPTIONAL = ("/opt", "/opt/*", "/opt/*/sbin", "/opt/*/bin")
SECONDS = 20.0


def find_program(name: str) -> str:
    """Its path: in PATH, in the folders of the system's programs, or below ``/opt``."""
    # A normal user's PATH on Debian lacks the sbin folders.
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(FOLDERS))
    for pattern in OPTIONAL if found is None else ():
        found = found or shutil.which(name, path=os.pathsep.join(sorted(glob(pattern))))
    if found is None:
        raise SandboxError(
            f"{name} is not installed here: apt-get install {name}, "
            "or put the folder that holds it into PATH"
        )
    return os.path.abspath(found)


def ask_version(path: str, arguments: tuple[str, ...]) -> str:
    """What the program prints about itself."""
    return ask(path, arguments, "/")[1]


def ask(path: str, arguments: tuple[str, ...], folder: str) -> tuple[bool, str]:
    """Run the program to its end in a folder: whether it was content, and what it printed."""
    try:
        done = subprocess.run(
            [path, *arguments],
            cwd=folder,
            env=environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SandboxError(f"{path} cannot be run: {_why(error)}") from None
    return done.returncode == 0, done.stdout.decode("utf-8", "replace")


def environment(folder: str) -> dict[str, str]:
    """All that a program in a sandbox is told of this machine."""
    return {
        "PATH": os.pathsep.join([*FOLDERS, "/bin", "/sbin"]),
        "HOME": folder,
        "TMPDIR": folder,
        "LC_ALL": "C",
        "TZ": "UTC",
    }


def _why(error: OSError | subprocess.TimeoutExpired) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it did not end within {SECONDS:g} s"
    return error.strerror or str(error)
