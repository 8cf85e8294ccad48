"""Finds real load balancers and a browser: absent ones skip a test, and fail it under CI."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NoReturn

# A normal user's PATH on Debian lacks the sbin folders, where both programs live.
SEARCH_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin"])


@dataclass(frozen=True)
class Binary:
    """One program found on this machine."""

    path: str
    version: tuple[int, ...]
    build: str  # everything it prints about itself

    def __str__(self) -> str:
        return self.path


@cache
def haproxy() -> Binary | None:
    """Return the haproxy of this machine, if there is one."""
    return _find("haproxy", ["-vv"], r"HAProxy version (\d+(?:\.\d+)+)")


@cache
def nginx() -> Binary | None:
    """Return the nginx of this machine, if there is one."""
    return _find("nginx", ["-V"], r"nginx version: \S+?/(\d+(?:\.\d+)+)")


@cache
def chromium() -> Binary | None:
    """Return the browser that draws pages for tests, if there is one."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = _find(name, ["--version"], r"Chrom\w+ (\d+(?:\.\d+)+)")
        if found is not None:
            return found
    return None


@cache
def nginx_stream_module() -> Path | None:
    """Return the file to `load_module` for stream proxying; None when built in or absent."""
    found = nginx()
    prefix = re.search(r"--modules-path=(\S+)", found.build) if found else None
    module = Path(prefix[1] if prefix else "/usr/lib/nginx/modules") / "ngx_stream_module.so"
    return module if module.is_file() else None


def nginx_has_stream() -> bool:
    """Say whether nginx can proxy streams, by module or built in."""
    found = nginx()
    built_in = found is not None and bool(re.search(r"--with-stream(\s|$)", found.build))
    return built_in or nginx_stream_module() is not None


def missing_packages() -> list[str]:
    """Name the Debian packages that would bring what is missing."""
    present = {
        "haproxy": haproxy() is not None,
        "nginx": nginx() is not None,
        "libnginx-mod-stream": nginx_has_stream(),
        "chromium": chromium() is not None,
    }
    return [package for package, here in present.items() if not here]


def require_haproxy(at_least: tuple[int, ...] = ()) -> Binary:
    """Return haproxy, or skip the test (fail it under CI)."""
    return _require("haproxy", haproxy(), at_least)


def require_nginx(at_least: tuple[int, ...] = (), *, stream: bool = False) -> Binary:
    """Return nginx, or skip the test (fail it under CI); `stream` asks for stream proxying."""
    found = _require("nginx", nginx(), at_least)
    if stream and not nginx_has_stream():
        _absent("nginx has no stream module: apt-get install libnginx-mod-stream")
    return found


def require_chromium() -> Binary:
    """Return a browser, or skip the test (fail it under CI)."""
    return _require("chromium", chromium(), ())


def _find(name: str, flags: list[str], pattern: str) -> Binary | None:
    path = shutil.which(name, path=SEARCH_PATH)
    if path is None:
        return None
    done = subprocess.run([path, *flags], capture_output=True, text=True, timeout=20, check=False)
    build = done.stdout + done.stderr  # nginx speaks on stderr
    version = re.search(pattern, build)
    if version is None:
        return None
    return Binary(path, tuple(int(part) for part in version[1].split(".")), build)


def _require(name: str, found: Binary | None, at_least: tuple[int, ...]) -> Binary:
    if found is None:
        _absent(f"{name} is not installed: apt-get install {name}")
    if found.version < at_least:
        import pytest

        # An old release is a fact of the machine, not a broken one: skip even under CI.
        pytest.skip(f"{name} {_dotted(at_least)} needed, this is {_dotted(found.version)}")
    return found


def _absent(reason: str) -> NoReturn:
    import pytest  # `dev` imports this module before pytest is installed

    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
