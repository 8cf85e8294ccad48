"""ACLs and conditions -> conditions of the model.

Configuration manual 7.1, 7.2 and 7.4: words are ANDed, ``or`` starts another
term, ``!`` negates, ``unless`` negates the whole; lines of one ACL name are
ORed even behind their use, and a user's ACL hides the predefined one of its
name unless that was used before (all measured, 2.6.12).
"""

from collections.abc import Sequence

from steelyard.core.place import Place
from steelyard.core.record import field, record
from steelyard.dialects.haproxy.text import conditions_remarks as remarks
from steelyard.dialects.haproxy.text.conditions_dead import contradiction, dead_pattern
from steelyard.dialects.haproxy.text.patterns import Patterns, read_patterns
from steelyard.dialects.haproxy.text.samples import Context, read_expression
from steelyard.dialects.haproxy.text.samples_types import Sample
from steelyard.dialects.haproxy.text.syntax import Line
from steelyard.model.conditions import (
    ALWAYS,
    All,
    Any,
    Condition,
    InTable,
    Match,
    Never,
    Not,
    OpaqueCondition,
)
from steelyard.model.gateway import Named
from steelyard.model.notice import Notice
from steelyard.model.values import Apply, Literal, Opaque, Pattern, Value

PREDEFINED: dict[str, tuple[str, ...]] = {
    "FALSE": ("always_false",),
    "HTTP": ("req.proto_http",),
    "HTTP_1.0": ("req.ver", "1.0"),
    "HTTP_1.1": ("req.ver", "1.1"),
    "HTTP_2.0": ("req.ver", "2.0"),
    "HTTP_3.0": ("req.ver", "3.0"),
    "HTTP_CONTENT": ("req.hdr_val(content-length)", "gt", "0"),
    "HTTP_URL_ABS": ("url_reg", "^[^/:]*://"),
    "HTTP_URL_SLASH": ("url_beg", "/"),
    "HTTP_URL_STAR": ("url", "*"),
    "LOCALHOST": ("src", "127.0.0.1/8", "::1"),
    "METH_CONNECT": ("method", "CONNECT"),
    "METH_DELETE": ("method", "DELETE"),
    "METH_GET": ("method", "GET", "HEAD"),
    "METH_HEAD": ("method", "HEAD"),
    "METH_OPTIONS": ("method", "OPTIONS"),
    "METH_POST": ("method", "POST"),
    "METH_PUT": ("method", "PUT"),
    "METH_TRACE": ("method", "TRACE"),
    "RDP_COOKIE": ("req.rdp_cookie_cnt", "gt", "0"),
    "REQ_CONTENT": ("req.len", "gt", "0"),
    "TRUE": ("always_true",),
    "WAIT_END": ("wait_end",),
}
"""The ACLs that HAProxy brings along (configuration manual 7.4)."""

_NOT_ZERO = (Pattern("range", ":-1"), Pattern("range", "1:"))
_EXISTS = (Pattern("exists"),)


@record
class _Acl:
    """One user ACL: its lines, and what became of it."""

    named: Named
    lines: list[Line]
    first: int
    joined: bool = False
    condition: Condition | None = None


@record
class Acls:
    """The ACLs of one section.

    ``subject`` names the section in notices.  ``sniffs`` is True where HTTP
    samples work in TCP mode after all (an inspect delay, an upgrade).
    """

    context: Context
    subject: str
    notices: list[Notice]
    sniffs: bool = False
    acls: dict[str, _Acl] = field(default_factory=dict)
    predefined: dict[str, Condition] = field(default_factory=dict)

    def declare(self, lines: Sequence[Line]) -> None:
        """Takes in the section's own lines: every ``acl`` among them."""
        for index, line in enumerate(lines):
            if line.words[0] == "acl" and len(line.words) > 2:
                name = line.words[1]
                acl = self.acls.get(name)
                if acl is None:
                    named = Named("acl", name, line.place(1))
                    self.acls[name] = _Acl(named, [line], index)
                else:
                    acl.lines.append(line)
        for name in self.acls.keys() & PREDEFINED.keys():
            acl = self.acls[name]
            acl.joined = any(_names(line, name) for line in lines[: acl.first])
            self.notices.append(remarks.redefined(self.subject, acl.lines[0], acl.joined))

    def condition(self, line: Line, start: int, index: int) -> Condition:
        """The condition that the words of ``line`` from ``start`` (``if``, ``unless``) state.

        ``index`` is the line's number among the section's lines; a line
        without condition holds always.
        """
        words = line.words
        if start >= len(words):
            return ALWAYS
        terms = self._terms(line, start + 1, index)
        parts = [term[0] if len(term) == 1 else All(tuple(term)) for term in terms if term]
        if not parts:
            return ALWAYS
        whole = parts[0] if len(parts) == 1 else Any(tuple(parts))
        if words[start] == "unless":
            return whole.part if isinstance(whole, Not) else Not(whole)
        return whole

    def finish(self) -> list[Named]:
        """The ACLs as named things; unused ones are noticed."""
        for name, acl in self.acls.items():
            if acl.condition is None:
                self._user(name, acl)
            if not acl.named.uses:
                self.notices.append(remarks.unused(self.subject, acl.lines[0]))
        return [acl.named for acl in self.acls.values()]

    def _terms(self, line: Line, position: int, index: int) -> list[list[Condition]]:
        """The ORed terms, each with its ANDed parts."""
        words = line.words
        terms: list[list[Condition]] = [[]]
        negated = False
        while position < len(words):
            word = words[position]
            if word in ("or", "||") or word.lower() == "or":
                if terms[-1]:
                    terms.append([])
                position += 1
                continue
            while word.startswith("!"):
                negated = not negated
                word = word[1:]
            if not word:
                position += 1
                continue
            if word == "{":
                end = position + 1
                while end < len(words) and words[end] != "}":
                    end += 1
                if end == len(words):
                    self._reject(line, position, "The { is not closed by a word }.")
                    terms[-1].append(OpaqueCondition("{", "it is not closed", line.place()))
                    return terms
                part = self._test(words[position + 1 : end], line, position + 1, "")
                position = end
            else:
                part = self._by_name(word, line, position, index)
            terms[-1].append(Not(part) if negated else part)
            negated = False
            position += 1
        for term in terms:
            self._check_term(term, line)
        return terms

    def _check_term(self, term: list[Condition], line: Line) -> None:
        if len(term) > 1:
            why = contradiction(term)
            if why:
                self.notices.append(remarks.dead(self.subject, line.place(), why))

    def _by_name(self, name: str, line: Line, position: int, index: int) -> Condition:
        """A named ACL: the user's, else HAProxy's own."""
        acl = self.acls.get(name)
        if acl is not None and (acl.first < index or acl.joined):
            acl.named.uses.append(line.place(position))
            return acl.condition if acl.condition is not None else self._user(name, acl)
        if acl is None and name in PREDEFINED:
            return self._own(name, line)
        why = (
            f"The ACL {name!r} is used before it is declared."
            if acl is not None
            else f"No ACL is named {name!r}."
        )
        self._reject(line, position, why)
        return OpaqueCondition(
            name,
            "no such ACL",
            line.place(position),
        )

    def _own(self, name: str, line: Line) -> Condition:
        known = self.predefined.get(name)
        if known is None:
            known = self._test(PREDEFINED[name], line, None, name)
            self.predefined[name] = known
        return known

    def _user(self, name: str, acl: _Acl) -> Condition:
        tests = [self._test(line.words[2:], line, 2, name) for line in acl.lines]
        if acl.joined:
            tests.append(self._own(name, acl.lines[0]))
        merged = _merged(tests)
        acl.condition = merged
        return merged

    def _test(self, words: Sequence[str], line: Line, position: int | None, name: str) -> Condition:
        """One test: a sample and what it is compared with."""
        place = line.place() if position is None else line.place(position)
        if not words:
            self._reject(line, position, "The test names no sample.")
            return OpaqueCondition(
                "",
                "it names no sample",
                place,
            )
        sample = read_expression(words[0], place, self.context, every=True)
        found = read_patterns(words[1:], sample.match, sample.kind, self.context.maps, place)
        text = " ".join(words)
        if isinstance(sample.value, Opaque):
            return OpaqueCondition(text, sample.value.reason, place)
        if found.rejected:
            self._reject(line, position, f"In {text!r}, {found.rejected}.")
            return OpaqueCondition(text, found.rejected, place)
        if found.unknown:
            return OpaqueCondition(text, found.unknown, place)
        if sample.http and not self.context.http and not self.sniffs:
            self.notices.append(remarks.http_in_tcp(self.subject, place, words[0]))
            return OpaqueCondition(
                text, "an HTTP sample in tcp mode works only by the chance of timing", place
            )
        self._check_patterns(sample, found, text, place)
        return _compared(sample, found, place, name)

    def _check_patterns(self, sample: Sample, found: Patterns, text: str, place: Place) -> None:
        """Notices about patterns that can never match."""
        if found.method in ("found", "bool"):
            return
        if not found.patterns and not found.tables:
            why = f"{text!r} names no pattern to compare with, so that it never matches"
            self.notices.append(remarks.dead(self.subject, place, why))
            return
        empty = [table for table in found.tables if table.complete and not table.entries]
        if empty and len(empty) == len(found.tables) and not found.patterns:
            self.notices.append(remarks.empty_list(self.subject, place, empty[0]))
        why = dead_pattern(sample.value, found.patterns) if not found.tables else ""
        if why:
            self.notices.append(remarks.dead(self.subject, place, f"In {text!r}, {why}"))

    def _reject(self, line: Line, position: int | None, message: str) -> None:
        place = line.place() if position is None else line.place(position)
        self.notices.append(remarks.rejected(place, self.subject, message))


def _compared(sample: Sample, found: Patterns, place: Place, name: str) -> Condition:
    """The condition of a sample and its patterns."""
    value = sample.value
    if found.method == "found":
        return Match(value, _EXISTS, place, name)
    if found.method == "bool":
        return _truth(sample, place, name)
    if found.method == "int" and sample.kind not in ("int", "bool"):
        value = Apply("integer", value)
    parts: list[Condition] = []
    if found.patterns:
        parts.append(Match(value, tuple(found.patterns), place, name))
    parts += [InTable(value, table, place, name) for table in found.tables]
    if not parts:
        return Never("it names no pattern to compare with")
    return parts[0] if len(parts) == 1 else Any(tuple(parts))


def _truth(sample: Sample, place: Place, name: str) -> Condition:
    """A boolean sample as a condition."""
    value: Value = sample.value
    if isinstance(value, Literal):
        return ALWAYS if value.text.strip("0") else Never("it is false by its own word")
    if (
        isinstance(value, Apply)
        and value.function == "choose"
        and value.arguments[1:] == ("1", "0")
    ):
        return Match(value.value, (Pattern("exact", value.arguments[0]),), place, name)
    if sample.kind not in ("int", "bool"):
        value = Apply("integer", value)
    return Match(value, _NOT_ZERO, place, name)


def _merged(tests: list[Condition]) -> Condition:
    """ORed tests; those of one value become one test with all the patterns."""
    if len(tests) == 1:
        return tests[0]
    groups: dict[object, list[Match]] = {}
    out: list[Condition | list[Match]] = []
    for test in tests:
        if not isinstance(test, Match):
            out.append(test)
        elif test.value in groups:
            groups[test.value].append(test)
        else:
            groups[test.value] = [test]
            out.append(groups[test.value])
    parts = [_one_of(part) if isinstance(part, list) else part for part in out]
    return parts[0] if len(parts) == 1 else Any(tuple(parts))


def _one_of(matches: list[Match]) -> Match:
    first = matches[0]
    if len(matches) == 1:
        return first
    patterns = tuple(pattern for match in matches for pattern in match.patterns)
    return Match(first.value, patterns, first.place, first.name)


def _names(line: Line, name: str) -> bool:
    """Whether a line uses an ACL of that name in its condition."""
    if line.words[0] == "acl":
        return False
    return any(word.lstrip("!") == name for word in line.words[1:])
