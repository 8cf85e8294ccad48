"""How many words keywords of proxies take, and which may follow ``no`` (manual 4.2)."""

from steelyard.dialects.haproxy.text.profile import Profile
from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.dialects.haproxy.text.syntax import Line

TIMEOUTS = frozenset(
    {
        "check",
        "client",
        "client-fin",
        "client-hs",
        "connect",
        "http-keep-alive",
        "http-request",
        "queue",
        "server",
        "server-fin",
        "tarpit",
        "tunnel",
    }
)
"""4.2, timeout."""

COUNTS: dict[str, tuple[int, int]] = {
    # the least and the most words after the keyword
    "retries": (1, 1),
    "mode": (1, 1),
    "maxconn": (1, 1),
    "backlog": (1, 1),
    "fullconn": (1, 1),
    "monitor-uri": (1, 1),
    "hash-balance-factor": (1, 99),
    "retry-on": (1, 99),
    "hash-type": (1, 99),
    "disabled": (0, 0),
    "enabled": (0, 0),
    "id": (1, 1),
    "default_backend": (1, 1),
}

NEVER_NEGATED = frozenset(
    {
        "httplog",
        "tcplog",
        "httpchk",
        "ssl-hello-chk",
        "smtpchk",
        "pgsql-check",
        "redis-check",
        "mysql-check",
        "ldap-check",
        "spop-check",
        "tcp-check",
        "external-check",
        "forwardfor",
        "original-to",
    }
)
"""4.2: options that ``no`` may not stand before."""


def check_arguments(reading: Reading, profile: Profile) -> None:
    """Notes lines of a section that have too few or too many words."""
    subject = profile.section.name or profile.section.keyword
    for key, lines in profile.own.items():
        if key in COUNTS:
            for line in lines:
                _count(reading, line, COUNTS[key], subject)
        elif key.startswith("timeout"):
            for line in lines:
                if len(line.words) != 3 or line.words[1] not in TIMEOUTS:
                    _timeout(reading, line, subject)
        elif key.startswith("no option ") and key[10:] in NEVER_NEGATED:
            message = f"'no' cannot stand before option {key[10:]}."
            reading.reject(lines[-1], subject, message, "Delete the line.")


def _timeout(reading: Reading, line: Line, subject: str) -> None:
    name = "".join(line.words[1:2])
    if name not in TIMEOUTS:
        reading.reject(
            line,
            subject,
            f"There is no timeout {name!r}.",
            f"There are: {', '.join(sorted(TIMEOUTS))}.",
        )
    else:
        _count(reading, line, (2, 2), subject)


def _count(reading: Reading, line: Line, bounds: tuple[int, int], subject: str) -> None:
    given = len(line.words) - 1
    least, most = bounds
    if given < least:
        reading.reject(line, subject, f"{line.words[0]} lacks its value.", "Write one.")
    elif given > most:
        extra = line.words[most + 1]
        reading.reject(
            line, subject, f"{line.words[0]} is followed by {extra!r}.", "Delete it.", most + 1
        )
