"""Sentences about what NGINX refuses or silently changes, made in one place."""

from steelyard.core.place import Place
from steelyard.model.notice import Notice

REFUSED = "NGINX refuses the whole file: it does not start, and a reload keeps the old state."


def rejected(place: Place, subject: str, message: str, remedy: str, **detail: object) -> Notice:
    """What ``nginx -t`` refuses."""
    return Notice("syntax/rejected", place, subject, message, REFUSED, remedy, detail=detail)


def ignored(place: Place, subject: str, message: str, consequence: str, remedy: str) -> Notice:
    """What has no effect where it stands."""
    return Notice("syntax/ignored-setting", place, subject, message, consequence, remedy)
