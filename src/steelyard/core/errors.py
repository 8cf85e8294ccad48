"""The whole error tree: what a user can mend.

    SteelyardError
    |-- InputError        a file or directory cannot be read or understood
    |-- PolicyError       the policy file is wrong
    `-- UsageError        the command line is wrong

Mistakes of our own are Python's built-in errors.  The command line prints a
`SteelyardError` as one line and exits with 2.
"""

from steelyard.core.place import Place


class SteelyardError(Exception):
    """What the user can mend; the text says what is wrong, where, and what to do."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        """``message`` is one line without the place; ``place`` goes before it."""
        super().__init__(message)
        self.message = message
        self.place = place

    def __str__(self) -> str:
        """One line: ``file:line: message``."""
        if self.place is None or not self.place.file:
            return self.message
        if self.place.line <= 0:
            return f"{self.place.file}: {self.message}"
        return f"{self.place}: {self.message}"


class InputError(SteelyardError):
    """A file or directory cannot be read, or is not the configuration it should be."""


class PolicyError(SteelyardError):
    """The policy file has a wrong value."""


class UsageError(SteelyardError):
    """The command line asks for something that does not exist."""
