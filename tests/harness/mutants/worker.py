"""One mutant in a process of its own: its signature, and `prove` where that changed.

A job on standard input, its result on standard output, both JSON.  The mutant is put
into the module when it is imported: nothing on disk is touched.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import json
import resource
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from types import CodeType, FrameType, ModuleType
from typing import Any

SEED = 7
MEMORY = 3 << 30
PATIENCE, PATIENCE_PROOF = 15, 90
"""Seconds for a signature, and for a proof."""


class _Loader(importlib.abc.Loader):
    """Runs another code than the file's."""

    def __init__(self, code: CodeType) -> None:
        self._code = code

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        """As usual."""

    def exec_module(self, module: ModuleType) -> None:
        """The mutant's code."""
        exec(self._code, module.__dict__)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the module that has a mutant."""

    def __init__(self, name: str, path: str, code: CodeType) -> None:
        self._name, self._path, self._code = name, path, code

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Only this one."""
        if fullname != self._name:
            return None
        loader = _Loader(self._code)
        return importlib.util.spec_from_file_location(fullname, self._path, loader=loader)


class Tracer:
    """Which lines of some files are run."""

    def __init__(self, files: Sequence[str]) -> None:
        self.lines: dict[str, set[int]] = {name: set() for name in files}

    def __call__(self, frame: FrameType, event: str, arg: object) -> Any:
        """As `sys.settrace` wants it."""
        seen = self.lines.get(frame.f_code.co_filename)
        if seen is None:
            return None

        def local(inner: FrameType, _: str, __: object) -> Any:
            seen.add(inner.f_lineno)
            return local

        seen.add(frame.f_lineno)
        return local


def baseline(job: dict[str, Any]) -> dict[str, Any]:
    """The signature of one configuration, and the lines that were run for it."""
    tracer = Tracer(job["files"])
    sys.settrace(tracer)
    from tests.harness.mutants.signature import signature

    found = signature(Path(job["config"]))
    sys.settrace(None)
    return {
        "signature": found,
        "lines": {name: sorted(lines) for name, lines in tracer.lines.items() if lines},
    }


def mutant(job: dict[str, Any]) -> dict[str, Any]:
    """What becomes of one mutant."""
    from tests.harness.mutants.changes import mutated

    tree = mutated(Path(job["file"]).read_text("utf-8"), job["node"], job["change"])
    code = compile(tree, job["file"], "exec")
    sys.meta_path.insert(0, _Finder(job["module"], job["file"], code))
    known = json.loads(Path(job["baseline"]).read_text("utf-8"))
    from tests.harness.mutants.signature import differs, signature

    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(PATIENCE)
    less, survived = False, []
    for config in job["configs"]:
        signal.alarm(PATIENCE)
        new = json.loads(json.dumps(signature(Path(config))))
        difference = differs(known[config], new)
        less = less or difference == "less"
        if difference == "says":
            signal.alarm(PATIENCE_PROOF)
            if _contradicted(config):
                return {"became": "contradicted", "by": config}
            survived.append(config)
    if survived:
        return {"became": "survived", "configs": survived}
    return {"became": "says less" if less else "not exercised"}


def _too_long(*_: object) -> None:
    raise TimeoutError("it does not end")


def _contradicted(config: str) -> bool:
    """Whether `prove` contradicts this."""
    from steelyard.app import prove as app
    from steelyard.app.loading import Reading
    from steelyard.prove.seen import Held

    app.PATIENT = 1  # the second look is as quick as the first
    proof = app.prove_gateway(config, Reading(), Random(SEED))
    return proof.verdict is Held.CONTRADICTED


def main() -> None:
    """One job."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    job = json.load(sys.stdin)
    try:
        result = baseline(job) if job["kind"] == "baseline" else mutant(job)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a mutant may do anything
        result = {"became": "broken", "why": f"{type(error).__name__}: {error}"[:200]}
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
