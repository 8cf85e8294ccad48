"""``retries``, ``option redispatch``, ``retry-on`` -> what a failure causes (manual 4.2)."""

from steelyard.dialects.haproxy.text.profile import Profile
from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.model.pool import Pool, Retry

DEFAULT_RETRIES = 3
"""4.2, retries."""

EVENTS: dict[str, tuple[str, ...]] = {
    # 4.2, retry-on
    "none": (),
    "conn-failure": ("connect",),
    "empty-response": ("empty",),
    "response-timeout": ("timeout",),
    "0rtt-rejected": ("early-data",),
    "junk-response": ("invalid",),
    "all-retryable-errors": (
        "connect",
        "empty",
        "timeout",
        "invalid",
        "early-data",
        "500",
        "502",
        "503",
        "504",
    ),
}
STATUSES = frozenset(
    {"401", "403", "404", "408", "421", "425", "429", "500", "501", "502", "503", "504"}
)
"""4.2, retry-on: the status codes it takes."""


def read_retry(reading: Reading, profile: Profile, pool: Pool) -> Retry:
    """What happens when a server fails a request."""
    line = profile.last.get("retries")
    redispatch = profile.last.get("option redispatch")
    retry_on = profile.last.get("retry-on")
    retries = DEFAULT_RETRIES
    place = pool.place
    if line is not None:
        place = line.place()
        found = reading.number(line, 1, pool.name)
        retries = DEFAULT_RETRIES if found is None else max(int(found.value), 0)
    events = {"connect"}
    if retry_on is not None:
        place = place if line is not None else retry_on.place()
        events = set()
        if "none" in retry_on.words[1:] and len(retry_on.words) > 2:
            reading.reject(
                retry_on, pool.name, "retry-on none stands beside other events.", "Choose one."
            )
        for index, word in enumerate(retry_on.words[1:], 1):
            if word in STATUSES:
                events.add(word)
            elif word in EVENTS:
                events.update(EVENTS[word])
            else:
                reading.reject(
                    retry_on,
                    pool.name,
                    f"retry-on has no event {word!r}.",
                    "See section 4.2 of the manual, retry-on.",
                    index,
                )
    if line is None and retry_on is None and redispatch is not None:
        place = redispatch.place()
    written_on = bool(events - {"connect"})
    return Retry(
        retries + 1,
        frozenset(events),
        redispatch is not None,
        # Layer-7 retries repeat any request whose body fitted the buffer, unless
        # 'http-request disable-l7-retry' spares it.
        written_on and not _spares_writes(profile),
        0.0,
        place,
        line is None and retry_on is None and redispatch is None,
    )


def _spares_writes(profile: Profile) -> bool:
    """Whether some rule switches layer-7 retries off, usually for POST."""
    level: Profile | None = profile
    while level is not None:
        for line in level.own.get("http-request", ()):
            if line.words[1:2] == ["disable-l7-retry"]:
                return True
        level = level.parent
    return False
