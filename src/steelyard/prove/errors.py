"""What keeps a sandbox from being made or started, and can be mended by the user."""

from steelyard.core.errors import SteelyardError


class SandboxError(SteelyardError):
    """The real program cannot be run here: it, a library, a port or its own consent is missing."""


def library_missing(what: str) -> SandboxError:
    """The error for a library of the extra ``prove`` that is not installed."""
    return SandboxError(f"{what} needs more: pip install 'steelyard[prove]'")
