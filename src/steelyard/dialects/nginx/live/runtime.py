"""How a live NGINX is read: keeps `steelyard.dialects.runtime.Runtime`.

Its counters are Steelyard's own, out of the access log: they begin with the reader and
outlive reloads.  Health, weights and queues are nowhere to be read.
"""

from collections.abc import Mapping, Sequence

from steelyard.core.record import replace
from steelyard.dialects.nginx.live import generation
from steelyard.dialects.nginx.live.accesslog import Tally, each_line
from steelyard.dialects.nginx.live.logformat import Format
from steelyard.dialects.nginx.live.status import stub_status
from steelyard.dialects.runtime import (
    Confirmation,
    LiveError,
    PoolState,
    Question,
    Snapshot,
    Standing,
)
from steelyard.model.pool import Pool

LISTING = Question("shell", generation.LISTING)


class Reader:
    """Reads one NGINX: its logs as they grow, its processes, perhaps ``stub_status``.

    ``logs``: the format of each access log by path.  ``pools`` as the configuration has
    them.  ``master``: the number in the pid file.  ``errors``: the path of the error log,
    ``status``: the path of the ``stub_status`` page; "" for none.
    """

    def __init__(
        self,
        logs: Mapping[str, Format],
        pools: Mapping[str, Pool],
        master: int,
        errors: str = "",
        status: str = "",
    ) -> None:
        """Nothing is counted yet."""
        self.logs = logs
        self.tally = Tally(pools)
        self.master = master
        self._errors = [Question("log", errors)] if errors else []
        self._status = [Question("http", status)] if status else []
        self._asked: tuple[str, ...] = ()
        self._epoch = ""
        for name in pools:
            self.tally.state(name)

    def questions(self, pools: Sequence[str] = ()) -> list[Question]:
        """What to ask; the logs hold all pools, so naming some only shortens the snapshot."""
        self._asked = tuple(pools)
        logs = [Question("log", path) for path in self.logs]
        return [*logs, *self._errors, LISTING, *self._status]

    def read(self, answers: Mapping[Question, str], at: float) -> Snapshot:
        """Count the new lines, once for each set of answers; raises `LiveError`."""
        now = self.standing(answers)
        status = [stub_status(_answer(answers, question)) for question in self._status]
        for path, form in self.logs.items():
            self.tally.add(each_line(_answer(answers, Question("log", path))), form)
        # Another reader begins at zero.
        self._epoch = self._epoch or f"access log since {at}"
        # Copies: the tally goes on counting.
        pools = {
            name: PoolState(name, state.total, dict(state.servers))
            for name, state in self.tally.states.items()
            if not self._asked or name in self._asked
        }
        found = Snapshot(at, _name(now), self._epoch, pools=pools, partial=bool(self._asked))
        found.connections = status[0].active if status else None
        if self.tally.strange:
            found.doubts.append(
                f"{self.tally.strange} of {self.tally.lines} lines are not of the log's format."
            )
        if self.tally.dropped:
            found.doubts.append(f"{self.tally.dropped} tries are left out: too many servers.")
        return found

    def standing(self, answers: Mapping[Question, str]) -> Standing:
        """Which processes serve, and what the error log says; raises `LiveError`."""
        found = generation.listed(_answer(answers, LISTING), self.master)
        said = [line for one in self._errors for line in _complaints(answers, one)]
        return replace(found, complaints=tuple(said))

    def confirmed(self, before: Standing, after: Standing) -> Confirmation:
        """Whether the reload ordered after ``before`` has taken place."""
        return generation.confirmed(before, after)


def _name(now: Standing) -> str:
    """The generation: the workers that take new connections."""
    workers = sorted((worker.pid, worker.started) for worker in now.workers)
    return ",".join(f"{pid}@{started}" if started else str(pid) for pid, started in workers)


def _complaints(answers: Mapping[Question, str], question: Question) -> tuple[str, ...]:
    """The grave lines in an answer."""
    return generation.complaints(_answer(answers, question))


def _answer(answers: Mapping[Question, str], question: Question) -> str:
    """The answer to a question; `LiveError` when there is none."""
    if question not in answers:
        raise LiveError(f"{question.text!r} was not answered")
    return answers[question]
