"""Notices about ACLs, conditions and rules: one function per trap."""

from steelyard.core.place import Place
from steelyard.dialects.haproxy.text.syntax import Line
from steelyard.model.notice import Notice
from steelyard.model.values import Table

REFUSED = (
    "HAProxy refuses this configuration: a reload leaves the old process serving, "
    "a restart leaves nothing listening."
)


def rejected(place: Place, subject: str, message: str, remedy: str = "") -> Notice:
    """What ``haproxy -c`` refuses."""
    return Notice(
        "syntax/rejected",
        place,
        subject,
        message,
        REFUSED,
        remedy or "Correct the condition; `haproxy -c` shows whether it is accepted.",
    )


def dead(subject: str, place: Place, why: str) -> Notice:
    """A condition that no request meets."""
    return Notice(
        "routing/dead-condition",
        place,
        subject,
        f"{why[0].upper()}{why[1:]}.",
        "HAProxy accepts it in silence, and what hangs on it never happens.",
        "Correct the pattern, or delete the rule.",
    )


def unused(subject: str, line: Line) -> Notice:
    """An ACL that nothing asks."""
    name = line.words[1]
    return Notice(
        "syntax/unused-acl",
        line.place(1),
        f"{subject}/{name}",
        f"The ACL {name} is declared in {subject} but no rule of it asks it.",
        "A rule that was meant to depend on it is missing or names another ACL.",
        f"Use it, or delete it (ACLs of one section are not seen in others): {name}.",
        detail={"identity": name},
    )


def redefined(subject: str, line: Line, joined: bool) -> Notice:
    """An ACL that takes the name of a predefined one."""
    name = line.words[1]
    what = (
        "is used before it and now means either of both"
        if joined
        else "means only this from here on"
    )
    return Notice(
        "syntax/redefined-acl",
        line.place(1),
        f"{subject}/{name}",
        f"The ACL {name} is one that HAProxy brings along; in {subject} it {what}.",
        "Whoever reads the rules takes the name for what the manual says it means.",
        "Give the ACL a name of its own.",
        detail={"identity": name},
    )


def empty_list(subject: str, place: Place, table: Table) -> Notice:
    """An ACL whose only source is an empty file."""
    return Notice(
        "trust/empty-list",
        place,
        table.name,
        f"The list {table.name} holds no entry, so that the ACL never matches.",
        "A rule that lets only its addresses in lets nobody in; a rule that keeps them out "
        "keeps nobody out.",
        "Fill the list, or see what should have written it.",
        detail={"identity": f"{subject} {table.name}"},
    )


def http_in_tcp(subject: str, place: Place, sample: str) -> Notice:
    """An HTTP sample where no request is parsed."""
    return Notice(
        "routing/mode-mismatch",
        place,
        subject,
        f"{sample} looks at an HTTP request, but {subject} runs in tcp mode and does not "
        "wait for one.",
        "Whether the first bytes are there when the rule is asked is a matter of timing: "
        "the same request is routed now this way, now that.",
        "Write 'mode http', or test what a connection shows (address, port, SNI after "
        "'tcp-request inspect-delay').",
        detail={"identity": sample},
    )


def ignored_in_tcp(subject: str, place: Place, keyword: str) -> Notice:
    """HTTP rules in tcp mode."""
    return Notice(
        "routing/mode-mismatch",
        place,
        subject,
        f"{keyword} rules need 'mode http'; {subject} runs in tcp mode.",
        "HAProxy ignores them with no more than a warning: nothing of what they say is done.",
        "Write 'mode http', or delete them.",
        detail={"identity": keyword},
    )


def wrong_mode(subject: str, place: Place, pool: str) -> Notice:
    """An HTTP frontend that sends requests to a tcp backend."""
    return Notice(
        "routing/mode-mismatch",
        place,
        subject,
        f"{subject} runs in http mode, the backend {pool} in tcp mode.",
        REFUSED,
        f"Give {pool} 'mode http' too.",
        detail={"identity": pool},
    )


def missing_pool(subject: str, place: Place, pool: str) -> Notice:
    """A backend that does not exist."""
    return Notice(
        "syntax/rejected",
        place,
        subject,
        f"{subject} sends requests to backend {pool!r}, which does not exist.",
        REFUSED,
        f"Define 'backend {pool}', or correct the name.",
        detail={"identity": pool},
    )


def missing_server(subject: str, place: Place, server: str) -> Notice:
    """A server that does not exist."""
    return Notice(
        "syntax/rejected",
        place,
        subject,
        f"use-server names {server!r}, which is no server of {subject}.",
        REFUSED,
        "Correct the name.",
        detail={"identity": server},
    )


def out_of_order(subject: str, line: Line, use: Line) -> Notice:
    """An ``http-request`` line that stands below ``use_backend`` and runs before it (4.2)."""
    return Notice(
        "syntax/ignored-setting",
        line.place(),
        subject,
        f"This http-request rule stands below use_backend (line {use.number}); its position has "
        "no effect.",
        "All http-request rules run before use_backend: what is chosen above already sees what "
        "this rule changes or refuses.",
        "Move the rule above the use_backend lines, where it runs anyway.",
        ((use.place(), "runs after it"),),
    )
