"""A change of a repository as GitHub workflow commands, which annotate a pull request."""

from steelyard.app.review import Review
from steelyard.cli.formats import github


def render(review: Review) -> str:
    """The findings, and what cannot be read."""
    lines = [
        github.command("error", one.path, "cannot be read", one.why) for one in review.unreadable
    ]
    return "".join(f"{line}\n" for line in lines) + github.render(review.report)
