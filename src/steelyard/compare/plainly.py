"""What two dialects have in common: requests that both read alike.

HAProxy compares path and host as they are sent, NGINX normalises them first and
refuses methods in small letters.
Between dialects only requests are compared whose writing makes no difference.
"""

from steelyard.model.conditions import Condition, Match
from steelyard.model.values import Field, Pattern

WRITTEN_PLAINLY: tuple[Condition, ...] = (
    Match(
        Field("path"), (Pattern("regex", r"\A/(?!.*(?://|/\.\.?(?:/|\z)|%))(?!/|\.\.?(?:/|\z))"),)
    ),
    Match(Field("header", "host"), (Pattern("regex", r"\A[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\z"),)),
    Match(Field("method"), (Pattern("regex", r"\A[A-Z_-]+\z"),)),
)
"""Conditions for which all this holds; told by `PLAINLY`, not with every region."""

PLAINLY = (
    "the path is written plainly (no %-escapes, no //, no . or .. between slashes), and the host "
    "too (small letters, no port, no dot at the end) and the method (capitals): the dialects read "
    "other writings differently"
)
