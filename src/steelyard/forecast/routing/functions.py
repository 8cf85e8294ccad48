"""What `steelyard.model.values.Apply` does to texts, by function name."""

import hashlib
import ipaddress
import re
from collections.abc import Callable

from steelyard.forecast.routing import regex
from steelyard.forecast.routing.fields import path_of, percent_decode, query_values
from steelyard.forecast.routing.patterns import in_network

Arguments = tuple[str, ...]


def apply(function: str, texts: list[str], arguments: Arguments) -> list[str] | None:
    """The function applied to each text; None when it or an argument is not understood.

    A function that has no result for a text (a field beyond the end) drops it.
    """
    whole = _WHOLE.get(function)
    single = _SINGLE.get(function)
    try:
        if whole is not None:
            return whole(texts, arguments)
        if single is None:
            return None
        results = [single(text, arguments) for text in texts]
    except (ValueError, IndexError):
        return None
    return [result for result in results if result is not None]


def _flag(arguments: Arguments, index: int) -> bool:
    """Whether the argument with that index is switched on."""
    return len(arguments) > index and arguments[index] not in ("", "0", "no", "false")


def _number(arguments: Arguments, index: int, default: int = 0) -> int:
    """The argument with that index as a number."""
    return int(arguments[index]) if len(arguments) > index and arguments[index] else default


def _cut(text: str, separators: str) -> list[str]:
    """The text cut at every one of the separators."""
    for separator in separators[1:]:
        text = text.replace(separator, separators[0])
    return text.split(separators[0]) if separators else [text]


def _field(text: str, arguments: Arguments) -> str | None:
    """HAProxy ``field(index,separators,count)``: empty fields count."""
    return _slice(_spans(text, arguments[0], empty=True), text, arguments)


def _word(text: str, arguments: Arguments) -> str | None:
    """HAProxy ``word(index,separators,count)``: empty words do not count; "" beyond the end."""
    return _slice(_spans(text, arguments[0], empty=False), text, arguments) or ""


def _spans(text: str, separators: str, empty: bool) -> list[tuple[int, int]]:
    """Where the parts between separators start and end."""
    spans = []
    start = 0
    for part in _cut(text, separators):
        if part or empty:
            spans.append((start, start + len(part)))
        start += len(part) + 1
    return spans


def _slice(spans: list[tuple[int, int]], text: str, arguments: Arguments) -> str | None:
    """The part with that number (from the end when negative), and those after it."""
    index, count = int(arguments[1]), _number(arguments, 2, 1)
    if index == 0 or abs(index) > len(spans):
        return None
    if index > 0:
        last = len(spans) if count == 0 else min(len(spans), index - 1 + count)
        return text[spans[index - 1][0] : spans[last - 1][1]]
    end = len(spans) + index
    first = 0 if count == 0 else max(0, end - count + 1)
    return text[spans[first][0] : spans[end][1]]


def _rewrite(text: str, arguments: Arguments) -> str | None:
    """HAProxy ``replace-path`` and its kin: the whole text gives way to the replacement."""
    found = regex.search(arguments[0], len(arguments) > 2 and "i" in arguments[2], text)
    return text if found is None else expand(arguments[1], found[0].numbered)


_INTEGER = re.compile(r"[ \t]*([+-]?\d*)")


def _integer(text: str, arguments: Arguments) -> str | None:
    """HAProxy's reading of a number (tools.c, read_int64): what follows it is ignored."""
    if not text:
        return arguments[0] if arguments else None
    found = _INTEGER.match(text)
    digits = found[1] if found else ""
    return str(int(digits)) if digits.strip("+-") else "0"


def _address(text: str, _: Arguments) -> str | None:
    """The text when it is an address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return None
    return text


def _address_bytes(text: str, _: Arguments) -> str | None:
    """The 4 or 16 bytes of an address; those that are no UTF-8 as `surrogateescape` has them."""
    try:
        packed = ipaddress.ip_address(text).packed
    except ValueError:
        return None
    return packed.decode("utf-8", "surrogateescape")


def _substitute(text: str, arguments: Arguments) -> str | None:
    """HAProxy ``regsub(regex,replacement,flags)``: ``g`` all, ``i`` any case."""
    pattern, replacement = arguments[0], arguments[1]
    flags = arguments[2] if len(arguments) > 2 else ""
    data = text.encode("utf-8", "surrogateescape")
    out = bytearray()
    start = 0
    while True:
        rest = data[start:].decode("utf-8", "surrogateescape")
        found = regex.search(pattern, "i" in flags, rest)
        if found is None:
            break
        groups, begin, end = found
        out += data[start : start + begin]
        out += expand(replacement, groups.numbered).encode("utf-8", "surrogateescape")
        if end == begin:
            out += data[start + end : start + end + 1]
            end += 1
        start += end
        if "g" not in flags or start >= len(data):
            break
    out += data[start:]
    return out.decode("utf-8", "surrogateescape")


def expand(replacement: str, groups: tuple[str, ...]) -> str:
    r"""``\0`` .. ``\9`` replaced by groups, other escapes by the character itself."""
    out = []
    index = 0
    while index < len(replacement):
        character = replacement[index]
        if character == "\\" and index + 1 < len(replacement):
            index += 1
            following = replacement[index]
            if following.isdigit():
                number = int(following)
                out.append(groups[number] if number < len(groups) else "")
            else:
                out.append(following)
        else:
            out.append(character)
        index += 1
    return "".join(out)


def _mask(text: str, arguments: Arguments) -> str:
    """The network address of an address."""
    address = ipaddress.ip_address(text)
    length = _number(arguments, 0 if address.version == 4 else 1, address.max_prefixlen)
    return str(ipaddress.ip_network((address, length), strict=False).network_address)


def _uri_part(text: str, arguments: Arguments) -> str:
    """The key of HAProxy's ``balance uri`` (backend.c, get_server_uh)."""
    length, depth = _number(arguments, 0), _number(arguments, 1)
    if _flag(arguments, 3) and not text.startswith("/"):
        after = text.partition("://")[2]
        text = after[after.find("/") :] if "/" in after else ""
    if length:
        text = text[:length]
    out = []
    slashes = 0
    for character in text:
        if character == "/":
            slashes += 1
            if depth and slashes == depth + 1:
                break
        elif character == "?" and not _flag(arguments, 2):
            break
        out.append(character)
    return "".join(out)


def _before_last_dot(text: str, _: Arguments) -> str:
    """HAProxy ``use_domain_only``: the label before the last dot (backend.c)."""
    head, dot, _tail = text.rpartition(".")
    return head.rpartition(".")[2] if dot else text


def _strip_port(text: str, _: Arguments) -> str:
    """A host without its port."""
    if text.startswith("["):
        return text.partition("]")[0] + "]"
    return text.partition(":")[0]


def _bytes(text: str, arguments: Arguments) -> str:
    """A slice of the text."""
    offset = _number(arguments, 0)
    return text[offset : offset + _number(arguments, 1, len(text))]


def _encode_path(text: str, _: Arguments) -> str:
    """NGINX's ngx_escape_uri with NGX_ESCAPE_URI (since 1.21.1)."""
    data = text.encode("utf-8", "surrogateescape")
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in data)


def _capture(text: str, arguments: Arguments) -> str | None:
    """A group of an expression that is found in the text: expression, flags, number or name."""
    found = regex.search(arguments[0], "i" in arguments[1], text)
    if found is None:
        return None
    groups, group = found[0], arguments[2]
    if not group.isdigit():
        return groups.named.get(group)
    return groups.numbered[int(group)] if int(group) < len(groups.numbered) else None


def _parameter(text: str, arguments: Arguments) -> str | None:
    """The value of an argument in a query text."""
    values = query_values(text, arguments[0])
    return values[0] if values else None


_PLAIN = frozenset(range(0x21, 0x7F)) - frozenset(b'"#%<>?\\^`{|}')

_SINGLE: dict[str, Callable[[str, Arguments], str | None]] = {
    "lower": lambda text, _: text.lower(),
    "upper": lambda text, _: text.upper(),
    "decode": lambda text, _: percent_decode(text),
    "field": _field,
    "word": _word,
    "substitute": _substitute,
    "length": lambda text, _: str(len(text.encode("utf-8", "surrogateescape"))),
    "bytes": _bytes,
    "mask": _mask,
    "trim-start": lambda text, arguments: text.lstrip(arguments[0]),
    "trim-end": lambda text, arguments: text.rstrip(arguments[0]),
    "strip-port": _strip_port,
    "uri-part": _uri_part,
    "before-last-dot": _before_last_dot,
    "encode-path": _encode_path,
    "drop-prefix": lambda text, arguments: text[int(arguments[0]) :],
    "parameter-of": _parameter,
    "integer": _integer,
    "address": _address,
    "address-bytes": _address_bytes,
    "rewrite": _rewrite,
    "choose": lambda text, arguments: arguments[1] if text == arguments[0] else arguments[2],
    "capture": _capture,
    "path-of": lambda text, _: path_of(text),
    "query-mark": lambda text, _: "".join(text.partition("?")[1:]),
    "query-of": lambda text, _: text.partition("?")[2] if "?" in text else None,
    "question": lambda text, _: f"?{text}" if text else "",
    "nonempty": lambda text, arguments: text or arguments[0],
    "md5": lambda text, _: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(),
}


def _item(texts: list[str], arguments: Arguments) -> list[str]:
    """One of several, numbered from 1, or from -1 backwards."""
    index = int(arguments[0])
    if index == 0 or abs(index) > len(texts):
        return []
    return [texts[index - 1 if index > 0 else index]]


def _forwarded(lines: list[str], networks: Arguments) -> list[str]:
    """The last address, or one before as long as it lies in one of the networks.

    NGINX ``real_ip_header`` and ``real_ip_recursive``
    (ngx_http_core_module.c, ngx_http_get_forwarded_addr).
    """
    found: list[str] = []
    for item in reversed([item for line in lines for item in re.split("[ ,]+", line) if item]):
        address = _address(item, ()) or _without_port(item)
        if address is None:
            break
        found = [address]
        if not any(in_network(address, network) for network in networks):
            break
    return found


def _without_port(text: str) -> str | None:
    """The address of ``10.0.0.1:80`` or ``[::1]:80``."""
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        return None
    if host.startswith("["):
        return _address(host[1:-1], ()) if host.endswith("]") else None
    return _address(host, ()) if ":" not in host else None


_WHOLE: dict[str, Callable[[list[str], Arguments], list[str]]] = {
    "first": lambda texts, _: texts[:1],
    "last": lambda texts, _: texts[-1:],
    "split": lambda texts, _: [item.strip() for text in texts for item in text.split(",")],
    "item": _item,
    "count": lambda texts, _: [str(len(texts))],
    "default": lambda texts, arguments: texts or [arguments[0]],
    "parameters-of": lambda texts, arguments: [
        value
        for text in texts
        for value in query_values(text.partition("?")[2], arguments[0], len(arguments) > 1)
    ],
    "nothing": lambda _texts, _: [],
    "forwarded-address": _forwarded,
}
