"""The page of ``stub_status`` (ngx_http_stub_status_module.c)."""

import re

from steelyard.core.record import frozen
from steelyard.dialects.runtime import LiveError

_PAGE = re.compile(
    r"Active connections: (\d{1,20}) \n"
    r"server accepts handled requests\n"
    r" (\d{1,20}) (\d{1,20}) (\d{1,20}) \n"
    r"Reading: (\d{1,20}) Writing: (\d{1,20}) Waiting: (\d{1,20}) \n"
)


@frozen
class Status:
    """Connections and requests of clients, all workers together.

    ``active`` are open now: ``reading`` a request, ``writing`` an answer or waiting for a
    server, ``waiting`` idle.  ``accepts``, ``handled``, ``requests`` have been counted
    since the start; a reload keeps them.  ``accepts`` above ``handled``: connections were
    dropped, a limit was reached.
    """

    active: int
    accepts: int
    handled: int
    requests: int
    reading: int
    writing: int
    waiting: int


def stub_status(page: str) -> Status:
    """The numbers of the page; `LiveError` when it is another page."""
    found = _PAGE.fullmatch(page)
    if found is None:
        raise LiveError("this is not the page of stub_status")
    return Status(*map(int, found.groups()))
