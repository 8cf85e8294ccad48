"""One mutant in a process of its own: its signature, and `prove` where that changed.

A job on standard input, its result on standard output, both JSON.  The mutant is put
into the module when it is imported: nothing on disk is touched.
"""

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import resource
import select
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

AGAIN = 2
"""Seconds until whoever swallowed that it takes too long is told once more."""

LAST = 150
"""Seconds after which a child is ended from outside."""


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
    """What becomes of one mutant; the module has not been imported yet."""
    code = _code(job)
    sys.meta_path.insert(0, _Finder(job["module"], job["file"], code))
    return _judged(job)


def inside(job: dict[str, Any]) -> dict[str, Any]:
    """The same in a process that has imported everything: a function gets another code."""
    module = sys.modules.get(job["module"]) or importlib.import_module(job["module"])
    code, found = _code(job), module
    owner: Any = found
    for name in job["function"]:
        code = next(c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == name)
        owner = owner.__dict__[name]
    _bare(owner).__code__ = code
    return _judged(job)


def _code(job: dict[str, Any]) -> CodeType:
    from tests.harness.mutants.changes import mutated

    tree = mutated(Path(job["file"]).read_text("utf-8"), job["node"], job["change"])
    return compile(tree, job["file"], "exec")


def _bare(found: Any) -> Any:
    """The function itself, without what decorates it."""
    for name in ("fget", "func", "__func__", "__wrapped__"):
        inner = getattr(found, name, None)
        if inner is not None and not hasattr(found, "__code__"):
            return _bare(inner)
    while hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    return found


def _judged(job: dict[str, Any]) -> dict[str, Any]:
    from tests.harness.mutants.signature import differs, signature

    known = json.loads(Path(job["baseline"]).read_text("utf-8"))
    signal.signal(signal.SIGALRM, _too_long)
    less, survived = False, []
    for config in job["configs"]:
        signal.setitimer(signal.ITIMER_REAL, PATIENCE, AGAIN)
        new = json.loads(json.dumps(signature(Path(config))))
        difference = differs(known[config], new)
        less = less or difference == "less"
        if difference == "says":
            signal.setitimer(signal.ITIMER_REAL, PATIENCE_PROOF, AGAIN)
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
    if proof.refused:
        raise ValueError(f"prove refuses: {proof.refused[0].why}")
    return proof.verdict is Held.CONTRADICTED


def one(job: dict[str, Any]) -> dict[str, Any]:
    """Any job."""
    kinds = {"baseline": baseline, "mutant": mutant, "inside": inside}
    try:
        return kinds[job["kind"]](job)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a mutant may do anything
        return {"became": "broken", "why": f"{type(error).__name__}: {error}"[:200]}


def serve() -> None:
    """One job a line, each in a child that is forked before anything was done."""
    _import_all()
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            with os.fdopen(writing, "w", encoding="utf-8") as out:
                out.write(json.dumps(one(json.loads(line))))
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as source:
            if not select.select([source], [], [], LAST)[0]:
                os.kill(child, signal.SIGKILL)
            told = source.read()
        os.waitpid(child, 0)
        print(told or json.dumps({"became": "broken", "why": "it died"}), flush=True)  # noqa: T201


def _import_all() -> None:
    from tests.harness.mutants.scope import modules

    importlib.import_module("steelyard.app.prove")
    importlib.import_module("tests.harness.mutants.signature")
    importlib.import_module("numpy")
    for module in modules():
        importlib.import_module(module.name)


def main() -> None:
    """One job, or many."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if "--serve" in sys.argv:
        serve()
    else:
        sys.stdout.write(json.dumps(one(json.load(sys.stdin))))


if __name__ == "__main__":
    main()
