"""The mutation test of the Forecast: draws mutants, lets each be proven, and counts.

python -m tests.harness.mutants.run --counted 250 --seed 1
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.harness.mutants.changes import Mutant, mutants
from tests.harness.mutants.probes import configurations
from tests.harness.mutants.scope import Module, modules

ROOT = Path(__file__).resolve().parents[3]
TIMEOUT = 150
COMMAND = [sys.executable, "-m", "tests.harness.mutants.worker"]
COUNTED = ("contradicted", "survived")


@dataclass(frozen=True)
class Drawn:
    """A mutant of a module, and the configurations that run its line."""

    module: Module
    mutant: Mutant
    configs: tuple[str, ...]

    def __str__(self) -> str:
        one = self.mutant
        return f"{self.module.name}:{one.line} [{one.kind}] {one.old}  ->  {one.new}"


@dataclass
class Report:
    """What became of all mutants."""

    results: list[tuple[Drawn, dict[str, object]]] = field(default_factory=list)

    def number(self, became: str) -> int:
        """How many became so."""
        return sum(result["became"] == became for _, result in self.results)

    @property
    def counted(self) -> int:
        """How many say something else on some configuration."""
        return sum(self.number(became) for became in COUNTED)

    @property
    def rate(self) -> float:
        """The part of these that `prove` contradicts."""
        return self.number("contradicted") / max(1, self.counted)

    def survivors(self) -> list[Drawn]:
        """Those that nothing contradicted."""
        return [drawn for drawn, result in self.results if result["became"] == "survived"]

    def __str__(self) -> str:
        tally = Counter(str(result["became"]) for _, result in self.results)
        lines = [f"{self.rate:.1%} of {self.counted} contradicted; {dict(tally)}"]
        lines += [f"  survived: {drawn}" for drawn in self.survivors()]
        return "\n".join(lines)


class Test:
    """The baseline, and mutants drawn evenly over modules."""

    __test__ = False

    def __init__(self, folder: Path, workers: int = 2, only: Sequence[Path] = ()) -> None:
        """``only``: some of the configurations."""
        self._workers = workers
        self._configs = [str(path) for path in only or configurations()]
        self._baseline = folder / "baseline.json"
        self._lines: dict[str, dict[str, set[int]]] = {}
        self._servers = Servers()
        self._make_baseline()

    def _make_baseline(self) -> None:
        files = [str(module.path) for module in modules()]
        jobs = [{"kind": "baseline", "config": config, "files": files} for config in self._configs]
        with ThreadPoolExecutor(self._workers) as pool:
            found = list(pool.map(run_job, jobs))
        signatures = {}
        for job, result in zip(jobs, found, strict=True):
            assert "signature" in result, (job["config"], result)
            config = str(job["config"])
            signatures[config] = result["signature"]
            self._lines[config] = {
                name: set(lines) for name, lines in dict(result["lines"]).items()
            }
        self._baseline.write_text(json.dumps(signatures), encoding="utf-8")

    def close(self) -> None:
        """Ends its processes."""
        self._servers.close()

    def draw(self, seed: int, only: str = "") -> Iterator[Drawn]:
        """Mutants on lines that are run: one of each module in turn, until there is none."""
        chance = Random(seed)
        waiting = []
        for module in modules():
            found = list(mutants(module.path.read_text("utf-8")))
            chance.shuffle(found)
            if only in module.name:
                waiting.append((module, iter(found)))
        while waiting:
            for entry in list(waiting):
                module, rest = entry
                for mutant in rest:
                    configs = self._running(module, mutant)
                    if configs:
                        yield Drawn(module, mutant, configs)
                        break
                else:
                    waiting.remove(entry)

    def _running(self, module: Module, mutant: Mutant) -> tuple[str, ...]:
        wanted = set(range(mutant.line, mutant.last + 1))
        return tuple(
            config
            for config, files in self._lines.items()
            if wanted & files.get(str(module.path), set())
        )

    def run(self, drawn: Iterator[Drawn], counted: int, tell: bool = False) -> Report:
        """Lets mutants be proven until so many counted."""
        report = Report()
        pending: dict[Future[dict[str, object]], Drawn] = {}
        with ThreadPoolExecutor(self._workers) as pool:
            while True:
                while len(pending) < self._workers and report.counted + len(pending) < counted:
                    one = next(drawn, None)
                    if one is None:
                        break
                    pending[pool.submit(self._one, one)] = one
                if not pending:
                    return report
                for future in wait(pending, return_when=FIRST_COMPLETED).done:
                    one = pending.pop(future)
                    report.results.append((one, future.result()))
                    if tell:
                        _tell(one, future.result())

    def _one(self, drawn: Drawn) -> dict[str, object]:
        function = drawn.mutant.function
        job = {
            "kind": "inside" if function else "mutant",
            "function": function,
            "module": drawn.module.name,
            "file": str(drawn.module.path),
            "node": drawn.mutant.node,
            "change": drawn.mutant.change,
            "configs": drawn.configs,
            "baseline": str(self._baseline),
        }
        return self._servers.job(job) if function else run_job(job)


class Servers:
    """Processes that have imported everything and fork for each job; one for each thread."""

    def __init__(self) -> None:
        self._local = threading.local()
        self._started: list[subprocess.Popen[str]] = []

    def job(self, job: dict[str, object]) -> dict[str, object]:
        """One job in a child of this thread's process."""
        served = getattr(self._local, "served", None)
        if served is None:
            served = self._local.served = subprocess.Popen(
                [*COMMAND, "--serve"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
            )
            self._started.append(served)
        served.stdin.write(json.dumps(job) + "\n")
        served.stdin.flush()
        return _read(served.stdout.readline(), "the server died")

    def close(self) -> None:
        """Ends them."""
        for served in self._started:
            with served:
                pass


def run_job(job: dict[str, object]) -> dict[str, object]:
    """One job in a process of its own."""
    try:
        done = subprocess.run(
            COMMAND,
            input=json.dumps(job),
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"became": "broken", "why": "it does not end"}
    return _read(done.stdout, done.stderr[-200:])


def _read(text: str, otherwise: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        return {"became": "broken", "why": otherwise}
    assert isinstance(found, dict)
    return found


def _tell(drawn: Drawn, result: dict[str, object]) -> None:
    by = Path(str(result.get("by", ""))).stem
    why = result.get("why", "")
    print(f"{result['became']:14} {by:22} {drawn} {why}", flush=True)  # noqa: T201


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--counted", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="a part of the modules' names")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        test = Test(Path(folder))
        report = test.run(test.draw(chosen.seed, chosen.only), chosen.counted, tell=True)
        test.close()
    print(report)  # noqa: T201


if __name__ == "__main__":
    main()
