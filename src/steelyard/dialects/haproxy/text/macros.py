"""Evaluates the conditions of ``.if`` and ``.elif`` (configuration manual 2.4).

The answer is True, False, or None when it depends on what only the machine
knows, such as the build's features.
"""

import re
from collections.abc import Callable, Mapping

from steelyard.core.record import record

MAX_DEPTH = 100
"""Nested parentheses that are followed; nobody writes more."""

USUAL_FEATURES = frozenset(
    {
        "OPENSSL",
        "PCRE2",
        "THREAD",
        "EPOLL",
        "POLL",
        "GETADDRINFO",
        "ACCEPT4",
        "TFO",
        "NS",
        "PRCTL",
        "RT",
        "CRYPT_H",
        "DL",
        "LIBCRYPT",
        "LINUX_SPLICE",
        "LINUX_TPROXY",
        "LINUX_CAP",
        "NETFILTER",
        "TPROXY",
        "BACKTRACE",
        "CPU_AFFINITY",
        "THREAD_DUMP",
        "PROMEX",
        "LUA",
    }
)
"""What every packaged Linux build has (``haproxy -vv``, Debian, Ubuntu, Docker)."""

_INTEGER = re.compile(r"[+-]?(?:0[xX][0-9A-Fa-f]+|[0-9]+)")
_PREDICATE = re.compile(r"[^ (]+")
_VERSION = re.compile(r"v?([0-9]+)(?:\.([0-9]+))?(?:[-.](?:dev|rc|alpha|beta)?([0-9]+))?")
_ESCAPES = {"\\": "\\", " ": " ", '"': '"', "'": "'", "r": "\r", "n": "\n", "t": "\t"}


class MacroError(Exception):
    """A condition that HAProxy refuses to parse."""


@record
class Facts:
    """What conditions may ask about.

    ``asked`` collects the variables that were tested with ``defined`` and are
    not set.
    """

    environment: Mapping[str, str]
    version: tuple[int, ...]
    asked: list[str]


def evaluate(text: str, facts: Facts) -> bool | None:
    """The truth of a condition's text; "" is false. Raises `MacroError`."""
    if not text.strip(" \t"):
        return False
    parser = _Parser(text, facts)
    answer = parser.alternatives(0)
    parser.blanks()
    if parser.position < len(text):
        raise MacroError(f"unexpected {text[parser.position]!r} at the end of the condition")
    return answer


def version_of(text: str) -> tuple[int, ...] | None:
    """The numbers of ``2.8``, ``2.6.12``, ``2.4-dev19``; None for no version.

    Missing parts count as zero when compared, as in ``version_atleast``.
    """
    match = _VERSION.match(text)
    if match is None:
        return None
    return tuple(int(part) for part in match.groups() if part is not None)


class _Parser:
    """Recursive descent over one condition; values are computed on the way."""

    def __init__(self, text: str, facts: Facts) -> None:
        self.text = text
        self.facts = facts
        self.position = 0

    def blanks(self) -> None:
        """Skips spaces and tabs."""
        while self.text[self.position : self.position + 1] in (" ", "\t"):
            self.position += 1

    def alternatives(self, depth: int) -> bool | None:
        """``a && b || c``: AND binds tighter."""
        answer = self._conjunction(depth)
        while self._take("||"):
            answer = _either(answer, self._conjunction(depth))
        return answer

    def _conjunction(self, depth: int) -> bool | None:
        answer = self._term(depth)
        while self._take("&&"):
            answer = _both(answer, self._term(depth))
        return answer

    def _take(self, sign: str) -> bool:
        self.blanks()
        if self.text.startswith(sign, self.position):
            self.position += len(sign)
            return True
        return False

    def _term(self, depth: int) -> bool | None:
        self.blanks()
        negated = False
        while self.text.startswith("!", self.position):
            negated = not negated
            self.position += 1
            self.blanks()
        answer = self._plain_term(depth)
        return (not answer) if negated and answer is not None else answer

    def _plain_term(self, depth: int) -> bool | None:
        number = _INTEGER.match(self.text, self.position)
        if number is not None:
            self.position = number.end()
            return any(digit not in "+-0xX" for digit in number[0])
        if self.text.startswith("(", self.position):
            if depth >= MAX_DEPTH:
                raise MacroError("the parentheses are nested too deep")
            self.position += 1
            answer = self.alternatives(depth + 1)
            if not self._take(")"):
                raise MacroError("expected ')' after the condition")
            return answer
        name = _PREDICATE.match(self.text, self.position)
        if name is None:
            raise MacroError("the condition cannot be parsed")
        self.position = name.end()
        return self._predicate(name[0])

    def _predicate(self, name: str) -> bool | None:
        arguments = self._arguments()
        known = _PREDICATES.get(name)
        if known is None:
            if name in _DEPENDS_ON_BUILD:
                return None
            raise MacroError(f"unknown predicate {name!r}")
        count, test = known
        if len(arguments) != count:
            raise MacroError(f"{name} takes {count} argument{'s' * (count > 1)}")
        return test(self.facts, arguments)

    def _arguments(self) -> list[str]:
        """``(a,b)``: quotes and backslashes count, blanks are not trimmed."""
        text = self.text
        if not text.startswith("(", self.position):
            return []
        self.position += 1
        arguments = [""]
        quote = ""
        pieces: list[str] = []
        while self.position < len(text):
            char = text[self.position]
            self.position += 1
            if char in "\"'" and quote in ("", char):
                quote = "" if quote else char
            elif (
                char == "\\"
                and quote != "'"
                and text[self.position : self.position + 1] in _ESCAPES
            ):
                pieces.append(_ESCAPES[text[self.position]])
                self.position += 1
            elif char in ",)" and not quote:
                arguments[-1] = "".join(pieces)
                if char == ")":
                    return arguments
                arguments.append("")
                pieces = []
            else:
                pieces.append(char)
        raise MacroError("a parenthesis is never closed")


def _both(left: bool | None, right: bool | None) -> bool | None:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _either(left: bool | None, right: bool | None) -> bool | None:
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def _defined(facts: Facts, arguments: list[str]) -> bool | None:
    if arguments[0] in facts.environment:
        return True
    facts.asked.append(arguments[0])
    return False


def _at_least(facts: Facts, arguments: list[str]) -> bool | None:
    wanted = version_of(arguments[0])
    if wanted is None:
        return None
    width = max(len(wanted), len(facts.version))
    padding = (0,) * width
    return (facts.version + padding)[:width] >= (wanted + padding)[:width]


def _before(facts: Facts, arguments: list[str]) -> bool | None:
    answer = _at_least(facts, arguments)
    return None if answer is None else not answer


Test = Callable[[Facts, list[str]], bool | None]

_PREDICATES: dict[str, tuple[int, Test]] = {
    "defined": (1, _defined),
    "feature": (1, lambda facts, arguments: True if arguments[0] in USUAL_FEATURES else None),
    "streq": (2, lambda facts, arguments: arguments[0] == arguments[1]),
    "strneq": (2, lambda facts, arguments: arguments[0] != arguments[1]),
    "strstr": (2, lambda facts, arguments: arguments[1] in arguments[0]),
    "version_atleast": (1, _at_least),
    "version_before": (1, _before),
}

_DEPENDS_ON_BUILD = frozenset(
    {
        "openssl_version_atleast",
        "openssl_version_before",
        "ssllib_name_startswith",
        "awslc_api_atleast",
        "awslc_api_before",
        "enabled",
        "fips_mode",
    }
)
