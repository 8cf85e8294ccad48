"""What reading a sample gives: its value and its type (configuration manual 7.1)."""

from steelyard.core.record import frozen
from steelyard.model.values import Apply, Value

Call = tuple[str, tuple[str, ...]]
"""A fetch or converter and its arguments."""


@frozen
class Sample:
    """A value with its HAProxy type.

    ``kind``: ``str`` ``int`` ``ip`` ``bool`` ``bin`` ``meth`` ``any``.
    ``match`` is the matching method that the keyword implies (``path_beg``), ""
    for the type's own.  ``http``: it needs an HTTP request.
    """

    value: Value
    kind: str
    match: str = ""
    http: bool = False


def truth(value: Value, wanted: str) -> Apply:
    """The boolean "is it ``wanted``", as HAProxy writes it: 1 or 0."""
    return Apply("choose", value, (wanted, "1", "0"))
