"""The reader's notices: one function per rule name, so that the words stay alike."""

from steelyard.core.finding import Severity
from steelyard.core.place import Place
from steelyard.model.notice import Notice

REFUSED = (
    "HAProxy refuses this configuration: a reload leaves the old process serving, "
    "a restart leaves nothing listening."
)

Related = tuple[tuple[Place, str], ...]


def rejected(
    place: Place, subject: str, message: str, remedy: str, related: Related = ()
) -> Notice:
    """What ``haproxy -c`` refuses."""
    return Notice("syntax/rejected", place, subject, message, REFUSED, remedy, related)


def ignored(place: Place, subject: str, message: str, consequence: str, remedy: str) -> Notice:
    """A setting that has no effect where it stands."""
    return Notice("syntax/ignored-setting", place, subject, message, consequence, remedy)


def misread_number(
    place: Place, subject: str, message: str, consequence: str, remedy: str
) -> Notice:
    """A number that HAProxy reads otherwise than it looks."""
    return Notice("syntax/number", place, subject, message, consequence, remedy)


def overridden(place: Place, subject: str, what: str, earlier: Place, effect: str) -> Notice:
    """A setting that is written twice; the last one counts."""
    return Notice(
        "syntax/last-wins",
        place,
        subject,
        f"{what} is written twice for {subject}; HAProxy takes the last one without a word.",
        effect,
        "Delete the one that is not meant.",
        ((earlier, "overridden"),),
    )


ASIDE = frozenset({"tcp-check", "http-check", "log", "stats", "user", "password", "description"})
"""First words of lines that do not decide where traffic goes: secrets of checks, labels."""


def unset_variable(place: Place, subject: str, name: str, line: str) -> Notice:
    """A variable that has neither value nor default here.

    A note where the line does not decide about traffic: such variables are
    secrets, which are set where HAProxy runs and not where files are checked.
    """
    line = line.strip().encode("unicode_escape").decode("ascii")
    return Notice(
        "syntax/unset-variable",
        place,
        subject,
        f"The variable {name} is not set here and has no default; HAProxy reads an unset "
        "variable as nothing, without a word.",
        f"Started where {name} is missing, HAProxy sees: {line}",
        f'Give it a default, "${{{name}-value}}", or check with its value set.',
        severity=Severity.NOTE if line.split(" ", 1)[0] in ASIDE else None,
    )


def empty_word(place: Place, subject: str, lost: str) -> Notice:
    """An empty word that ends its line."""
    consequence = f"What follows is dropped: {lost}" if lost else "The whole line is dropped."
    return Notice(
        "syntax/empty-word",
        place,
        subject,
        "An empty word ends the line for HAProxy up to 3.4; 3.5 refuses the file.",
        f"{consequence} There is no message.",
        "Delete the empty word, or give the variable in it a value.",
    )
