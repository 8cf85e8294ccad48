"""The rules of one section: its own lines and those of its defaults, by phase.

Configuration manual 4.2.  Rules of a named defaults section come before the
section's own, with the ACLs of that defaults section; a defaults section that
has rules cannot hand them on to another (measured, 2.6.12).
"""

from collections.abc import Callable, Iterator, Sequence

from steelyard.core.record import field, record
from steelyard.dialects.haproxy.text.actions import read_action
from steelyard.dialects.haproxy.text.conditions import Acls
from steelyard.dialects.haproxy.text.routing_chain import Rule
from steelyard.dialects.haproxy.text.routing_trust import trusted_networks
from steelyard.dialects.haproxy.text.samples import Context
from steelyard.dialects.haproxy.text.syntax import Line, Section
from steelyard.model.conditions import All, Always, Condition
from steelyard.model.gateway import ClientAddress, Named
from steelyard.model.notice import Notice
from steelyard.model.routing import Route

SHOWN = 160
"""Characters of a line that a route shows."""

_SECRET = ("authorization", "token", "secret", "password", "api-key", "apikey", "cookie")
_ASKING = frozenset(
    {
        "http-response",
        "http-after-response",
        "tcp-response",
        "stick",
        "force-persist",
        "ignore-persist",
        "stats",
        "monitor",
    }
)
"""Keywords besides the request rules whose lines may ask ACLs."""


@record
class Lines:
    """One section's lines by first word, with their numbers, and its ACLs."""

    acls: Acls
    by_word: dict[str, list[tuple[int, Line]]] = field(default_factory=dict)

    def of(self, word: str) -> Sequence[tuple[int, Line]]:
        """The lines that start with a word."""
        return self.by_word.get(word, ())


@record
class Rules:
    """What a section asks of requests.

    ``parts`` are the defaults' lines, then the section's own.  ``addresses``
    collects what rules take for the client's address.
    """

    section: Section
    context: Context
    parts: list[Lines]
    addresses: list[ClientAddress] = field(default_factory=list)

    def own(self) -> Lines:
        """The section's own lines."""
        return self.parts[-1]

    def phase(self, keyword: str, which: str = "") -> list[Rule]:
        """The rules of ``keyword`` (``tcp-request``: of one kind), in order."""
        found: list[Rule] = []
        kind = f"{keyword} {which}" if which else keyword
        start = 2 if which else 1
        for part in self.parts:
            for index, line in part.of(keyword):
                if which and line.words[1:2] != [which]:
                    continue
                found.append(self._rule(line, start, kind, part, index))
        return found

    def lines(self, keyword: str) -> Iterator[tuple[Line, Callable[[int], Condition]]]:
        """The section's own lines of a keyword, each with a reader of its condition."""
        part = self.own()
        for index, line in part.of(keyword):

            def read(start: int, line: Line = line, index: int = index) -> Condition:
                return part.acls.condition(line, start, index)

            yield line, read

    def ask_the_rest(self) -> None:
        """Reads the conditions of lines that do not route, for their ACLs' sake."""
        for keyword in _ASKING:
            for line, read in self.lines(keyword):
                start = condition_start(line.words, 1)
                if start < len(line.words):
                    read(start)

    def finish(self) -> list[Named]:
        """The section's ACLs as named things."""
        return self.own().acls.finish()

    def _rule(self, line: Line, start: int, kind: str, part: Lines, index: int) -> Rule:
        words = line.words
        end = condition_start(words, start)
        place = line.place()
        text = shown(line)
        reading = read_action(words[start:end], text, place, self.context)
        condition = part.acls.condition(line, end, index)
        if reading.address is not None:
            trusted = trusted_networks(condition)
            self.addresses.append(ClientAddress(reading.address, trusted, place))
        if reading.needs is not None:
            condition = _both(condition, reading.needs)
        return Rule(Route(condition, reading.actions, place, text, kind), reading.leaves)


def read_rules(section: Section, context: Context, notices: list[Notice]) -> Rules:
    """The rules of a proxy section."""
    parts: list[Lines] = []
    sniffs = _sniffs(section)
    for owner in (section.parent, section):
        if owner is not None:
            # What a defaults section says about itself is noticed once, elsewhere.
            heard = notices if owner is section else []
            acls = Acls(context, owner.name or owner.keyword, heard, sniffs)
            parts.append(sorted_lines(owner, acls))
    return Rules(section, context, parts)


def sorted_lines(section: Section, acls: Acls) -> Lines:
    """A section's lines by first word; its ACLs declared."""
    found = Lines(acls)
    by_word = found.by_word
    for index, line in enumerate(section.lines):
        word = line.words[0]
        if word in by_word:
            by_word[word].append((index, line))
        else:
            by_word[word] = [(index, line)]
    if "acl" in by_word:
        acls.declare(section.lines)
    return found


def _sniffs(section: Section) -> bool:
    """Whether a tcp section waits for a request's first bytes, or upgrades to HTTP."""
    return section.find("tcp-request", "inspect-delay") is not None or any(
        "switch-mode" in line.words for line in section.all("tcp-request")
    )


def condition_start(words: Sequence[str], start: int) -> int:
    """Where ``if`` or ``unless`` stands; the number of words when neither does."""
    for index in range(start, len(words)):
        if words[index] == "if" or words[index] == "unless":
            return index
    return len(words)


def shown(line: Line) -> str:
    """A line's words for people: shortened, without secrets."""
    words = line.words
    if len(words) > 3 and words[1] in ("set-header", "add-header", "replace-header"):
        name = words[2].lower()
        if any(part in name for part in _SECRET):
            end = condition_start(words, 3)
            words = [*words[:3], "...", *words[end:]]
    text = " ".join(words)
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."


def _both(one: Condition, other: Condition) -> Condition:
    if isinstance(one, Always):
        return other
    return All((*one.parts, other)) if isinstance(one, All) else All((one, other))
