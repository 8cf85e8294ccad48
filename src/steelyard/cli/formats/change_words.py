"""What a change does, in the one sentence that ends a report of ``check --against``."""

from steelyard.app.diff import DiffReport
from steelyard.cli.formats.diff_words import verdict
from steelyard.cli.formats.style import command


def change_words(change: DiffReport) -> str:
    """``1 group of requests goes elsewhere; 1 pool spreads differently``."""
    return verdict(change.difference).removeprefix("changed: ").removeprefix("same: ")


def change_command(change: DiffReport) -> str:
    """The command that tells all of it."""
    return command("diff", change.old.gateway.path, change.new.gateway.path)
