"""Secrets are taken out of everything that goes into the journal.

`steelyard.core.secrets.masked` knows the lines of configurations.  Here are also the
other shapes in which a secret comes along: a field of JSON whose name says so, words
of a command, a header, ``name=value``, a private key, the hash of a password.
"""

import math
import re
from collections.abc import Iterable, Mapping

from steelyard.core.secrets import masked
from steelyard.journal.errors import JournalError

HIDDEN = "***"
LONGEST = 16_384
"""Characters of one text; longer ones are refused, which bounds the time of the search."""

DEPTH = 20
"""Levels of lists and objects within one another; more are refused."""

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_SECRET = r"token|secret|passw(?:or)?d|passphrase|credential|(?:api|private|cookie)[-_]?key"
_WORD = rf"(?<![\w-])(?=[\w-]*?(?:{_SECRET}))"
_VALUE = r"(\"[^\"]*+\"|'[^']*+'|[^\s;,&\"']++)"
_ASSIGNED = re.compile(rf"(?i)({_WORD}(?:-[\w-]++\s++|[\w-]++[\"']?\s*+[=:]\s*+)){_VALUE}")
_HEADER = re.compile(
    r"(?i)(\b(?:proxy-)?authorization[\"']?\s*+[:=]\s*+|\b(?:set-)?cookie:\s*+)[^\r\n]++"
)
_SCHEME = re.compile(r"(?i)(\b(?:bearer|basic)\s++)[\w.~+/=-]{8,}+")
_PEM = re.compile(
    r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,20}PRIVATE KEY-----|\Z)", re.S
)
_CRYPT = re.compile(r"\$(?:1|2[abxy]?|5|6|7|y|gy|apr1|argon2\w{0,3}|scrypt)\$[^\s:;,\"']++")
_NAME = re.compile(
    rf"(?i)[\w-]*?(?:{_SECRET})[\w-]*+|(?:proxy-)?authorization|(?:set-)?cookie|auth"
)
_BLOB = re.compile(r"\S{512,}+")
"""What is no word any more: a key, a certificate.  The search in it would take too long, too."""

_WINDOW = 3
"""Words of a command that belong together: ``set-header Authorization VALUE``."""


def redacted_text(text: str) -> str:
    """The text with ``***`` for every secret that is recognised in it.

    Words of 512 characters and more are hidden, whatever they are.  Raises `JournalError`
    for a text of more than `LONGEST` characters.
    """
    if len(text) > LONGEST:
        raise JournalError(f"a text for the journal has more than {LONGEST} characters")
    text = _BLOB.sub(HIDDEN, _PEM.sub(HIDDEN, text))
    text = _HEADER.sub(rf"\g<1>{HIDDEN}", text)
    text = masked(text)
    text = _ASSIGNED.sub(rf"\g<1>{HIDDEN}", text)
    return _CRYPT.sub(HIDDEN, _SCHEME.sub(rf"\g<1>{HIDDEN}", text))


def redacted(data: Mapping[str, object]) -> dict[str, Json]:
    """A copy of the object without secrets, made of what JSON knows.

    Raises `JournalError` for a text that is too long, `TypeError` for what JSON does not
    know and `ValueError` for numbers that are not finite and for more than `DEPTH` levels.
    """
    return _object(data, 1)


def _object(data: Mapping[str, object], depth: int) -> dict[str, Json]:
    if depth > DEPTH:
        raise ValueError(f"data of an event has more than {DEPTH} levels")
    done: dict[str, Json] = {}
    for name, value in data.items():
        if not isinstance(name, str):
            raise TypeError(f"a name in the data of an event is {type(name).__name__}, not text")
        shown = redacted_text(name)
        while shown in done:
            shown += "'"
        done[shown] = HIDDEN if _is_secret(name) and _tells(value) else _value(value, depth)
    return done


def _is_secret(name: str) -> bool:
    return _NAME.fullmatch(name.strip()) is not None


def _tells(value: object) -> bool:
    """Say whether a value under a secret's name can be one: not "there is none", not a switch."""
    return value is not None and not isinstance(value, bool)


def _value(value: object, depth: int) -> Json:
    match value:
        case None | bool() | int():
            return value
        case float():
            if not math.isfinite(value):
                raise ValueError("data of an event has a number that is not finite")
            return value
        case str():
            return redacted_text(value)
        case Mapping():
            return _object(value, depth + 1)
        case list() | tuple():
            return _list(value, depth + 1)
    raise TypeError(f"data of an event has a {type(value).__name__}, which JSON does not know")


def _list(values: Iterable[object], depth: int) -> list[Json]:
    """A list; where it is the words of a command, a word is judged by those before it."""
    if depth > DEPTH:
        raise ValueError(f"data of an event has more than {DEPTH} levels")
    done: list[Json] = []
    words: list[str] = []
    for value in values:
        words = [*words[1 - _WINDOW :], value] if isinstance(value, str) else []
        shown = _value(value, depth)
        follows = any(_hides(words[start:]) for start in range(len(words) - 1))
        done.append(HIDDEN if follows else shown)
    return done


def _hides(words: list[str]) -> bool:
    """Say whether the last word is a secret because of those before it."""
    joined = " ".join(words)
    if len(joined) > LONGEST:
        return True
    before, last = redacted_text(" ".join(words[:-1])), redacted_text(words[-1])
    return redacted_text(joined) != f"{before} {last}"
