"""The verb ``init``: a first policy, inferred from what stands.

Everything that the configuration shows is filled in; what only people know is
a commented line with the question.
"""

import json
import os
from collections.abc import Iterator, Sequence

from steelyard.app.loading import POLICY_NAME, Reading, load_gateway
from steelyard.compare.reach import reach
from steelyard.core.errors import UsageError
from steelyard.forecast.forecast import forecast
from steelyard.forecast.result import Forecast, PoolForecast
from steelyard.forecast.routing.request import DEFAULT_SOURCE, Request, parse_request
from steelyard.forecast.routing.walk import walk
from steelyard.lint.intent import RESTING
from steelyard.model.conditions import All, Any, Condition, Match
from steelyard.model.gateway import Gateway
from steelyard.model.routing import Switch
from steelyard.model.values import Apply, Field, Value

MAX_EXPECTATIONS = 40
"""Expectations written at most; more would not be read."""


def infer_policy(path: str, reading: Reading) -> str:
    """The text of a policy file for the configuration at ``path``."""
    gateway = load_gateway(path, reading)
    promise = forecast(gateway)
    lines = [
        f"# What {gateway.path} cannot say. All of it is optional; correct it and keep it beside",
        "# the configuration. steelyard check and steelyard test read it.",
        "",
        *_gateway(gateway),
        *_facts(gateway),
    ]
    for name, entry in promise.pools.items():
        if name not in promise.unreached and entry.pool.servers:
            lines += _pool(name, entry)
    lines += _drains(promise)
    lines += _expectations(gateway)
    return "\n".join(lines).rstrip() + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string."""
    return json.dumps(text, ensure_ascii=True)


def _gateway(gateway: Gateway) -> list[str]:
    """The ``[[gateway]]`` entry."""
    lines = [
        "[[gateway]]",
        f"name = {_quoted(os.path.basename(os.path.abspath(gateway.path)).partition('.')[0])}",
        f"dialect = {_quoted(gateway.dialect)}",
        f"config = {_quoted(os.path.abspath(gateway.path))}",
        f'reload = "systemctl reload {gateway.dialect}"',
    ]
    socket = gateway.settings.get("stats-socket")
    if socket is not None:
        lines.append(f"source = {_quoted(f'unix:{socket.value}')}")
    return [*lines, ""]


def _facts(gateway: Gateway) -> list[str]:
    """The ``[facts]`` table: whether a proxy stands in front."""
    evidence = next(
        (
            place
            for listener in gateway.listeners
            for place in [
                *(entry.place for entry in listener.client_addresses),
                *(bind.place for bind in listener.binds if bind.reads_proxy),
            ]
        ),
        None,
    )
    if evidence is not None:
        return ["[facts]", f"behind_proxy = true      # {evidence}", ""]
    return ["[facts]", "# behind_proxy = false   # does another proxy or a CDN stand in front?", ""]


def _pool(name: str, entry: PoolForecast) -> list[str]:
    """A ``[pool.NAME]`` table with what the shares show."""
    shares = [e.share for e in entry.servers if e.share]
    serving = len(shares)
    key = name if name.replace("-", "").replace("_", "").isalnum() else _quoted(name)
    lines = [
        f"[pool.{key}]",
        "# peak = 1000            # highest expected rate of the pool, requests/s",
        "# capacity = 500         # requests/s that one server carries",
    ]
    if serving > 1:
        limit = min(1.0, max(shares) + 0.05)
        lines.append(
            f"max_share = {limit:.2f}         # the largest share now is {max(shares):.2f}"
        )
        lines.append("survive = 1              # servers that may die at the peak")
    return [*lines, ""]


def _drains(promise: Forecast) -> Iterator[str]:
    """``[[drain]]`` entries for servers that rest and say why."""
    for name, entry in promise.pools.items():
        for share in entry.servers:
            server = share.server
            if share.share == 0 and not server.backup and RESTING.search(server.comment):
                yield "[[drain]]"
                yield f"subject = {_quoted(f'{name}/{server.name}')}"
                yield f"reason = {_quoted(' '.join(server.comment.split())[:120])}"
                yield "# until = 2027-01-31"
                yield ""


def _expectations(gateway: Gateway) -> Iterator[str]:
    """``[[expect]]`` entries: where requests go now.

    For each named host and path, then for each pool that none of these reaches.
    """
    seen: set[str] = set()
    left = dict.fromkeys(name for name, pool in gateway.pools.items() if pool.servers)
    for host, path in dict.fromkeys(_questions(gateway)):
        for scheme in ("http", "https"):
            request = f"GET {scheme}://{host}{path}"
            pool = _goes_to(gateway, request)
            if pool and len(seen) < MAX_EXPECTATIONS:
                seen.add(request)
                left.pop(pool, None)
                yield from _expectation(request, (), "", pool)
                break
    named = list(left)[:MAX_EXPECTATIONS]
    found = reach(gateway, named).found if named else {}
    for name in named:
        if name in found and len(seen) < MAX_EXPECTATIONS:
            asked = found[name][0]
            seen.add(name)
            request = f"{asked.method} {asked.scheme}://{_host(asked)}{asked.target}"
            headers = tuple(f"{key}: {value}" for key, value in asked.headers if key != "Host")
            source = "" if asked.source == DEFAULT_SOURCE else asked.source
            if _goes_to(gateway, request, headers, source or DEFAULT_SOURCE) == name:
                yield from _expectation(request, headers, source, name)


def _expectation(request: str, headers: Sequence[str], source: str, pool: str) -> Iterator[str]:
    yield "[[expect]]"
    yield f"request = {_quoted(request)}"
    if headers:
        yield f"headers = [{', '.join(map(_quoted, headers))}]"
    if source:
        yield f"source = {_quoted(source)}"
    yield f"pool = {_quoted(pool)}"
    yield ""


def _host(request: Request) -> str:
    """The host of a request, with a port where the scheme does not say it."""
    host = (request.header("host") or [""])[0]
    usual = {"http": 80, "https": 443}[request.scheme]
    if request.port in (None, usual) or ":" in host.rpartition("]")[2]:
        return host
    return f"{host}:{request.port}"


def _goes_to(
    gateway: Gateway, question: str, headers: Sequence[str] = (), source: str = DEFAULT_SOURCE
) -> str:
    """The pool of a request as a policy writes it, "" when it goes to none or cannot be written."""
    if not all(text.isprintable() for text in (question, *headers)):
        return ""
    try:
        outcome = walk(gateway, parse_request(question, tuple(headers), source))
    except UsageError:
        return ""
    return outcome.pool if outcome.kind == "pool" else ""


def _questions(gateway: Gateway) -> Iterator[tuple[str, str]]:
    """Hosts and paths that the routes name literally."""
    hosts: list[str] = []
    paths: list[str] = ["/"]
    for listener in gateway.listeners:
        hosts += [name for name in listener.names if name[:1].isalnum() and "*" not in name]
    for _, route in gateway.routes():
        for match in _matches(route.condition):
            texts = [p.text for p in match.patterns if p.kind in ("exact", "prefix")]
            if _about(match.value) == "host":
                hosts += [text for text in texts if "." in text]
            elif _about(match.value) == "path":
                paths += [text for text in texts if text.startswith("/")]
        for action in route.actions:
            if isinstance(action, Switch) and _about(action.value) == "host":
                hosts += list(action.cases)
    for host in dict.fromkeys(hosts) or ["www.example.com"]:
        yield host, "/"
    first = hosts[0] if hosts else "www.example.com"
    for path in dict.fromkeys(paths):
        yield first, path


def _matches(condition: Condition) -> Iterator[Match]:
    """The plain matches inside a condition, negated ones left out."""
    if isinstance(condition, Match):
        yield condition
    elif isinstance(condition, All | Any):
        for part in condition.parts:
            yield from _matches(part)


def _about(value: Value) -> str:
    """``host`` or ``path`` when the value is one, else ""."""
    while isinstance(value, Apply):
        value = value.value
    if isinstance(value, Field):
        if value.name == "host" or (
            value.name in ("header", "header-item") and value.argument.lower() == "host"
        ):
            return "host"
        if value.name in ("path", "clean-path"):
            return "path"
    return ""


def policy_path(path: str) -> str:
    """Where the policy of the configuration at ``path`` lies."""
    folder = path if os.path.isdir(path) else os.path.dirname(path)
    return os.path.join(folder, POLICY_NAME)
