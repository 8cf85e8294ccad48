"""What a dialect offers to the rest of the house.

A dialect is a package ``steelyard.dialects.<name>`` with a module ``dialect``
that has the functions of `Dialect`.  `steelyard.dialects.registry` finds it by
its folder; nothing is registered by hand.

Its rooms: ``text/`` (tokens -> exact, re-printable tree -> model; no I/O but
through the `SourceTree` it is given) and, later, ``live/`` (the real binary).
"""

from collections.abc import Mapping
from typing import Protocol

from steelyard.core.record import field, frozen
from steelyard.core.source import SourceTree
from steelyard.model.gateway import Gateway


@frozen
class ReadOptions:
    """What a reader may know besides the files.

    ``version``: the target version, None to take what the files state or the
    dialect's usual one.  ``environment``: variables that the configuration may
    use; None means that the process environment is not to be trusted, and
    what depends on an unset variable is reported.
    """

    version: tuple[int, ...] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


class Dialect(Protocol):
    """The functions of module ``steelyard.dialects.<name>.dialect``."""

    def recognise(self, path: str, sample: str) -> int:
        """How sure it is, 0..100, that the text is its own.

        ``sample`` is the beginning of the file (up to 64 KiB).
        """

    def read(self, tree: SourceTree, options: ReadOptions) -> Gateway:
        """The gateway that ``tree.path`` (a file or a directory) describes.

        Raises `steelyard.core.errors.InputError` when it cannot be read at
        all, with the file and line; what is merely not modelled is kept as
        opaque text.
        """

    def reprint(self, text: str) -> str:
        """``text`` through tokens and tree and back: equal, byte for byte."""
