"""Health checks: HTTP ones stay, dialogues of other protocols become a connection (manual 4.2)."""

from steelyard.dialects.haproxy.live.statement import Statement, Word, words_of
from steelyard.dialects.haproxy.live.work import Work

DIALOGUES = frozenset(
    {
        "mysql-check", "pgsql-check", "redis-check", "ldap-check", "smtpchk", "ssl-hello-chk",
        "spop-check", "external-check",
    }
)  # fmt: skip
"""4.2: checks that no plain stand-in answers, and one that starts a program."""

CONNECT: dict[str, int] = {
    # 4.2, http-check connect: words that lead elsewhere, and how many follow
    "port": 1, "addr": 1, "ssl": 0, "sni": 1, "alpn": 1, "proto": 1, "via-socks4": 0,
}  # fmt: skip


def rewrite_option(work: Work, statement: Statement) -> None:
    """``option``: a dialogue becomes ``option tcp-check``, which only connects."""
    name = statement.text(1)
    if name in DIALOGUES:
        statement.keep(words_of("option", "tcp-check"))
        work.tell(statement, "check", f"option {name}", "option tcp-check")
    elif name == "transparent":
        refuse_transparent(work, statement)


def refuse_transparent(work: Work, statement: Statement) -> None:
    """``transparent``: there is no such destination on this machine."""
    work.refuse(statement, "It sends clients on to the address they asked for, wherever that is.")


def rewrite_http_check(work: Work, statement: Statement) -> None:
    """``http-check connect``: to the stand-in itself, without TLS."""
    if statement.text(1) != "connect":
        return
    kept: list[Word] = statement.words[:2]
    index = 2
    while index < len(statement.words):
        word = statement.words[index]
        taken = CONNECT.get(word.text)
        if taken is None:
            # A comment's text is no keyword.
            end = index + 1 + (word.text == "comment")
            kept += statement.words[index:end]
            index = end
            continue
        end = index + 1 + taken
        work.tell(statement, "check", " ".join(statement.texts[index:end]))
        index = end
    if len(kept) < len(statement.words):
        statement.keep(kept)
