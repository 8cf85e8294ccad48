"""Which lines the ``.if`` blocks let through (configuration manual 2.4)."""

from collections.abc import Mapping

from steelyard.core.record import field, record
from steelyard.dialects.haproxy.text import macros
from steelyard.dialects.haproxy.text.syntax import Line

MAX_NESTED = 1024
"""Levels that HAProxy allows."""

_REPORTS = frozenset({".alert", ".warning", ".notice", ".diag"})


@record
class _Level:
    """One open ``.if``: whether its current branch runs, and whether one has run.

    ``outer`` is whether the level around it runs.  ``undecided``: a condition
    that this machine cannot answer was met, so no branch runs.
    """

    opened: Line
    outer: bool
    running: bool = False
    done: bool = False
    closed_by_else: bool = False


@record
class Branches:
    """The state of the conditional blocks of one file.

    ``taken`` says whether ordinary lines count now.  ``undecided`` is set when
    a condition could not be answered: the reason, to be fetched and cleared.
    A block with such a condition runs none of its branches from there on.
    """

    environment: Mapping[str, str]
    version: tuple[int, ...]
    taken: bool = True
    undecided: str = ""
    levels: list[_Level] = field(default_factory=list)
    tested: list[str] = field(default_factory=list)

    @property
    def unclosed(self) -> list[Line]:
        """The ``.if`` lines without ``.endif``."""
        return [level.opened for level in self.levels]

    def take(self, line: Line, rest: str) -> str:
        """A line that starts with a dot; a sentence when HAProxy refuses it, else ""."""
        word = line.words[0]
        if word == ".if":
            return self._open(line, rest)
        if word in (".elif", ".else", ".endif"):
            if not self.levels:
                return f"{word} has no matching .if."
            message = self._switch(word, line, rest)
            self.taken = not self.levels or (self.levels[-1].outer and self.levels[-1].running)
            return message
        if not self.taken:
            return ""
        if word not in _REPORTS:
            return f"unknown directive {word!r}."
        if len(line.words) > 2:
            return f"{word} takes one argument: quote the message."
        if word == ".alert":
            return f"An .alert is reached: {' '.join(line.words[1:])!r}."
        return ""

    def _open(self, line: Line, rest: str) -> str:
        level = _Level(line, self.taken)
        self.levels.append(level)
        if len(self.levels) >= MAX_NESTED:
            return f".if is nested more than {MAX_NESTED} deep."
        if not level.outer:
            level.done = True
            self.taken = False
            return ""
        message = self._judge(level, rest)
        self.taken = level.running
        return message

    def _switch(self, word: str, line: Line, rest: str) -> str:
        level = self.levels[-1]
        if word == ".endif":
            self.levels.pop()
            return "" if len(line.words) == 1 else ".endif takes no argument."
        if level.closed_by_else:
            return f"{word} after .else is not permitted."
        if word == ".else":
            level.closed_by_else = True
            level.running = not level.done
            level.done = True
            return "" if len(line.words) == 1 else ".else takes no argument."
        level.running = False
        return "" if level.done else self._judge(level, rest)

    def _judge(self, level: _Level, rest: str) -> str:
        """Evaluates a condition into the level."""
        facts = macros.Facts(self.environment, self.version, self.tested)
        try:
            answer = macros.evaluate(rest, facts)
        except macros.MacroError as error:
            level.done = True
            return f"The condition cannot be read: {error}."
        level.running = answer is True
        level.done = answer is not False
        if answer is None:
            self.undecided = (
                "the condition depends on the build that runs it; none of its branches was read"
            )
        return ""
