"""The options of ``server``, ``server-template`` and ``default-server`` lines (manual 5.2)."""

from collections.abc import Callable

from steelyard.core.place import Place
from steelyard.core.record import field, record
from steelyard.dialects.haproxy.text import quantities, remarks
from steelyard.dialects.haproxy.text.keywords import NEGATIONS, SERVER_OPTIONS
from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.dialects.haproxy.text.syntax import Line
from steelyard.model.pool import Setting

MAX_WEIGHT = 256
"""The manual's bound of a weight."""


_USUAL_WEIGHTS = frozenset(str(weight) for weight in range(MAX_WEIGHT + 1))


@record
class Draft:
    """A server's options so far: what `default-server` hands on and a line changes.

    ``checking`` holds what its health and agent checks need, by keyword.
    """

    weight: int | None = None
    applied_weight: int = 1
    admin: str = "ready"
    backup: bool = False
    id: int = 0
    slow_start: float = 0.0
    cookie: str | None = None
    tls: bool = False
    protocol: str = ""
    send_proxy: bool = False
    resolver: str = ""
    track: str = ""
    limits: dict[str, Setting] = field(default_factory=dict)
    passive: dict[str, Setting] = field(default_factory=dict)
    checking: dict[str, Setting] = field(default_factory=dict)
    settings: dict[str, Setting] = field(default_factory=dict)

    def copy(self) -> "Draft":
        """A draft of its own with the same options."""
        return Draft(
            self.weight,
            self.applied_weight,
            self.admin,
            self.backup,
            0,
            self.slow_start,
            self.cookie,
            self.tls,
            self.protocol,
            self.send_proxy,
            self.resolver,
            self.track,
            dict(self.limits),
            dict(self.passive),
            dict(self.checking),
            dict(self.settings),
        )


@record
class Word:
    """The option under way on its line: the keyword, its value ("" for a flag), and where."""

    reading: Reading
    line: Line
    subject: str
    position: int = 0
    keyword: str = ""
    text: str = ""

    def setting(self, value: float | int | str | bool) -> Setting:
        """The option as a setting."""
        return Setting(value, self.text or self.keyword, self.place())

    def place(self) -> Place:
        """Where the value stands, or the flag."""
        return self.line.place(self.position + bool(self.text))

    def refuse(self, message: str, remedy: str) -> None:
        """Notes that HAProxy refuses it."""
        self.reading.reject(self.line, self.subject, message, remedy, self.position)

    def number(self) -> int:
        """The value as ``atoi`` reads it, odd texts noted."""
        value = quantities.leading_integer(self.text)
        if not quantities.is_integer(self.text):
            self.reading.odd_number(self.place(), self.subject, self.keyword, self.text, value)
        return value

    def seconds(self, unit: str = "ms") -> float | None:
        """The value as a duration; None when HAProxy refuses it."""
        if not self.text:
            self.refuse(f"{self.keyword} has no value.", "Write a duration such as 2s.")
            return None
        found = quantities.duration(self.text, unit)
        if found.seconds is None:
            self.refuse(
                f"The duration {self.text!r} of {self.keyword} {found.problem}.",
                "Write a duration such as 2s.",
            )
        return found.seconds


Handler = Callable[[Draft, Word], None]


def read_options(reading: Reading, line: Line, start: int, subject: str, draft: Draft) -> None:
    """Reads the options from word ``start`` of a line on into ``draft``.

    An empty word is a value like any other for an option that takes one
    (measured: ``weight ""`` is 0, and the next option still counts).
    """
    words = line.words if line.rest is None else line.words + line.rest
    index, count = start, len(words)
    word = Word(reading, line, subject)
    while index < count:
        keyword = words[index]
        known = _TABLE.get(keyword)
        if known is None:
            if not keyword:
                break
            index = _unusual(reading, line, words, index, subject, draft)
            continue
        taken, handler = known
        word.position = index
        word.keyword = keyword
        index += 1 + taken
        word.text = words[index - 1] if taken and index <= count else ""
        handler(draft, word)
    if len(set(words)) < count:
        _note_repeats(reading, line, words, start, subject)


def _note_repeats(reading: Reading, line: Line, words: list[str], start: int, subject: str) -> None:
    """Notes options that stand on the line twice with different values."""
    seen: dict[str, int] = {}
    index, count = start, len(words)
    while index < count:
        keyword = words[index]
        taken = SERVER_OPTIONS.get(keyword, 0)
        if taken:
            value = words[index + 1 : index + 2]
            if keyword in seen and words[seen[keyword] + 1 : seen[keyword] + 2] != value:
                _twice(reading, line, seen[keyword], index, subject)
            seen[keyword] = index
        index += 1 + taken


def _unusual(
    reading: Reading, line: Line, words: list[str], index: int, subject: str, draft: Draft
) -> int:
    """``source`` with its tail, ``set-proxy-v2-tlv-fmt(..)``, or an unknown word."""
    keyword = words[index]
    if keyword == "source":
        end = index + 2
        while end < len(words) and words[end] in ("usesrc", "interface"):
            end += 2
        draft.settings["source"] = Setting(" ".join(words[index + 1 : end]), "", line.place(index))
        return end
    if keyword.startswith("set-proxy-v2-tlv-fmt("):
        return index + 2
    reading.reject(
        line,
        subject,
        f"{keyword!r} is no option of a server.",
        "Correct or delete it; the options are in section 5.2 of the manual.",
        index,
    )
    scope = f"pool {subject.partition('/')[0]}"
    reading.opaque(line, f"the server option {keyword!r} is unknown", scope)
    return index + 1


def _twice(reading: Reading, line: Line, first: int, second: int, subject: str) -> None:
    """One option two times on one line."""
    words = line.words if line.rest is None else line.words + line.rest
    earlier = words[first + 1]
    now = words[second + 1] if second + 1 < len(words) else ""
    reading.gateway.notices.append(
        remarks.overridden(
            line.place(second),
            subject,
            words[second],
            line.place(first),
            f"{words[second]} is {now!r}, not {earlier!r}.",
        )
    )


def _keep(draft: Draft, word: Word) -> None:
    """An option without a field of its own; a negation takes one back."""
    negated = NEGATIONS.get(word.keyword)
    if negated is None:
        draft.settings[word.keyword] = word.setting(word.text or True)
    else:
        draft.settings.pop(negated, None)
        draft.checking.pop(negated, None)


def _weight(draft: Draft, word: Word) -> None:
    text = word.text
    value = int(text) if text in _USUAL_WEIGHTS else quantities.leading_integer(text)
    if not 0 <= value <= MAX_WEIGHT:
        word.refuse(
            f"The weight {word.text} of {word.subject} is outside 0 to {MAX_WEIGHT}.",
            f"Scale the weights of the pool into 0 to {MAX_WEIGHT}.",
        )
        value = min(max(value, 0), MAX_WEIGHT)
    elif text not in _USUAL_WEIGHTS and not quantities.is_integer(text):
        _odd_weight(word, value)
    draft.weight = draft.applied_weight = value


def _odd_weight(word: Word, value: int) -> None:
    effect = "the server gets no traffic" if value == 0 else f"its weight is {value}"
    word.reading.gateway.notices.append(
        remarks.misread_number(
            word.place(),
            word.subject,
            f"The weight {word.text!r} of {word.subject} is not a number; HAProxy reads the "
            "digits it starts with and says nothing.",
            f"HAProxy takes it for {value}: {effect}.",
            "Write a number from 0 to 256.",
        )
    )


def _id(draft: Draft, word: Word) -> None:
    draft.id = word.number()
    if draft.id <= 0:
        word.refuse(f"The id {word.text!r} is not above 0.", "Write a number from 1 up.")
        draft.id = 0


def _limit(name: str) -> Handler:
    def handler(draft: Draft, word: Word) -> None:
        draft.limits[name] = word.setting(word.number())

    return handler


def _passive(draft: Draft, word: Word) -> None:
    value: int | str = word.text
    if word.keyword == "error-limit":
        value = word.number()
        if value <= 0:
            word.refuse(f"error-limit {word.text!r} is not above 0.", "Write a number from 1 up.")
    draft.passive[word.keyword] = word.setting(value)


def _checking_time(draft: Draft, word: Word) -> None:
    seconds = word.seconds()
    if seconds == 0:
        word.refuse(f"{word.keyword} is 0.", "Write a duration above 0.")
    if seconds is not None:
        draft.checking[word.keyword] = word.setting(seconds)


def _checking_number(draft: Draft, word: Word) -> None:
    value = word.number()
    if not word.text or value <= 0:
        word.refuse(f"{word.keyword} {word.text!r} is not a number above 0.", "Write one.")
        return
    draft.checking[word.keyword] = word.setting(value)


def _checking_port(draft: Draft, word: Word) -> None:
    if not word.text:
        word.refuse(f"{word.keyword} has no value.", "Write a port.")
        return
    draft.checking[word.keyword] = word.setting(word.number())


def _checking_flag(draft: Draft, word: Word) -> None:
    draft.checking[word.keyword] = word.setting(word.text or True)


def _slow_start(draft: Draft, word: Word) -> None:
    seconds = word.seconds()
    if seconds is not None:
        # Kept in whole seconds, rounded up.
        draft.slow_start = float(-(-seconds // 1))
        draft.settings["slowstart"] = word.setting(draft.slow_start)


def _cookie(draft: Draft, word: Word) -> None:
    if not word.text:
        word.refuse("The cookie has no value.", "Write the value that names this server.")
    draft.cookie = word.text


def _field(name: str, value: object) -> Handler:
    def handler(draft: Draft, word: Word) -> None:
        setattr(draft, name, value)

    return handler


def _text(name: str) -> Handler:
    def handler(draft: Draft, word: Word) -> None:
        setattr(draft, name, word.text)
        draft.settings[word.keyword] = word.setting(word.text)

    return handler


_HANDLERS: dict[str, Handler] = {
    "weight": _weight,
    "id": _id,
    "maxconn": _limit("max-connections"),
    "minconn": _limit("min-connections"),
    "maxqueue": _limit("max-queue"),
    "backup": _field("backup", True),
    "no-backup": _field("backup", False),
    "disabled": _field("admin", "out"),
    "enabled": _field("admin", "ready"),
    "ssl": _field("tls", True),
    "no-ssl": _field("tls", False),
    "send-proxy": _field("send_proxy", True),
    "send-proxy-v2": _field("send_proxy", True),
    "send-proxy-v2-ssl": _field("send_proxy", True),
    "send-proxy-v2-ssl-cn": _field("send_proxy", True),
    "no-send-proxy": _field("send_proxy", False),
    "no-send-proxy-v2": _field("send_proxy", False),
    "cookie": _cookie,
    "slowstart": _slow_start,
    "proto": _text("protocol"),
    "resolvers": _text("resolver"),
    "track": _text("track"),
    "observe": _passive,
    "on-error": _passive,
    "on-marked-down": _passive,
    "on-marked-up": _passive,
    "error-limit": _passive,
    "check": _checking_flag,
    "agent-check": _checking_flag,
    "check-ssl": _checking_flag,
    "check-sni": _checking_flag,
    "addr": _checking_flag,
    "agent-addr": _checking_flag,
    "inter": _checking_time,
    "fastinter": _checking_time,
    "downinter": _checking_time,
    "agent-inter": _checking_time,
    "rise": _checking_number,
    "fall": _checking_number,
    "port": _checking_port,
    "agent-port": _checking_port,
}

_TABLE = {
    keyword: (taken, _HANDLERS.get(keyword, _keep)) for keyword, taken in SERVER_OPTIONS.items()
}
