"""A format that the user or the configuration states.

``log_format`` strings of NGINX (ngx_http_log_module) with their variables, also
those that write JSON; and for JSON lines the names of the keys.
"""

import json
import re

from steelyard.core.errors import UsageError
from steelyard.forecast.workload.cuts import After, Cut, Key, Line, Part
from steelyard.forecast.workload.formats import COMBINED, HTTPLOG, Column, Format

VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
"""A variable in a ``log_format``."""

FACTS = {
    "request": "request",
    "request_method": "method",
    "request_uri": "target",
    "uri": "target",
    "args": "query",
    "query_string": "query",
    "remote_addr": "source",
    "scheme": "scheme",
    "ssl_server_name": "server-name",
    "server_protocol": "version",
    "server_port": "destination-port",
    "server_addr": "destination",
}
"""What variables of NGINX hold.  ``$uri`` is decoded and normalised; where the log
has ``$request`` or ``$request_uri`` too, that is taken."""

KEYS = FACTS | {
    "method": "method",
    "http_method": "method",
    "verb": "method",
    "requestmethod": "method",
    "url": "target",
    "path": "target",
    "target": "target",
    "requestpath": "target",
    "query": "query",
    "client_ip": "source",
    "clientip": "source",
    "client": "source",
    "remote_ip": "source",
    "source": "source",
    "src": "source",
    "clienthost": "source",
    "downstream_remote_address": "source",
    "requestscheme": "scheme",
    "protocol": "version",
    "proto": "version",
    "requestprotocol": "version",
    "server_name": "server-name",
    "sni": "server-name",
    "listener": "listener",
    "frontend": "listener",
}
"""What the keys of JSON lines hold, in lower case: names of NGINX variables, and those
that Traefik, Caddy, Envoy and others write.  Host names and headers: see `_header`."""

HOSTS = ("host", "http_host", "requesthost", "authority", ":authority", "vhost")
"""Names of the host."""

ORDER = ("request", "request_uri")
"""Names that are taken before others of the same fact."""


def stated(text: str) -> Format:
    """The format of ``--log-format``; raises `UsageError`.

    ``combined``, ``httplog``; ``json:target=url,host=vhost`` names keys; anything
    else is an NGINX ``log_format`` string.
    """
    if text in ("combined", "httplog"):
        return COMBINED if text == "combined" else HTTPLOG
    if text.startswith("json:"):
        return _named_keys(text.removeprefix("json:"))
    if "$" not in text:
        raise UsageError(
            f"--log-format {text!r} should be combined, httplog, json:fact=key,... or an "
            "NGINX log_format string with $variables"
        )
    text = text.replace("\\t", "\t")  # as NGINX reads it
    form = json_template(text) if text.lstrip().startswith("{") else _template(text)
    if not _tells_requests(form.columns):
        raise UsageError("--log-format holds neither $request nor $request_uri")
    return form


def fact(name: str, facts: dict[str, str]) -> tuple[str, str] | None:
    """What a variable or key holds: name and argument of a field; None: nothing of use."""
    folded = name.lower()
    if folded in HOSTS:
        return "header", "host"
    if folded in facts:
        return facts[folded], ""
    for start, kind in (("http_", "header"), ("cookie_", "cookie"), ("request_", "header")):
        if folded.startswith(start) and len(folded) > len(start):
            argument = name[len(start) :]
            return kind, argument if kind == "cookie" else argument.lower().replace("_", "-")
    return None


def json_keys(paths: list[tuple[str, ...]], name: str = "JSON lines") -> Format | None:
    """The format of objects with these keys; None when they hold no request."""
    pairs = [(path[-1], Key(path)) for path in paths if '"' not in "".join(path)]
    columns = _columns([(word, KEYS, cut) for word, cut in pairs])
    return Format(name, columns) if _tells_requests(columns) else None


def json_template(text: str) -> Format:
    """A ``log_format`` that writes a JSON object."""
    filled = re.sub(r"(?<=[:\[,\s])(\$\{?\w+\}?)(?=[,}\]\s])", r'"\1"', text)
    try:
        found = json.loads(filled)
    except ValueError as error:
        raise UsageError(f"--log-format starts like JSON but is none: {error}") from None
    named: list[tuple[str, dict[str, str], Cut]] = []
    for path, value in _texts(found, ()):
        variable = VARIABLE.fullmatch(value)
        if variable is not None:
            named.append((variable[1] or variable[2], FACTS, Key(path)))
    return Format("the log_format", _columns(named))


def _texts(value: object, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    """The texts of an object with the keys that lead to them."""
    if isinstance(value, str):
        return [(path, value)]
    if not isinstance(value, dict):
        return []
    return [found for key, part in value.items() for found in _texts(part, (*path, key))]


def _named_keys(text: str) -> Format:
    """``fact=key,...`` as a format."""
    columns = []
    for pair in text.split(","):
        word, equals, key = pair.partition("=")
        known = fact(word.strip(), KEYS)
        if not equals or not key or known is None or '"' in key:
            raise UsageError(
                f"--log-format json: {pair!r} should be fact=key, such as target=url; facts: "
                "request, method, target, query, source, host, scheme, http_NAME, cookie_NAME"
            )
        columns.append(Column(known[0], Key(tuple(key.strip().split("."))), known[1]))
    if not _tells_requests(tuple(columns)):
        raise UsageError("--log-format json: names no key for request or target")
    return Format("JSON lines", tuple(columns))


def _template(text: str) -> Format:
    """A ``log_format`` of texts between fixed ones."""
    segments = text.split('"')
    named: list[tuple[str, dict[str, str], Cut]] = []
    for number, segment in enumerate(segments, 1):
        within: Cut = Part(Line(), '"', number) if len(segments) > 1 else Line()
        named += [(name, FACTS, cut) for name, cut in _variables(segment, within)]
    return Format("the log_format", _columns(named), "x")


def _variables(segment: str, within: Cut) -> list[tuple[str, Cut]]:
    """The variables of a part of a ``log_format`` without quotes, with their rules."""
    pieces = VARIABLE.split(segment)  # fixed, ${name}, $name, fixed, ...
    fixed, names = pieces[::3], [a or b for a, b in zip(pieces[1::3], pieces[2::3], strict=True)]
    found: list[tuple[str, Cut]] = []
    for index, name in enumerate(names):
        end = fixed[index + 1]
        if fact(name, FACTS) is None:
            continue
        if (index and not fixed[index]) or (not end and index + 1 < len(names)):
            raise UsageError(f"--log-format: nothing stands between ${name} and its neighbour")
        inner = set(fixed[1 : index + 1]) | ({end} if end else set())
        if not inner and not fixed[0]:
            found.append((name, within))
        elif len(inner) == 1 and (not fixed[0] or {fixed[0]} == inner):
            shift = 1 if fixed[0] else 0
            found.append((name, Part(within, inner.pop(), index + 1 + shift)))
        else:
            found.append((name, After(within, tuple(fixed[: index + 1]), end)))
    return found


def _columns(named: list[tuple[str, dict[str, str], Cut]]) -> tuple[Column, ...]:
    """One column for each fact: of several names for one the better."""
    found: dict[tuple[str, str], Column] = {}
    for name, facts, cut in sorted(named, key=lambda entry: entry[0] not in ORDER):
        known = fact(name, facts)
        if known is not None:
            found.setdefault(known, Column(known[0], cut, known[1]))
    if ("request", "") in found:
        for needless in ("method", "target", "query", "version"):
            found.pop((needless, ""), None)
    return tuple(found.values())


def _tells_requests(columns: tuple[Column, ...]) -> bool:
    """Whether requests can be made of these columns."""
    return any(column.name in ("request", "target") for column in columns)
