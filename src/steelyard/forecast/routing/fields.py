"""The fields of a request: what `steelyard.model.values.Field` names."""

import re
from collections.abc import Callable

from steelyard.forecast.balancing.family import serving
from steelyard.forecast.routing import cookies
from steelyard.forecast.routing.state import State

UNSENDABLE = re.compile(r"[\x00-\x20\x7f]")
"""What no request target may hold as it is sent."""


def field_texts(name: str, argument: str, state: State) -> list[str] | None:
    """The texts of a field as it stands; [] when there is none, None when unknown."""
    if state.is_unknown(name, argument):
        return None
    reader = _READERS.get(name)
    return None if reader is None else reader(state, argument)


def path_of(target: str) -> str:
    """The path of a request target: without query, scheme and authority."""
    if target.startswith("/"):
        return target.partition("?")[0]
    scheme, separator, rest = target.partition("://")
    if separator and "/" not in scheme and "?" not in scheme:
        slash = rest.find("/")
        return rest[slash:].partition("?")[0] if slash >= 0 else ""
    return target.partition("?")[0]


def clean_path(path: str) -> str | None:
    """The path as NGINX normalises it; None where NGINX answers 400.

    Percent-decoded once, slashes merged, ``.`` and ``..`` resolved, a fragment
    cut off (ngx_http_parse.c, ngx_http_parse_complex_uri; measured on 1.22.1).
    """
    if not path.startswith("/"):
        return None if path else "/"
    if UNSENDABLE.search(path):
        return None
    decoded = percent_decode(path.partition("#")[0])
    if decoded is None or "\0" in decoded:
        return None
    out: list[str] = []
    parts = decoded.split("/")
    last = len(parts) - 1
    for index, part in enumerate(parts[1:], 1):
        if part == "..":
            if not out:
                return None
            out.pop()
        elif part not in ("", "."):
            out.append(part)
            continue
        if index == last:
            out.append("")
    return "/" + "/".join(out)


def percent_decode(text: str) -> str | None:
    """``%HH`` decoded as bytes; None when an escape is malformed."""
    if "%" not in text:
        return text
    out = bytearray()
    data = text.encode("utf-8", "surrogateescape")
    index = 0
    while index < len(data):
        if data[index] == 0x25:
            try:
                out.append(int(data[index + 1 : index + 3].decode("ascii"), 16))
            except (ValueError, UnicodeDecodeError):
                return None
            if len(data[index + 1 : index + 3]) < 2:
                return None
            index += 3
        else:
            out.append(data[index])
            index += 1
    return out.decode("utf-8", "surrogateescape")


def query_values(query: str, name: str, ignore_case: bool = False) -> list[str]:
    """The raw values of a query argument, in order."""
    wanted = name.lower() if ignore_case else name
    found = []
    for pair in query.split("&"):
        key, equals, value = pair.partition("=")
        if equals and (key.lower() if ignore_case else key) == wanted:
            found.append(value)
    return found


def host_of(state: State) -> list[str]:
    """The host: from an absolute target, else the Host header; normalised."""
    target = state.target
    if "://" in target.partition("/")[0] + "//" and not target.startswith("/"):
        text = target.partition("://")[2].partition("/")[0].partition("?")[0]
    else:
        values = state.header("host")
        if not values:
            return []
        text = values[0]
    text = text.lower()
    if text.startswith("["):
        inside, closed, _ = text.partition("]")
        return [inside + closed if closed else inside.removesuffix(".")]
    return [text.partition(":")[0].removesuffix(".")]


def _cookies(state: State, name: str) -> list[str]:
    return [text for line in state.header("cookie") for text in cookies.values(line, name)]


def _cookies_any_case(state: State, name: str) -> list[str]:
    return [text for line in state.header("cookie") for text in cookies.value_any_case(line, name)]


def _query(state: State) -> str:
    return state.target.partition("?")[2]


def keep_clean_path(state: State) -> None:
    """Works the clean path out before the target changes.

    What is sent on may differ from it (NGINX ``proxy_pass`` with a path), while
    keys and conditions go on to see it; who changes both says so.
    """
    if state.clean_path is None:
        state.clean_path = clean_path(path_of(state.target))


def _clean(state: State, _: str) -> list[str]:
    keep_clean_path(state)
    return [] if state.clean_path is None else [state.clean_path]


def _usable(state: State, pool: str) -> list[str] | None:
    found = state.gateway.pools.get(pool)
    return None if found is None else [str(len(serving(found, state.health)))]


def _file(state: State, what: str) -> list[str]:
    state.assume(f"no file {what or 'of that name'} exists on the gateway")
    return []


def _counter(state: State, what: str) -> list[str]:
    state.assume(f"the client stays below its limits ({what} is 0)")
    return ["0"]


def _capture(state: State, name: str) -> list[str] | None:
    if name.isdigit():
        number = int(name)
        return [state.numbered[number]] if number < len(state.numbered) else []
    return [state.named[name]] if name in state.named else []


def _items(state: State, name: str) -> list[str]:
    return [item.strip() for line in state.header(name) for item in line.split(",")]


def _port(state: State, _: str) -> list[str] | None:
    return None if state.port is None else [str(state.port)]


_READERS: dict[str, Callable[[State, str], list[str] | None]] = {
    "method": lambda state, _: [state.method],
    "target": lambda state, _: [state.target],
    "path": lambda state, _: [path_of(state.target)],
    "clean-path": _clean,
    "query": lambda state, _: [_query(state)] if "?" in state.target else [],
    "parameter": lambda state, name: query_values(_query(state), name),
    "parameter-any-case": lambda state, name: query_values(_query(state), name, True),
    "header": lambda state, name: state.header(name),
    "header-item": _items,
    "cookie": _cookies,
    "cookie-any-case": _cookies_any_case,
    "host": lambda state, _: host_of(state),
    "scheme": lambda state, _: [state.request.scheme],
    "version": lambda state, _: [state.request.version],
    "source": lambda state, _: [state.source],
    "source-port": lambda state, _: [str(state.request.source_port)],
    "destination": lambda state, _: [state.destination] if state.destination else None,
    "destination-port": _port,
    "server-name": lambda state, _: (
        [state.request.server_name] if state.request.server_name else []
    ),
    "listener": lambda state, _: [state.listener],
    "capture": _capture,
    "variable": lambda state, name: state.variables.get(name, []),
    "usable-servers": _usable,
    "file-exists": _file,
    "client-counter": _counter,
}
