"""What a hash key depends on: whether it varies, and whether it may be missing."""

from steelyard.model.values import Apply, Field, Join, Literal, Lookup, Opaque, Split, Value, leaves

OPTIONAL = frozenset(
    {
        "header",
        "header-item",
        "cookie",
        "cookie-any-case",
        "parameter",
        "parameter-any-case",
        "capture",
        "variable",
    }
)
"""Fields that a request may lack."""

FIXED = frozenset({"destination", "destination-port", "listener"})
"""Fields that are the same for all requests of one socket."""

ADDRESS_HEADERS = frozenset(
    {"x-forwarded-for", "x-real-ip", "cf-connecting-ip", "true-client-ip", "x-client-ip"}
    | {"forwarded", "fastly-client-ip"}
)
"""Headers that carry the client's address."""


def fields(value: Value) -> list[Field]:
    """The fields of a request that the value is made of."""
    return [leaf for leaf in leaves(value) if isinstance(leaf, Field)]


def is_source(value: Value) -> bool:
    """Whether the value is the client's address and nothing else."""
    found = list(leaves(value))
    return bool(found) and all(leaf == Field("source") for leaf in found)


def named_header(value: Value) -> str:
    """The one header that the value is taken from, "" when it is made otherwise."""
    while isinstance(value, Apply):
        value = value.value
    if isinstance(value, Field) and value.name in ("header", "header-item"):
        return value.argument
    return ""


def is_constant(value: Value) -> bool:
    """Whether every request of a socket gives the same text."""
    return all(
        isinstance(leaf, Literal) or (isinstance(leaf, Field) and leaf.name in FIXED)
        for leaf in leaves(value)
    )


def fallback(value: Value) -> str:
    """The text that all requests share which lack the key's fields; "" when there is none.

    Only where every field may be missing and a literal text stands around
    them: the key is then never empty.
    """
    while isinstance(value, Apply):
        value = value.value
    if not isinstance(value, Join):
        return ""
    parts = list(leaves(value))
    text = "".join(part.text for part in parts if isinstance(part, Literal))
    optional = all(
        isinstance(part, Literal) or (isinstance(part, Field) and part.name in OPTIONAL)
        for part in parts
    )
    plain = not any(isinstance(part, Lookup | Split | Opaque) for part in value.parts)
    return text if optional and plain else ""
