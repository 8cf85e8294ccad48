"""How a live HAProxy is read: keeps `steelyard.dialects.runtime.Runtime`."""

from collections.abc import Mapping, Sequence

from steelyard.dialects.haproxy.live import generation, statistics
from steelyard.dialects.haproxy.live.answers import pairs
from steelyard.dialects.runtime import Confirmation, LiveError, Question, Snapshot, Standing

INFO = Question("runtime", "show info")
PROCESSES = Question("master", "show proc")


class Reader:
    """Reads one HAProxy.  ``master``: its master's socket (``-S``) can be asked too."""

    def __init__(self, master: bool = False) -> None:
        """Nothing is kept between two looks."""
        self.master = master
        self._pools: tuple[str, ...] = ()

    def questions(self, pools: Sequence[str] = ()) -> list[Question]:
        """What to ask; naming few pools keeps the answers of a large gateway short."""
        self._pools = tuple(pools)
        asked = [PROCESSES] if self.master else []
        return [*asked, INFO, *self._stats(), *self._states()]

    def read(self, answers: Mapping[Question, str], at: float) -> Snapshot:
        """The snapshot in the answers to the latest `questions`; raises `LiveError`."""
        return statistics.snapshot(
            _answer(answers, INFO),
            [_answer(answers, question) for question in self._stats()],
            [_answer(answers, question) for question in self._states()],
            at,
            partial=bool(self._pools),
        )

    def standing(self, answers: Mapping[Question, str]) -> Standing:
        """Which processes serve; raises `LiveError`."""
        if self.master:
            return generation.processes(_answer(answers, PROCESSES))
        about = pairs(_answer(answers, INFO), INFO.text, ())
        return generation.alone(statistics.process_of(about))

    def confirmed(self, before: Standing, after: Standing) -> Confirmation:
        """Whether the reload ordered after ``before`` has taken place."""
        return generation.confirmed(before, after)

    def _stats(self) -> list[Question]:
        """The questions for counters: pools and their servers."""
        kinds = f"{statistics.POOLS_AND_SERVERS} -1"
        return [Question("runtime", f"show stat {name} {kinds}") for name in self._pools or ("-1",)]

    def _states(self) -> list[Question]:
        """The questions for weights and for what was done at run time."""
        return [
            Question("runtime", f"show servers state {name}".rstrip())
            for name in self._pools or ("",)
        ]


def _answer(answers: Mapping[Question, str], question: Question) -> str:
    """The answer to a question; `LiveError` when there is none."""
    if question not in answers:
        raise LiveError(f"{question.text!r} was not answered")
    return answers[question]
