"""Which rewriter a line goes to, by its section and first word."""

from collections.abc import Callable

from steelyard.dialects.haproxy.live import binds, checks, files, process, rules, servers
from steelyard.dialects.haproxy.live.statement import Statement, statement_of
from steelyard.dialects.haproxy.live.work import Work
from steelyard.dialects.haproxy.text.sections import SECTIONS
from steelyard.dialects.haproxy.text.syntax import Line

Rewriter = Callable[[Work, Statement], None]

DROPPED_SECTIONS: dict[str, str] = {
    # manual 3 to 12: sections that reach outside, by kind of rewrite
    "mailers": "process", "ring": "process", "log-forward": "process",
    "log-profile": "process", "program": "process", "namespace_list": "process",
    "traces": "process", "fcgi-app": "protocol", "crt-store": "certificate",
    "acme": "certificate", "healthcheck": "check",
}  # fmt: skip

DROPPED: dict[str, str] = {
    # 4.2: lines of proxies that are left out, by kind of rewrite
    "log": "process", "email-alert": "process", "bind-process": "process",
    "load-server-state-from-file": "process", "server-state-file-name": "process",
    "source": "protocol", "use-fcgi-app": "protocol", "external-check": "check",
    "tcp-check": "check",
}  # fmt: skip


def rewritten(work: Work, line: Line) -> str:
    """The text of a line in the sandbox."""
    statement = statement_of(line)
    if statement is None or statement.text(0).startswith((".", "[")):
        return line.raw
    if statement.gone:
        return statement.text_now()
    if statement.text(0) in SECTIONS:
        _section(work, statement)
    elif not work.kept:
        statement.leave_out()
    else:
        rewriter = _BY_SECTION.get(work.keyword, _proxy)
        rewriter(work, statement)
    return statement.text_now()


def _section(work: Work, statement: Statement) -> None:
    """The head of a section, which may go with all its lines."""
    work.keyword = statement.text(0)
    kind = DROPPED_SECTIONS.get(work.keyword)
    if work.keyword == "peers" and statement.key not in work.tables:
        kind = "process"
    work.kept = kind is None
    if kind is not None:
        work.leave_out(statement, kind)


def _proxy(work: Work, statement: Statement) -> None:
    """A line of a ``defaults``, ``frontend``, ``backend`` or ``listen`` section."""
    keyword = statement.text(0)
    if keyword in ("no", "default") and statement.text(1) == "log":
        keyword = "log"
    if keyword in DROPPED:
        work.leave_out(statement, DROPPED[keyword])
        return
    rewriter = _BY_KEYWORD.get(keyword)
    if rewriter is not None:
        rewriter(work, statement)
    if not statement.gone and statement.lines is None and keyword not in _NAMELESS:
        files.rewrite_names(work, statement)
        rules.refuse_names(work, statement)
        rules.note_fetches(work, statement)


def _peers(work: Work, statement: Statement) -> None:
    """``peers``: its tables stay, those whom they are told to do not (3.5)."""
    if statement.text(0) != "table":
        work.leave_out(statement, "process")


def _resolvers(work: Work, statement: Statement) -> None:
    """``resolvers``: asked of nobody (5.3.2)."""
    if statement.text(0) == "parse-resolv-conf":
        work.leave_out(statement, "name")
    elif statement.text(0) == "nameserver" and len(statement.words) > 2:
        nobody = str(work.room.nobody())
        work.tell(statement, "name", statement.text(2), nobody)
        statement.set(2, nobody)


def _table(work: Work, statement: Statement) -> None:
    """``stick-table ... peers SECTION``: the table is nobody else's (4.2)."""
    texts = statement.texts
    if "peers" in texts[:-1]:
        at = texts.index("peers")
        work.tell(statement, "process", " ".join(texts[at : at + 2]))
        statement.keep(statement.words[:at] + statement.words[at + 2 :])


def _errors(work: Work, statement: Statement) -> None:
    """``http-errors``: pages by code (4.2)."""
    if statement.text(0) == "errorfile":
        files.rewrite_errorfile(work, statement)


def _untouched(work: Work, statement: Statement) -> None:
    """Nothing to change: users and their passwords, caches."""


_NAMELESS = frozenset({"bind", "server", "server-template", "default-server", "errorfile"})

_BY_SECTION: dict[str, Rewriter] = {
    "global": process.rewrite_global,
    "peers": _peers,
    "resolvers": _resolvers,
    "http-errors": _errors,
    "userlist": _untouched,
    "cache": _untouched,
    "": _untouched,
}

_BY_KEYWORD: dict[str, Rewriter] = {
    "bind": binds.rewrite_bind,
    "server": servers.rewrite_server,
    "server-template": servers.rewrite_server,
    "default-server": servers.rewrite_server,
    "dispatch": servers.rewrite_dispatch,
    "option": checks.rewrite_option,
    "transparent": checks.refuse_transparent,
    "http-check": checks.rewrite_http_check,
    "tcp-request": rules.rewrite_tcp_request,
    "tcp-response": rules.rewrite_rule,
    "http-request": rules.rewrite_rule,
    "http-response": rules.rewrite_rule,
    "http-after-response": rules.rewrite_rule,
    "filter": rules.rewrite_filter,
    "stick-table": _table,
    "errorfile": files.rewrite_errorfile,
}
