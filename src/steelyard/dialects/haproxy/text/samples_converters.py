"""Converters -> applied functions and lookups (configuration manual 7.3.1)."""

import ipaddress
from collections.abc import Callable

from steelyard.core.place import Place
from steelyard.dialects.haproxy.text.maps import Maps
from steelyard.dialects.haproxy.text.samples_types import Call, Sample, truth
from steelyard.model.values import Apply, Field, Join, Literal, Lookup, Opaque, Value

Arguments = tuple[str, ...]

_MAPS: dict[str, tuple[str, str]] = {"map": ("str", "str"), "map_regm": ("regm", "str")}
for _method in ("str", "beg", "sub", "dir", "dom", "end", "reg", "int", "ip"):
    _MAPS[f"map_{_method}"] = (_method, "str")
    _MAPS[f"map_{_method}_int"] = (_method, "int")
    _MAPS[f"map_{_method}_ip"] = (_method, "ip")
"""Map converters: the matching method of the keys, the type of the values."""

_OPAQUE: dict[str, str] = {
    "any": "debug",
    "int": "add and bool cpl crc32 crc32c div djb2 even mod mul neg not odd or sdbm srv_queue "
    "strcmp sub wt6 xor xxh3 xxh32 xxh64 hex2i ltime_int table_conn_cnt table_conn_cur",
    "bool": "in_table jwt_verify secure_memcmp",
    "bin": "aes_gcm_dec b64dec digest hmac sha1 sha2 ub64dec protobuf ungrpc",
    "str": "add_item base64 be2dec be2hex capture-res cut_crlf hex http_date json json_query "
    "jwt_header_query jwt_payload_query language ltime mqtt_field_value port_only set-var "
    "unset-var ub64enc url_enc utime",
}
"""Converters that are known but not modelled, by the type they give."""

_KINDS = {name: kind for kind, names in _OPAQUE.items() for name in names.split()}


def convert(sample: Sample, call: Call, maps: Maps | None, place: Place) -> Sample:
    """The sample after one converter."""
    name, arguments = call
    kind = kind_after(call, sample.kind)
    value: Value | None = None
    found = _MAPS.get(name)
    if found is not None:
        value = _lookup(sample.value, found[0], arguments, maps, place)
    elif name in ("bool", "not", "iif"):
        value = _boolean(sample, name, arguments)
    else:
        builder = _BUILDERS.get(name)
        value = None if builder is None else builder(sample.value, arguments)
    if value is None:
        text = f"{name}({','.join(arguments)})" if arguments else name
        why = "the converter is not modelled"
        if found is not None:
            why = "the map is not at hand"
        return Sample(Opaque(text, f"{why}: {text}", place), kind, http=sample.http)
    return Sample(value, kind, http=sample.http)


def kind_after(call: Call, before: str) -> str:
    """The type of what a converter gives."""
    name = call[0]
    if name in _MAPS:
        return _MAPS[name][1]
    if name in ("bool", "not"):
        return "bool"
    if name in ("capture-req", "debug", "default"):
        return before
    if name == "ipmask":
        return "ip"
    if name == "length":
        return "int"
    if name == "bytes":
        return "bin"
    return _KINDS.get(name, "int" if name.startswith("table_") else "str")


def _lookup(
    key: Value, method: str, arguments: Arguments, maps: Maps | None, place: Place
) -> Value | None:
    """A look-up in a map file, with its default."""
    if maps is None or not arguments:
        return None
    table = maps.table(arguments[0], method, False, "map", place)
    if method == "int":
        key = Apply("integer", key)
    if method == "ip":
        key = Apply("address", key)
    default = Literal(arguments[1]) if len(arguments) > 1 else None
    return Lookup(table, key, default)


def _boolean(sample: Sample, name: str, arguments: Arguments) -> Value | None:
    """``bool``, ``not`` and ``iif`` of a boolean; of other types not modelled."""
    value = sample.value
    if sample.kind != "bool" or not isinstance(value, Apply) or value.function != "choose":
        if sample.kind == "bool" and isinstance(value, Literal):
            value = truth(value, "1")
        else:
            return None
    wanted, one, other = value.arguments
    if name == "not":
        one, other = other, one
    if name == "iif":
        if len(arguments) != 2:
            return None
        chosen = {"1": arguments[0], "0": arguments[1]}
        if one not in chosen or other not in chosen:
            return None
        one, other = chosen[one], chosen[other]
    return Apply("choose", value.value, (wanted, one, other))


def _parts(function: str) -> Callable[[Value, Arguments], Value | None]:
    """``field`` and ``word``: index, separators, count."""

    def build(value: Value, arguments: Arguments) -> Value | None:
        if len(arguments) < 2 or not _is_number(arguments[0]) or not arguments[1]:
            return None
        rest = arguments[2:3] if arguments[2:3] not in ((), ("1",)) else ()
        if rest and not _is_number(rest[0]):
            return None
        return Apply(function, value, (arguments[1], arguments[0].strip(), *rest))

    return build


def _is_number(text: str) -> bool:
    return text.strip().lstrip("-").isdecimal() and len(text) < 10


def _mask(value: Value, arguments: Arguments) -> Value | None:
    pairs = zip(arguments, (4, 6), strict=False)
    lengths = [_prefix_length(text, version) for text, version in pairs]
    if not lengths or None in lengths:
        return None
    return Apply("mask", value, tuple(str(length) for length in lengths))


def _prefix_length(text: str, version: int) -> int | None:
    """A prefix length from ``24``, ``255.255.255.0`` or an IPv6 mask; None for odd masks."""
    bits = 32 if version == 4 else 128
    if text.isdecimal():
        return int(text) if len(text) < 4 and int(text) <= bits else None
    try:
        number = int(ipaddress.ip_address(text))
    except ValueError:
        return None
    length = bin(number).count("1")
    return length if number == ((1 << length) - 1) << (bits - length) else None


def _concat(value: Value, arguments: Arguments) -> Value:
    """``concat(start,variable,end)``."""
    start, variable, end = (*arguments, "", "", "")[:3]
    parts: list[Value] = [value]
    if start:
        parts.append(Literal(start))
    if variable.strip():
        parts.append(Field("variable", variable.strip()))
    if end:
        parts.append(Literal(end))
    return Join(tuple(parts))


def _regsub(value: Value, arguments: Arguments) -> Value | None:
    if len(arguments) < 2:
        return None
    return Apply("substitute", value, (*arguments[:2], *arguments[2:3]))


def _url_dec(value: Value, arguments: Arguments) -> Value | None:
    return None if arguments and arguments[0] != "0" else Apply("decode", value)


def _bytes(value: Value, arguments: Arguments) -> Value | None:
    if not arguments or not all(text.isdecimal() and len(text) < 10 for text in arguments):
        return None
    return Apply("bytes", value, arguments[:2])


def _with_one(function: str) -> Callable[[Value, Arguments], Value | None]:
    """A function with one argument."""

    def build(value: Value, arguments: Arguments) -> Value | None:
        return Apply(function, value, arguments[:1]) if arguments and arguments[0] else None

    return build


_BUILDERS: dict[str, Callable[[Value, Arguments], Value | None]] = {
    "lower": lambda value, _: Apply("lower", value),
    "upper": lambda value, _: Apply("upper", value),
    "length": lambda value, _: Apply("length", value),
    "host_only": lambda value, _: Apply("strip-port", value),
    "capture-req": lambda value, _: value,
    "debug": lambda value, _: value,
    "field": _parts("field"),
    "word": _parts("word"),
    "regsub": _regsub,
    "ipmask": _mask,
    "bytes": _bytes,
    "url_dec": _url_dec,
    "concat": _concat,
    "ltrim": _with_one("trim-start"),
    "rtrim": _with_one("trim-end"),
    "default": _with_one("default"),
}

CONVERTERS = frozenset(_BUILDERS) | frozenset(_MAPS) | frozenset(_KINDS) | {"bool", "not", "iif"}
"""Every converter that is known by name."""
