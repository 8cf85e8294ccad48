"""Reading one ``[[expect]]`` entry: every key and value checked, every error says what to write."""

from collections.abc import Callable, Mapping

from steelyard.core.errors import PolicyError, UsageError
from steelyard.core.place import Place
from steelyard.forecast.routing.request import DEFAULT_SOURCE, parse_request
from steelyard.lint.expectations import (
    AllRequests,
    EveryPool,
    Expectation,
    Goal,
    OfTraffic,
    OneRequest,
    OnlyFrom,
    Shares,
    Statement,
)
from steelyard.lint.expectwhere import Refuse, Table, network, read_where, texts, whole_numbers

GOAL = ("pool", "pools", "not_pool", "status", "redirect", "redirect_prefix", "server")
"""Where requests should end."""

LIMITS = {
    "only_from": ("only_from",),
    "unreachable": ("unreachable",),
    "share": ("max_share", "min_servers", "down"),
    "traffic": ("max_of_traffic", "min_of_traffic"),
}
"""What may be said of a pool, by kind: an entry is of one kind."""

KINDS = {
    "request": ("request", "headers", "source", *GOAL),
    "where": ("where", *GOAL),
    "every_pool_reachable": ("every_pool_reachable", "except"),
    **{kind: ("pool", *keys) for kind, keys in LIMITS.items()},
}
"""The keys of each kind, beside ``name``."""

KNOWN = ("name", *dict.fromkeys(key for keys in KINDS.values() for key in keys))

HELP = (
    "write request = '...' or where = {...} with pool, status or redirect; or pool with "
    "only_from, unreachable, max_share or max_of_traffic; or every_pool_reachable = true"
)


def read_expectation(
    entry: Table, place: Place, error: Callable[[str, str], PolicyError]
) -> Expectation:
    """The entry as a value; ``error`` makes the error at the line of a key."""

    def refuse(message: str, key: str) -> PolicyError:
        found = error(message, key)
        if key in entry or "where" not in entry or found.place != place:
            return found
        return error(message, "where")  # within a table on one line

    for key in entry:
        if key not in KNOWN:
            raise refuse(f"unknown key {key!r}; there are: {', '.join(KNOWN)}", key)
    name = entry.get("name", "")
    if not isinstance(name, str):
        raise refuse("name should be a text", "name")
    kind = _kind(entry, refuse)
    for key in entry:
        if key not in ("name", *KINDS[kind]):
            said = ", ".join(KINDS[kind])
            raise refuse(
                f"{key} does not go with {_spelt(kind)}; here may stand: {said}; "
                "write another [[expect]] for it",
                key,
            )
    return Expectation(_READERS[kind](entry, refuse), " ".join(name.split()), place)


def _kind(entry: Table, refuse: Refuse) -> str:
    for kind in ("request", "where", "every_pool_reachable"):
        if kind in entry:
            return kind
    for kind, keys in LIMITS.items():
        for key in keys:
            if key in entry:
                if "pool" not in entry:
                    raise refuse(f"{key} needs pool = '...'", key)
                return kind
    raise refuse(f"the entry states nothing: {HELP}", "")


def _spelt(kind: str) -> str:
    return {"share": "max_share", "traffic": "max_of_traffic"}.get(kind, kind)


def _request(entry: Table, refuse: Refuse) -> Statement:
    question = _text(entry, "request", refuse)
    headers = texts(entry.get("headers", []), "headers", "'Name: value'", refuse)
    source = _text(entry, "source", refuse) if "source" in entry else DEFAULT_SOURCE
    try:
        request = parse_request(question, headers, source)
    except UsageError as wrong:
        key = "source" if "--source" in wrong.message else "request"
        key = "headers" if "header" in wrong.message and key == "request" else key
        raise refuse(wrong.message.replace("--source", "source ="), key) from None
    if not question.isprintable() or not all(line.isprintable() for line in headers):
        raise refuse("request and headers should be plain text on one line", "request")
    if request.target != "*" and not request.target.startswith("/"):
        raise refuse("write request = 'GET https://host/path'", "request")
    return OneRequest(request, _goal(entry, "request", refuse))


def _where(entry: Table, refuse: Refuse) -> Statement:
    goal = _goal(entry, "where", refuse)
    if goal.server:
        raise refuse(
            "server needs request = '...': which server of a pool gets a request differs from "
            "request to request; write pool, or limit shares with max_share",
            "server",
        )
    return AllRequests(read_where(entry["where"], refuse), goal)


def _goal(entry: Table, subject: str, refuse: Refuse) -> Goal:
    stated = [key for key in GOAL if key in entry]
    with_server = [key for key in stated if key != "server"]
    if len(with_server) > 1 or (stated[-1:] == ["server"] and with_server not in ([], ["pool"])):
        raise refuse(f"{' and '.join(stated)} do not go together: state one of them", stated[-1])
    if not stated:
        raise refuse(
            "where should these requests end? write pool = '...', not_pool, status = 403, or "
            "redirect = true",
            subject,
        )
    redirect = entry.get("redirect", False)
    if (
        "redirect" in entry
        and redirect is not True
        and not (isinstance(redirect, str) and redirect)
    ):
        raise refuse("redirect should be true, or the address as a text", "redirect")
    assert isinstance(redirect, bool | str)
    pools: tuple[str, ...] = (_text(entry, "pool", refuse),) if "pool" in entry else ()
    if "pools" in entry:
        pools = texts(entry["pools"], "pools", "a pool's name", refuse, some=True)
    refused: tuple[str, ...] = ()
    if "not_pool" in entry:
        refused = texts(entry["not_pool"], "not_pool", "a pool's name", refuse, some=True)
    prefix = _text(entry, "redirect_prefix", refuse) if "redirect_prefix" in entry else ""
    return Goal(
        pools,
        refused,
        whole_numbers(entry, "status", 100, 599, refuse),
        redirect,
        prefix,
        _text(entry, "server", refuse) if "server" in entry else "",
    )


def _only_from(entry: Table, refuse: Refuse) -> Statement:
    found = texts(entry["only_from"], "only_from", "a network", refuse, some=True)
    networks = tuple(network(text, "only_from", refuse) for text in found)
    return OnlyFrom(_text(entry, "pool", refuse), networks)


def _unreachable(entry: Table, refuse: Refuse) -> Statement:
    if entry["unreachable"] is not True:
        raise refuse("unreachable should be true; else leave the entry out", "unreachable")
    return OnlyFrom(_text(entry, "pool", refuse))


def _every_pool(entry: Table, refuse: Refuse) -> Statement:
    if entry["every_pool_reachable"] is not True:
        message = "every_pool_reachable should be true; else leave the entry out"
        raise refuse(message, "every_pool_reachable")
    return EveryPool(texts(entry.get("except", []), "except", "a pool's name", refuse))


def _shares(entry: Table, refuse: Refuse) -> Statement:
    if "max_share" not in entry and "min_servers" not in entry:
        raise refuse("down needs max_share or min_servers", "down")
    pool = _text(entry, "pool", refuse)
    most = _part(entry, "max_share", refuse)
    servers = whole_numbers(entry, "min_servers", 1, 1_000_000, refuse)
    if len(servers) > 1:
        raise refuse("min_servers should be one whole number", "min_servers")
    down = []
    for text in texts(entry.get("down", []), "down", "'pool/server'", refuse):
        name, slash, server = text.rpartition("/")
        if not slash or not name or not server:
            raise refuse(f"down: {text!r} should be written 'pool/server'", "down")
        down.append((name, server))
    return Shares(pool, most, servers[0] if servers else None, tuple(down))


def _traffic(entry: Table, refuse: Refuse) -> Statement:
    most = _part(entry, "max_of_traffic", refuse)
    least = _part(entry, "min_of_traffic", refuse)
    return OfTraffic(_text(entry, "pool", refuse), most, least)


def _part(entry: Table, key: str, refuse: Refuse) -> float | None:
    value = entry.get(key)
    if value is None:
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 < float(str(value)) <= 1:
        raise refuse(f"{key} should be above 0 and at most 1", key)
    return float(str(value))


def _text(entry: Table, key: str, refuse: Refuse) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise refuse(f"{key} should be a text that is not empty", key)
    return value


_READERS: Mapping[str, Callable[[Table, Refuse], Statement]] = {
    "request": _request,
    "where": _where,
    "every_pool_reachable": _every_pool,
    "only_from": _only_from,
    "unreachable": _unreachable,
    "share": _shares,
    "traffic": _traffic,
}
